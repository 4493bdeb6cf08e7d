//! Tesla's regions and the hosts that serve them.

use url::Url;

/// Where an account and its cars are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Region {
    /// North America and Asia-Pacific.
    Na,
    /// Europe, Middle East, Africa.
    Eu,
    /// Mainland China.
    Cn,
}

/// Their codes, in the order in which an account is looked for.
pub(crate) const CODES: &[&str] = &["na", "eu", "cn"];

impl Region {
    /// As Tesla spells it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Cn => "cn",
        }
    }

    /// The region that a code names, in either case.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        [Self::Na, Self::Eu, Self::Cn].into_iter().find(|region| region.code().eq_ignore_ascii_case(code))
    }

    /// The region that a code or refresh token begins with, such as `EU_1a2b…`.
    pub(crate) fn of_token(token: &str) -> Option<Self> {
        token.split_once('_').and_then(|(code, _)| Self::of_code(code))
    }

    /// The region whose base address a sentence of Tesla's names: the code stands between dots in its host, or as a
    /// segment of a path.
    pub(crate) fn of_sentence(sentence: &str) -> Option<Self> {
        let (_, address) = sentence.split_once("://")?;
        let address = address.split([',', ' ', '"']).next().unwrap_or_default();
        address.split(['.', '/']).find_map(Self::of_code)
    }

    /// The base URL that tokens for it name as their audience.
    pub(crate) fn audience(self) -> &'static str {
        match self {
            Self::Na => "https://fleet-api.prd.na.vn.cloud.tesla.com",
            Self::Eu => "https://fleet-api.prd.eu.vn.cloud.tesla.com",
            Self::Cn => "https://fleet-api.prd.cn.vn.cloud.tesla.cn",
        }
    }
}

/// Where Tesla is reached.
#[derive(Clone, Debug)]
pub struct Hosts {
    sign_in: Url,
    /// The page on which owners take back what they gave.
    pub(crate) consent: Url,
    /// What a key domain is added to, for the page that adds its key.
    pub(crate) key_page: Url,
    tokens: Url,
    tokens_cn: Url,
    api: [Url; 3],
}

impl Hosts {
    /// Tesla's own.
    #[must_use]
    pub fn live() -> Self {
        Self {
            sign_in: constant("https://auth.tesla.com/oauth2/v3/authorize"),
            consent: constant("https://auth.tesla.com/user/revoke/consent"),
            key_page: constant("https://www.tesla.com/_ak/"),
            tokens: constant("https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3"),
            tokens_cn: constant("https://auth.tesla.cn/oauth2/v3"),
            api: [Region::Na, Region::Eu, Region::Cn].map(|region| constant(region.audience())),
        }
    }

    /// A simulator's, which we reach at `origin` and owners' browsers at `public`.
    #[must_use]
    pub fn simulated(origin: &Url, public: &Url) -> Self {
        let at = |base: &Url, path: &str| {
            let mut url = base.clone();
            url.set_path(path);
            url
        };
        Self {
            sign_in: at(public, "/oauth2/v3/authorize"),
            consent: at(public, "/user/revoke/consent"),
            key_page: at(public, "/_ak/"),
            tokens: at(origin, "/oauth2/v3"),
            tokens_cn: at(origin, "/oauth2/v3"),
            api: [Region::Na, Region::Eu, Region::Cn].map(|region| at(origin, &format!("/regions/{}", region.code()))),
        }
    }

    /// The page that owners sign in at.
    #[must_use]
    pub fn sign_in_page(&self) -> &Url {
        &self.sign_in
    }

    /// The base address of the Fleet API.
    pub(crate) fn api(&self, region: Region) -> &Url {
        let [na, eu, cn] = &self.api;
        match region {
            Region::Na => na,
            Region::Eu => eu,
            Region::Cn => cn,
        }
    }

    /// The base address of the token endpoint.
    pub(crate) fn tokens(&self, region: Region) -> &Url {
        if region == Region::Cn { &self.tokens_cn } else { &self.tokens }
    }
}

fn constant(text: &'static str) -> Url {
    #[expect(clippy::expect_used, reason = "constants, each parsed by a test")]
    text.parse().expect("a constant address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teslas_own_hosts_are_addresses() {
        let hosts = Hosts::live();
        assert_eq!(hosts.api(Region::Eu).as_str(), "https://fleet-api.prd.eu.vn.cloud.tesla.com/");
        assert_eq!(hosts.tokens(Region::Cn).host_str(), Some("auth.tesla.cn"));
    }

    #[test]
    fn a_region_is_found_in_what_tesla_says() {
        let said = "user out of region, use base URL: https://fleet-api.prd.eu.vn.cloud.tesla.com, see https://developer.tesla.com/docs/fleet-api#regional-requirements";
        assert_eq!(Region::of_sentence(said), Some(Region::Eu));
        assert_eq!(Region::of_sentence("use base URL: http://127.0.0.1:8081/regions/cn"), Some(Region::Cn));
        assert_eq!(Region::of_sentence("user out of region"), None);
        assert_eq!(Region::of_token("EU_0a1b"), Some(Region::Eu));
        assert_eq!(Region::of_token("0a1b"), None);
        assert_eq!(Region::of_code("NA"), Some(Region::Na));
    }
}
