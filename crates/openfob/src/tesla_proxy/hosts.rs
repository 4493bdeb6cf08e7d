//! Where the Fleet API is reached for an account: by its token, until Tesla says another region.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::HeaderMap;
use axum::http::header::ALT_SVC;
use url::Url;

use super::account::Account;

const DEFAULT: &str = "https://fleet-api.prd.na.vn.cloud.tesla.com";
/// Whose hosts are given tokens.
const SUFFIXES: [&str; 3] = [".tesla.com", ".tesla.cn", ".teslamotors.com"];
/// Accounts whose region is remembered.
const MOST_ACCOUNTS: usize = 100_000;

/// The base addresses of the Fleet API.
pub(crate) struct Hosts {
    /// What is asked in place of Tesla's hosts.
    instead: Option<Url>,
    told: RwLock<HashMap<String, Arc<str>>>,
}

impl Hosts {
    /// Tesla's hosts, or another address in their place, such as a simulator's.
    pub(crate) fn new(instead: Option<Url>) -> Self {
        Self { instead, told: RwLock::default() }
    }

    /// The base address for an account, without a slash at its end.
    pub(super) fn base(&self, account: &Account) -> Arc<str> {
        let told = self.told.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(base) = told.get(&account.subject) {
            return base.clone();
        }
        match &self.instead {
            Some(url) => base_of(url),
            None => of_audience(account).into(),
        }
    }

    /// Remembers where Tesla sends an account that came to the wrong region. `None` where it names no host that may be
    /// given a token.
    pub(super) fn redirected(&self, account: &Account, headers: &HeaderMap, body: &[u8]) -> Option<Arc<str>> {
        let base = named(headers, body).filter(|url| self.is_trusted(url)).map(|url| base_of(&url))?;
        let mut told = self.told.write().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= MOST_ACCOUNTS {
            told.clear();
        }
        told.insert(account.subject.clone(), base.clone());
        Some(base)
    }

    fn is_trusted(&self, url: &Url) -> bool {
        if let Some(instead) = &self.instead {
            return url.scheme() == instead.scheme() && url.host() == instead.host();
        }
        let is_teslas = url.host_str().is_some_and(|host| SUFFIXES.iter().any(|suffix| host.ends_with(suffix)));
        is_teslas && url.scheme() == "https" && url.port().is_none() && url.path() == "/" && url.username().is_empty()
    }
}

/// The address that an answer names, in the header or in its sentence.
fn named(headers: &HeaderMap, body: &[u8]) -> Option<Url> {
    let header = headers.get_all(ALT_SVC).iter().find_map(|value| value.to_str().ok()?.strip_prefix("h2="));
    if let Some(url) = header.and_then(|value| value.trim_matches('"').parse().ok()) {
        return Some(url);
    }
    let sentence = std::str::from_utf8(body).ok()?;
    let (_, address) = sentence.split_once("use base URL: ")?;
    address.split([',', ' ', '"', '\n']).next()?.parse().ok()
}

/// The host that a token is for: that of its region, else the last of the Fleet API's that it names.
fn of_audience(account: &Account) -> String {
    let region = format!(".{}.", account.region.to_ascii_lowercase());
    let mut last = None;
    for audience in &account.audience {
        let host = audience.strip_prefix("https://").unwrap_or(audience);
        let host = host.strip_suffix('/').unwrap_or(host);
        let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        let is_fleet_api = host.starts_with("fleet-api.") && SUFFIXES.iter().any(|suffix| host.ends_with(suffix));
        if !is_name || !is_fleet_api {
            continue;
        }
        last = Some(host);
        if !account.region.is_empty() && host.contains(&region) {
            break;
        }
    }
    last.map_or_else(|| DEFAULT.to_owned(), |host| format!("https://{host}"))
}

fn base_of(url: &Url) -> Arc<str> {
    url.as_str().trim_end_matches('/').into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NA: &str = "https://fleet-api.prd.na.vn.cloud.tesla.com";
    const EU: &str = "https://fleet-api.prd.eu.vn.cloud.tesla.com";

    fn account(audience: &[&str], region: &str) -> Account {
        let audience = audience.iter().map(ToString::to_string).collect();
        Account { subject: "someone".to_owned(), audience, region: region.to_owned() }
    }

    #[test]
    fn a_token_leads_to_the_host_of_its_region() {
        let hosts = Hosts::new(None);
        let both = ["https://auth.tesla.com/nts", &format!("{NA}/"), EU];
        assert_eq!(&*hosts.base(&account(&both, "NA")), NA);
        assert_eq!(&*hosts.base(&account(&both, "EU")), EU);
        assert_eq!(&*hosts.base(&account(&both, "")), EU);
        assert_eq!(&*hosts.base(&account(&["https://fleet-api.evil.example"], "EU")), NA);
        assert_eq!(&*hosts.base(&account(&[], "")), NA);
    }

    #[test]
    fn another_region_is_followed_to_teslas_hosts_alone() {
        let hosts = Hosts::new(None);
        let account = account(&[NA], "NA");
        let none = HeaderMap::new();
        for evil in ["https://tesla.com.evil.example", "https://fleet-api.tesla.com:444", "http://fleet-api.tesla.com"]
        {
            let headers = HeaderMap::from_iter([(ALT_SVC, format!("h2={evil}").parse().unwrap())]);
            assert_eq!(hosts.redirected(&account, &headers, b""), None);
            assert_eq!(hosts.redirected(&account, &none, format!("use base URL: {evil}").as_bytes()), None);
        }
        let said = format!(r#"{{"error":"user out of region, use base URL: {EU}, see https://developer.tesla.com"}}"#);
        assert_eq!(hosts.redirected(&account, &none, said.as_bytes()).as_deref(), Some(EU));
        assert_eq!(&*hosts.base(&account), EU);
        let headers = HeaderMap::from_iter([(ALT_SVC, format!("h2={NA}").parse().unwrap())]);
        assert_eq!(hosts.redirected(&account, &headers, b"").as_deref(), Some(NA));
    }

    #[test]
    fn another_address_stands_in_for_all_of_teslas_hosts() {
        let hosts = Hosts::new(Some("http://127.0.0.1:8081/".parse().unwrap()));
        let account = account(&[EU], "EU");
        assert_eq!(&*hosts.base(&account), "http://127.0.0.1:8081");
        let said = b"use base URL: http://127.0.0.1:8081/regions/cn";
        assert_eq!(
            hosts.redirected(&account, &HeaderMap::new(), said).as_deref(),
            Some("http://127.0.0.1:8081/regions/cn")
        );
        assert_eq!(hosts.redirected(&account, &HeaderMap::new(), b"use base URL: https://a.tesla.com"), None);
    }
}
