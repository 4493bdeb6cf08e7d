//! JSON web tokens as Tesla signs them: RS256.

use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The key that signs, made when the first token is asked for.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SigningKey {
    /// PKCS #8 in base64; empty: not made yet.
    pkcs8: String,
    #[serde(skip)]
    pair: OnceLock<Arc<KeyPair>>,
}

impl SigningKey {
    /// Makes the key where there is none.
    pub(crate) fn make(&mut self) {
        if self.pair().is_some() {
            return;
        }
        let Ok(pair) = KeyPair::generate(KeySize::Rsa2048) else { return };
        let Ok(pkcs8) = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair) else { return };
        self.pkcs8 = STANDARD.encode(pkcs8.as_ref());
        self.pair = OnceLock::from(Arc::new(pair));
    }

    /// A token with these claims, whose payload needs neither `-` nor `_`: some clients read it as plain base64.
    pub(crate) fn sign(&self, claims: &Map<String, Value>) -> Option<String> {
        let pair = self.pair()?;
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": "RS256", "typ": "JWT", "kid": self.id()?}).to_string());
        let payload = plain_payload(claims);
        let signed = format!("{header}.{payload}");
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that this key signed.
    pub(crate) fn verify(&self, token: &str) -> Option<Map<String, Value>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (_, payload) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let pair = self.pair()?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key())
            .verify(signed.as_bytes(), &signature)
            .ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }

    /// The public half as a JSON web key.
    pub(crate) fn web_key(&self) -> Option<Value> {
        let pair = self.pair()?;
        let public = pair.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Some(json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id()?,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        }))
    }

    fn id(&self) -> Option<String> {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.pair()?.public_key().as_ref());
        Some(hex::encode(digest.as_ref().get(..16)?))
    }

    fn pair(&self) -> Option<&KeyPair> {
        if let Some(pair) = self.pair.get() {
            return Some(pair);
        }
        let pair = KeyPair::from_pkcs8(&STANDARD.decode(&self.pkcs8).ok()?).ok()?;
        Some(self.pair.get_or_init(|| Arc::new(pair)))
    }
}

/// The claims in ASCII, without the characters whose bits could become `-` or `_`.
fn plain_payload(claims: &Map<String, Value>) -> String {
    let mut text = String::new();
    for character in Value::Object(claims.clone()).to_string().chars() {
        if character.is_ascii() && !matches!(character, '>' | '?' | '~' | '\u{7f}') {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    URL_SAFE_NO_PAD.encode(text)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_verified_by_its_key_alone_and_read_as_plain_base64() {
        let (mut key, mut other) = (SigningKey::default(), SigningKey::default());
        key.make();
        other.make();
        for nonce in ["", "~~~", "a?b", "ab?", "?>~?>~?>~", "ÿþ🚗"] {
            let claims = json!({"sub": "s", "nonce": nonce}).as_object().cloned().unwrap();
            let token = key.sign(&claims).unwrap();
            let payload = token.split('.').nth(1).unwrap();
            assert!(!payload.contains(['-', '_']), "{nonce}");
            assert_eq!(key.verify(&token).unwrap()["nonce"], nonce);
            assert!(other.verify(&token).is_none());
        }
    }
}
