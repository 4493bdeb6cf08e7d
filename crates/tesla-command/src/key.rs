//! Keys: what a car knows a client by, and what commands are authorised with.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::agreement::{self, ECDH_P256, ParsedPublicKey, UnparsedPublicKey};
use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, EcPrivateKeyRfc5915Der, EcPublicKeyUncompressedBin};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::randomness::{NoRandomness, Randomness};
use crate::secret::SessionSecret;

/// Bytes of a public key: `04`, x and y.
const PUBLIC_KEY_LENGTH: usize = 65;

/// What precedes the 65 bytes in the form that PEM files hold (RFC 5480): the algorithm, the curve, the bit string.
const PUBLIC_KEY_INFO: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A point on NIST P-256, which names a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; PUBLIC_KEY_LENGTH]);

/// What cannot be a key.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidKey {
    /// No point of the curve.
    #[error("invalid public key: expected a point on NIST P-256, 65 bytes that begin with 04")]
    PublicKey,
    /// No scalar of the curve, or a key of another kind.
    #[error("invalid private key: expected an unencrypted NIST P-256 key")]
    PrivateKey,
    /// No PEM file with a key in it.
    #[error("no key found: expected a PEM file of a NIST P-256 key (EC PRIVATE KEY, PRIVATE KEY or PUBLIC KEY)")]
    Pem,
}

impl PublicKey {
    /// Reads the uncompressed form, 65 bytes, and makes sure that it is on the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
        let key = bytes.try_into().map_err(|_| InvalidKey::PublicKey)?;
        if bytes.first() != Some(&4) {
            return Err(InvalidKey::PublicKey);
        }
        let parsed: Result<ParsedPublicKey, _> = UnparsedPublicKey::new(&ECDH_P256, bytes).try_into();
        parsed.map(|_| Self(key)).map_err(|_| InvalidKey::PublicKey)
    }

    /// Reads 130 hex digits, or a PEM file of a public or a private key.
    pub fn from_text(text: &str) -> Result<Self, InvalidKey> {
        let text = text.trim();
        if let Ok(bytes) = hex::decode(text) {
            return Self::from_bytes(&bytes);
        }
        match SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes()) {
            Ok(info) => Self::from_bytes(info.strip_prefix(&PUBLIC_KEY_INFO).ok_or(InvalidKey::PublicKey)?),
            Err(_) => PrivateKey::from_pem(text).map(|key| *key.public_key()),
        }
    }

    /// `04`, x and y.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; PUBLIC_KEY_LENGTH] {
        &self.0
    }

    /// 130 hex digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// A `PUBLIC KEY` PEM file.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let mut der = PUBLIC_KEY_INFO.to_vec();
        der.extend(self.0);
        pem("PUBLIC KEY", &der).to_string()
    }

    /// The short name that vehicle security uses in lists: the first 4 bytes of the key's SHA-1.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let mut id = [0; 4];
        id.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        id
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_hex())
    }
}

impl FromStr for PublicKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        Self::from_text(text)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = InvalidKey;

    fn try_from(text: String) -> Result<Self, InvalidKey> {
        Self::from_text(&text)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_hex()
    }
}

/// The half that authorises. It is wiped when dropped, prints nothing of itself, and hands out neither its bytes nor
/// a shared secret: whoever holds one can ask it to authorise a command for a car and nothing more.
pub struct PrivateKey {
    key: agreement::PrivateKey,
    public: PublicKey,
}

impl PrivateKey {
    /// Makes a new one.
    pub fn generate(random: &mut dyn Randomness) -> Result<Self, NoRandomness> {
        let mut scalar = Zeroizing::new([0; 32]);
        // A number at or above the curve's order comes up once in 2^32 times.
        for _ in 0..4 {
            random.fill(scalar.as_mut())?;
            if let Ok(key) = Self::from_scalar(&scalar) {
                return Ok(key);
            }
        }
        Err(NoRandomness)
    }

    /// Reads an unencrypted PEM file: SEC1 (`EC PRIVATE KEY`) or PKCS#8 (`PRIVATE KEY`).
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let der = Zeroizing::new(PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| InvalidKey::Pem)?);
        Self::from_der(der.secret_der())
    }

    /// Reads what such a file holds: SEC1 or PKCS#8, in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidKey> {
        let key = agreement::PrivateKey::from_private_key_der(&ECDH_P256, der);
        Self::new(key.map_err(|_| InvalidKey::PrivateKey)?)
    }

    /// Reads the number itself, 32 bytes, big endian.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, InvalidKey> {
        let key = agreement::PrivateKey::from_private_key(&ECDH_P256, scalar);
        Self::new(key.map_err(|_| InvalidKey::PrivateKey)?)
    }

    fn new(key: agreement::PrivateKey) -> Result<Self, InvalidKey> {
        let public = key.compute_public_key().map_err(|_| InvalidKey::PrivateKey)?;
        let public: EcPublicKeyUncompressedBin<'_> = public.as_be_bytes().map_err(|_| InvalidKey::PrivateKey)?;
        let public = PublicKey(public.as_ref().try_into().map_err(|_| InvalidKey::PrivateKey)?);
        Ok(Self { key, public })
    }

    /// The half that cars are given.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// An `EC PRIVATE KEY` PEM file (SEC1), for safe-keeping.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, InvalidKey> {
        let der: EcPrivateKeyRfc5915Der<'_> = self.key.as_der().map_err(|_| InvalidKey::PrivateKey)?;
        Ok(pem("EC PRIVATE KEY", der.as_ref()))
    }

    /// What the owners of this key and of that one share. Stays inside this crate.
    pub(crate) fn exchange(&self, peer: &PublicKey) -> Result<SessionSecret, InvalidKey> {
        let peer = UnparsedPublicKey::new(&ECDH_P256, peer.as_bytes());
        agreement::agree(&self.key, peer, InvalidKey::PublicKey, |shared| Ok(SessionSecret::derive(shared)))?
    }

    /// The number itself, for signatures that no library makes. Stays inside this crate.
    pub(crate) fn scalar(&self) -> Result<Zeroizing<[u8; 32]>, InvalidKey> {
        let scalar: EcPrivateKeyBin<'_> = self.key.as_be_bytes().map_err(|_| InvalidKey::PrivateKey)?;
        Ok(Zeroizing::new(scalar.as_ref().try_into().map_err(|_| InvalidKey::PrivateKey)?))
    }
}

/// A file as RFC 7468 has it, in lines of 64 characters.
fn pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(der));
    let mut pem = Zeroizing::new(String::with_capacity(encoded.len() + 128));
    for part in ["-----BEGIN ", label, "-----\n"] {
        pem.push_str(part);
    }
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    for part in ["-----END ", label, "-----\n"] {
        pem.push_str(part);
    }
    pem
}
