//! What an access token says of itself. Its signature is not checked: it came from Tesla's token endpoint over TLS, and
//! only Tesla acts on it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::region::Region;

/// The claims that we read.
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    /// The account, for good.
    pub(crate) sub: String,
    /// The scopes really given.
    #[serde(default)]
    pub(crate) scp: BTreeSet<String>,
    ou_code: Option<String>,
}

impl Claims {
    /// Reads a token; `None` where it is none of Tesla's.
    pub(crate) fn of(token: &SecretString) -> Option<Self> {
        let payload = token.expose_secret().split('.').nth(1)?;
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The region that issued it, which need not be where the account is served.
    pub(crate) fn region(&self) -> Option<Region> {
        Region::of_code(self.ou_code.as_deref()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claims_are_those_of_teslas_tokens() {
        let payload = r#"{"iss":"https://auth.tesla.com/oauth2/v3/nts","azp":"0a1b","sub":"8f5d0f2c","aud":["https://fleet-api.prd.na.vn.cloud.tesla.com"],"scp":["openid","offline_access","vehicle_device_data"],"ou_code":"EU","exp":1795300000}"#;
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload)).into();
        let claims = Claims::of(&token).unwrap();
        assert_eq!((claims.sub.as_str(), claims.region()), ("8f5d0f2c", Some(Region::Eu)));
        assert!(claims.scp.contains("vehicle_device_data"));
        assert!(Claims::of(&"no token".to_owned().into()).is_none());
    }
}
