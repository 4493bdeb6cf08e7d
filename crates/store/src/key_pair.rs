//! P-256 key pairs of partners: made or imported, the private half in memory only as long as it is used.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::sha256;

/// A P-256 key pair.
#[derive(Clone, Debug)]
pub struct KeyPair {
    /// The private half, PKCS#8 in hexadecimal.
    private: SecretString,
    /// The public half.
    public: PublicKey,
}

/// The public half of a key pair.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey(String);

/// Why a PEM text gives no key pair.
#[derive(Debug, thiserror::Error)]
pub enum KeyPairError {
    /// No private key stands in the text.
    #[error(
        "no private key in PEM form is there; expected a block that begins with -----BEGIN EC PRIVATE KEY----- or \
         -----BEGIN PRIVATE KEY-----, as `openssl ecparam -name prime256v1 -genkey -noout` prints it"
    )]
    NoPem,
    /// It is a key of another kind.
    #[error("the private key is not of the curve P-256 (prime256v1), the only one that cars take")]
    NotP256,
    /// The system gives no randomness.
    #[error("no key pair can be made: the operating system gives no randomness")]
    Random,
}

impl KeyPair {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, KeyPairError> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyPairError::Random)?;
        Self::of(&pair)
    }

    /// Reads a private key, SEC 1 or PKCS#8, in PEM form.
    ///
    /// # Errors
    /// When there is none, or none of P-256.
    pub fn from_pem(pem: &SecretString) -> Result<Self, KeyPairError> {
        let key = PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes()).map_err(|_| KeyPairError::NoPem)?;
        Self::from_der(key.secret_der())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The private half, PKCS#8 (DER) in hexadecimal; for signing and for sealing alone.
    #[must_use]
    pub fn private(&self) -> &SecretString {
        &self.private
    }

    /// A pair that was sealed.
    pub(crate) fn from_private(private: &SecretString) -> Result<Self, KeyPairError> {
        let der = Zeroizing::new(hex::decode(private.expose_secret()).map_err(|_| KeyPairError::NotP256)?);
        Self::from_der(&der)
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyPairError> {
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
        Self::of(&pair.map_err(|_| KeyPairError::NotP256)?)
    }

    fn of(pair: &EcdsaKeyPair) -> Result<Self, KeyPairError> {
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| KeyPairError::NotP256)?;
        Ok(Self {
            private: SecretString::from(hex::encode(pkcs8.as_ref())),
            public: PublicKey(hex::encode(pair.public_key().as_ref())),
        })
    }
}

impl PublicKey {
    /// Reads an uncompressed point in hexadecimal, as automakers tell it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let is_point = text.len() == 130 && text.starts_with("04") && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_point.then_some(Self(text))
    }

    /// The uncompressed point, 130 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A short name that tells two keys apart: the first 16 digits of the point's SHA-256.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(&sha256(&self.0)[..8])
    }

    /// The key file's content: PEM of a `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn pem(&self) -> String {
        let mut text = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in STANDARD.encode(self.der()).as_bytes().chunks(64) {
            text.extend(line.iter().copied().map(char::from));
            text.push('\n');
        }
        text.push_str("-----END PUBLIC KEY-----\n");
        text
    }

    fn der(&self) -> Vec<u8> {
        /// `SubjectPublicKeyInfo` of a P-256 point up to the point itself (RFC 5480).
        const PREFIX: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
        hex::decode(format!("{PREFIX}{}", self.0)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl ecparam -name prime256v1 -genkey -noout`; used nowhere else.
    const SEC1: &str = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIGnTnZy52dYy5oCqtofR2zpSXZVYQXRLzQmD14TqnvkcoAoGCCqGSM49\nAwEHoUQDQgAEKVw4DTI3Q29trtmE2YfNFZlnpp7LiSWcPYRY/WEeu44J7oYJGhkA\nYQjxJCeEDBpilFNW/NoVuc9s5vJ9/om6hw==\n-----END EC PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKVw4DTI3Q29trtmE2YfNFZlnpp7L\niSWcPYRY/WEeu44J7oYJGhkAYQjxJCeEDBpilFNW/NoVuc9s5vJ9/om6hw==\n-----END PUBLIC KEY-----\n";
    const P384: &str = "-----BEGIN EC PRIVATE KEY-----\nMIGkAgEBBDA2D29UP6D2C10Ml+4NhmzNGO8+YoSfR8z9B0do8fa4IEhRc+EhgVBg\nMAraLx4v0VmgBwYFK4EEACKhZANiAARGWyIsayX+GeyMqaNOJpqwl9GIXXLUNfrX\n2sZ6Upjmo4UXmF/p1s8pZ2LWGKWL9It1g0j72Yb873wnNpkOWJjNXMKpni6jfiIZ\nI+1IEeD6IELKVLJmHCxLPxj9quAFefo=\n-----END EC PRIVATE KEY-----\n";
    const PKCS8: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgadOdnLnZ1jLmgKq2\nh9HbOlJdlVhBdEvNCYPXhOqe+RyhRANCAAQpXDgNMjdDb22u2YTZh80VmWemnsuJ\nJZw9hFj9YR67jgnuhgkaGQBhCPEkJ4QMGmKUU1b82hW5z2zm8n3+ibqH\n-----END PRIVATE KEY-----\n";

    #[test]
    fn a_key_of_openssl_is_read_in_both_of_its_forms_and_published_as_openssl_publishes_it() {
        for pem in [SEC1, PKCS8] {
            let pair = KeyPair::from_pem(&pem.into()).unwrap();
            assert_eq!(pair.public().pem(), PUBLIC);
        }
    }

    #[test]
    fn a_made_key_survives_being_sealed() {
        let pair = KeyPair::generate().unwrap();
        let again = KeyPair::from_private(pair.private()).unwrap();
        assert_eq!(again.public(), pair.public());
        assert_eq!(PublicKey::parse(&pair.public().as_str().to_uppercase()).as_ref(), Some(pair.public()));
        assert_ne!(KeyPair::generate().unwrap().public(), pair.public());
    }

    #[test]
    fn other_curves_public_halves_and_prose_are_told_apart() {
        assert!(matches!(KeyPair::from_pem(&P384.into()), Err(KeyPairError::NotP256)));
        for text in [PUBLIC, "hello", ""] {
            assert!(matches!(KeyPair::from_pem(&text.into()), Err(KeyPairError::NoPem)), "{text}");
        }
    }
}
