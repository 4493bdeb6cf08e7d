//! Tokens: a header, claims and a signature, as RFC 7515 has them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use thiserror::Error;

use super::schnorr;
use crate::key::{InvalidKey, PrivateKey, PublicKey};
use crate::vin::Vin;

const HEADER: &str = r#"{"alg":"Tesla.SS256","typ":"JWT"}"#;

/// Whom a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every car of the fleet that takes telemetry configurations.
    FleetTelemetry,
    /// One car, and an application of it.
    Vehicle {
        /// The car.
        vin: Vin,
        /// The application in it.
        application: String,
    },
}

/// A token whose signature is its issuer's.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedToken {
    /// The key that signed it. Whether that key is to be trusted is another question.
    pub issuer: PublicKey,
    /// Whom it is for, as the claim has it.
    pub audience: String,
    /// All that it claims.
    pub claims: Map<String, Value>,
}

/// What is no token, or not its issuer's.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidToken {
    /// Not three parts in base64 with JSON objects in them.
    #[error("expected a token of three parts")]
    Malformed,
    /// Of another algorithm.
    #[error("expected a token signed by Tesla.SS256")]
    Algorithm,
    /// The issuer is no key.
    #[error("the token's issuer is no public key")]
    Issuer,
    /// The signature is not the issuer's.
    #[error("the token's signature is wrong")]
    Signature,
}

/// Signs claims. `aud` and `iss` become the audience and the key, whatever the claims say of them.
pub fn sign_token(key: &PrivateKey, audience: &Audience, claims: &Map<String, Value>) -> Result<String, InvalidKey> {
    let mut claims = Value::Object(claims.clone());
    claims["aud"] = Value::String(audience.to_string());
    claims["iss"] = Value::String(STANDARD.encode(key.public_key().as_bytes()));
    claims.sort_all_objects();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(escaped(&claims.to_string())));
    let signature = schnorr::sign(key, signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Checks that a token is signed by the key that it names as its issuer.
pub fn verify_token(token: &str) -> Result<VerifiedToken, InvalidToken> {
    let (signed, signature) = token.trim().rsplit_once('.').ok_or(InvalidToken::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(InvalidToken::Malformed)?;
    let header = object(header)?;
    if header.get("alg").and_then(Value::as_str) != Some("Tesla.SS256") {
        return Err(InvalidToken::Algorithm);
    }
    let claims = object(claims)?;
    let text = |name| claims.get(name).and_then(Value::as_str);
    let issuer = text("iss").and_then(|issuer| STANDARD.decode(issuer).ok()).ok_or(InvalidToken::Issuer)?;
    let issuer = PublicKey::from_bytes(&issuer).map_err(|_| InvalidToken::Issuer)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| InvalidToken::Malformed)?;
    if !schnorr::verifies(&issuer, signed.as_bytes(), &signature) {
        return Err(InvalidToken::Signature);
    }
    let audience = text("aud").unwrap_or_default().to_owned();
    Ok(VerifiedToken { issuer, audience, claims })
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FleetTelemetry => f.write_str("com.tesla.fleet.TelemetryClient"),
            Self::Vehicle { vin, application } => write!(f, "com.tesla.vehicle.{}.{application}", vin.as_str()),
        }
    }
}

/// As Tesla's own tools write JSON, so that equal claims make equal tokens.
fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn object(part: &str) -> Result<Map<String, Value>, InvalidToken> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| InvalidToken::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| InvalidToken::Malformed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A token of Tesla's own test suite.
    const TOKEN: &str = "eyJhbGciOiJUZXNsYS5TUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJjb20udGVzbGEudmVoaWNsZS5NM1RFUkFTSElNQUJVQ0swMSIsImZvbyI6ImJhciIsImlzcyI6IkJIZGVMdlZ3MHBMZlFrd0o5dzU5bFdlTlhPZUJKS3l6K1RkYkdZcE5xZm5wOE14dGlBNHVZRzZiQWJENllzWVZEamNhcGRqMzhKeko0YjA2RzBTWWsrdz0ifQ.4Xq2tsynDYOhLBWpnqLJfsAzdOqTOwHkVowI47A-yzVXIQHaawObJvAYRoRs61oVwWiEQ7XYXG8WE_Vz_49eVirAV9NGKymj3HBTTjN5DmViWmFzfaIOXRWKJlE--vzU";

    #[test]
    fn a_known_token_verifies_and_a_changed_one_does_not() {
        let token = verify_token(TOKEN).unwrap();
        assert_eq!(token.audience, "com.tesla.vehicle.M3TERASHIMABUCK01");
        assert_eq!(token.claims["foo"], "bar");
        assert_eq!(
            token.issuer.to_hex(),
            "04775e2ef570d292df424c09f70e7d95678d5ce78124acb3f9375b198a4da9f9e9f0cc6d880e2e606e9b01b0fa62c6150e371aa5d8\
             f7f09cc9e1bd3a1b449893ec"
        );
        let changed = TOKEN.replace(".4Xq2", ".4Xq3");
        assert_eq!(verify_token(&changed), Err(InvalidToken::Signature));
        assert_eq!(verify_token("a.b"), Err(InvalidToken::Malformed));
    }

    #[test]
    fn a_signed_configuration_verifies_and_names_its_key() {
        let key = PrivateKey::from_scalar(&[7; 32]).unwrap();
        let claims = json!({"hostname": "a<b", "iss": "someone", "aud": "else"}).as_object().unwrap().clone();
        let token = sign_token(&key, &Audience::FleetTelemetry, &claims).unwrap();
        let payload = token.split('.').nth(1).unwrap();
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        assert!(payload.starts_with(r#"{"aud":"com.tesla.fleet.TelemetryClient","hostname":"a\u003cb","iss":""#));
        let verified = verify_token(&token).unwrap();
        assert_eq!(verified.issuer, *key.public_key());
        assert_eq!(verified.claims["hostname"], "a<b");
    }
}
