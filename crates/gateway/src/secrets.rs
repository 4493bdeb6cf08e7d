//! Making secrets, and comparing them without telling how far they agree.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openfob_store::sha256;
use secrecy::SecretString;
use uuid::Uuid;

/// 32 random bytes as 43 characters that fit a URL, a header and a shell.
///
/// # Panics
/// When the operating system gives no randomness; nothing safe can be done then.
pub(crate) fn random_secret() -> String {
    let mut bytes = [0_u8; 32];
    #[expect(clippy::expect_used, reason = "without randomness nothing safe can be served")]
    rand::fill(&mut bytes).expect("the operating system gives randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A new client secret or management token, 36 characters as Smartcar's are.
pub(crate) fn random_credential() -> SecretString {
    SecretString::from(random_token())
}

/// A code or token: a random UUID (122 bits), as the SDK suites expect 36 characters.
pub(crate) fn random_token() -> String {
    Uuid::new_v4().to_string()
}

/// Whether a secret that came has this SHA-256.
pub(crate) fn matches_hash(secret: &str, hash: &[u8]) -> bool {
    verify_slices_are_equal(&sha256(secret), hash).is_ok()
}

/// Whether two texts are equal, in time that depends on their lengths alone.
pub(crate) fn equal(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

/// The S256 challenge of a PKCE verifier (RFC 7636, 4.2).
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let challenge = s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
