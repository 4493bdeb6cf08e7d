//! Whose token a request carries, as the token says. Its signature is Tesla's to check.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

/// Tokens have base64 for URLs; older tools wrote the standard one.
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER_PADDING);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING);
const EITHER_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// An account at Tesla.
pub(super) struct Account {
    /// Its id there.
    pub(super) subject: String,
    /// Whom the token is for: among others, the base addresses of the Fleet API.
    pub(super) audience: Vec<String>,
    /// The code of its region, such as `EU`.
    pub(super) region: String,
}

/// Why a request is from nobody.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAccount {
    #[error("client did not provide an OAuth token")]
    NoToken,
    #[error("client provided malformed OAuth token")]
    Malformed,
    #[error("client provided malformed OAuth token: {0}")]
    Unreadable(String),
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    aud: Audience,
    #[serde(default)]
    ou_code: String,
    #[serde(default)]
    sub: String,
}

/// RFC 7519 allows both forms.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    Many(Vec<String>),
    One(String),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Account {
    /// Reads the token of a request.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, NoAccount> {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = authorization.and_then(|value| value.split_once(' ')).ok_or(NoAccount::NoToken)?;
        if !scheme.eq_ignore_ascii_case("Bearer") {
            return Err(NoAccount::NoToken);
        }
        let mut parts = token.trim().split('.');
        let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(NoAccount::Malformed);
        };
        let claims = URL_SAFE.decode(claims).or_else(|_| STANDARD.decode(claims));
        let claims = claims.map_err(|error| NoAccount::Unreadable(format!("illegal base64 data: {error}")))?;
        let claims: Claims =
            serde_json::from_slice(&claims).map_err(|error| NoAccount::Unreadable(error.to_string()))?;
        let audience = match claims.aud {
            Audience::Many(audience) => audience,
            Audience::One(audience) => vec![audience],
        };
        Ok(Self { subject: claims.sub, audience, region: claims.ou_code })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn a_token_says_whose_it_is_in_either_alphabet() {
        let claims = r#"{"sub":"8f5d~~~???","aud":["https://fleet-api.prd.eu.vn.cloud.tesla.com"],"ou_code":"EU"}"#;
        for encoded in [URL_SAFE.encode(claims), STANDARD.encode(claims)] {
            let account = Account::of(&headers(&format!("Bearer e30.{encoded}.c2ln"))).unwrap();
            assert_eq!((account.subject.as_str(), account.region.as_str()), ("8f5d~~~???", "EU"));
        }
        let one = URL_SAFE.encode(r#"{"aud":"https://fleet-api.prd.na.vn.cloud.tesla.com"}"#);
        assert_eq!(Account::of(&headers(&format!("bearer e30.{one}.c2ln"))).unwrap().audience.len(), 1);
    }

    #[test]
    fn what_is_no_token_is_told() {
        assert_eq!(Account::of(&HeaderMap::new()).err(), Some(NoAccount::NoToken));
        assert_eq!(Account::of(&headers("Basic e30.e30.e30")).err(), Some(NoAccount::NoToken));
        assert_eq!(Account::of(&headers("Bearer abc")).err(), Some(NoAccount::Malformed));
        assert!(matches!(Account::of(&headers("Bearer a.%.c")).err(), Some(NoAccount::Unreadable(_))));
        assert!(matches!(Account::of(&headers("Bearer a.e30x.c")).err(), Some(NoAccount::Unreadable(_))));
    }
}
