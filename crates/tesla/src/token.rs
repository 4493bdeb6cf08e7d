//! What an access token says of itself. Its signature is not checked: it came from Tesla's token endpoint over TLS, and
//! only Tesla acts on it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openfob_domain::Platform;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::region::Region;

/// What tokens for Tesla's earlier interface are good for. It knew no keys.
const OWNER_API: &str = "https://owner-api.teslamotors.com";

/// The claims that we read.
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    /// The account, for good.
    pub(crate) sub: String,
    /// The scopes really given.
    #[serde(default)]
    pub(crate) scp: BTreeSet<String>,
    ou_code: Option<String>,
    #[serde(default)]
    aud: Audience,
}

/// What a token is good for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    Several(Vec<String>),
    One(String),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
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

    /// The interface that the account is linked through.
    pub(crate) fn platform(&self) -> Platform {
        let audiences = match &self.aud {
            Audience::Several(audiences) => audiences.as_slice(),
            Audience::One(audience) => std::slice::from_ref(audience),
        };
        let is_earlier = audiences.iter().any(|audience| audience.trim_end_matches('/') == OWNER_API);
        if is_earlier { Platform::Legacy } else { Platform::Current }
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
        assert_eq!(claims.platform(), Platform::Current);
        assert!(Claims::of(&"no token".to_owned().into()).is_none());
    }

    #[rstest::rstest]
    #[case(r#"["https://owner-api.teslamotors.com/", "https://auth.tesla.com/oauth2/v3/userinfo"]"#, Platform::Legacy)]
    #[case(r#""https://owner-api.teslamotors.com/""#, Platform::Legacy)]
    #[case(r#""https://fleet-api.prd.eu.vn.cloud.tesla.com""#, Platform::Current)]
    fn a_token_for_the_earlier_interface_is_known_by_its_audience(#[case] aud: &str, #[case] platform: Platform) {
        let payload = format!(r#"{{"sub":"8f5d0f2c","aud":{aud}}}"#);
        let claims = Claims::of(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload)).into()).unwrap();
        assert_eq!(claims.platform(), platform);
    }
}
