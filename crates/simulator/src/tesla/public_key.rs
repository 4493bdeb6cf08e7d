//! P-256 public keys: as PEM files, as the 65 bytes that Tesla writes in hexadecimal.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What precedes the point in a `SubjectPublicKeyInfo` of a P-256 key (RFC 5480).
const P256_HEADER: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Why a text is no such key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidKey {
    #[error("it is no PEM file with a BEGIN PUBLIC KEY line")]
    NotPem,
    #[error("it holds no uncompressed P-256 (prime256v1) public key")]
    NotP256,
}

/// The uncompressed point of a PEM file's key: 130 hexadecimal digits in lower case, `04` first.
pub(crate) fn from_pem(pem: &str) -> Result<String, InvalidKey> {
    let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----").ok_or(InvalidKey::NotPem)?;
    let (body, _) = rest.split_once("-----END PUBLIC KEY-----").ok_or(InvalidKey::NotPem)?;
    let body: String = body.split_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| InvalidKey::NotPem)?;
    let point = der.strip_prefix(P256_HEADER.as_slice()).ok_or(InvalidKey::NotP256)?;
    from_point(point)
}

/// The same of a point's bytes.
pub(crate) fn from_point(point: &[u8]) -> Result<String, InvalidKey> {
    let sound = point.len() == 65 && ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).is_ok();
    if sound { Ok(hex::encode(point)) } else { Err(InvalidKey::NotP256) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base point of P-256, as OpenSSL writes it.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n\
        6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n\
        -----END PUBLIC KEY-----\n";

    #[test]
    fn a_pem_file_gives_the_point() {
        let hex = from_pem(PEM).unwrap();
        assert_eq!(hex.len(), 130);
        assert!(hex.starts_with("046b17d1f2e12c4247f8bce6e563a440f2"));
    }

    #[test]
    fn other_files_are_told_apart() {
        assert_eq!(from_pem("hello"), Err(InvalidKey::NotPem));
        assert_eq!(from_pem(&PEM.replace("MFkw", "MFkx")), Err(InvalidKey::NotP256));
        assert_eq!(from_point(&[4; 65]), Err(InvalidKey::NotP256));
    }
}
