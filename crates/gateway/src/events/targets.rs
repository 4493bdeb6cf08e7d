//! Which targets webhooks may be sent to. An address is checked when it is connected to: a name that meant a public
//! address yesterday may mean one of this network today.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::Network;

/// The longest address of a webhook, in bytes.
const LONGEST: usize = 2048;

/// Where webhooks may be sent, and how long a receiver may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Addresses that would be refused, such as those of a private network, and are allowed.
    pub allow: Vec<Network>,
    /// Whether `http` will do.
    pub allow_http: bool,
    /// How long a receiver may take to answer.
    pub timeout: Duration,
}

impl Default for WebhookSettings {
    /// Public addresses over TLS, within Smartcar's 15 seconds.
    fn default() -> Self {
        Self { allow: Vec::new(), allow_http: false, timeout: Duration::from_secs(15) }
    }
}

/// Why nothing is sent to a target.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum TargetError {
    /// It is no address.
    #[error("the address of a webhook is a URL such as https://app.example.com/webhooks")]
    NoUrl,
    /// It is not encrypted.
    #[error("a webhook needs https; `webhooks.allow_http` of the configuration allows http")]
    NotEncrypted,
    /// It has a password in it.
    #[error("the address of a webhook has no user and no password; the signature tells who sends")]
    Credentials,
    /// It lies where webhooks may not reach.
    #[error(
        "{0} is no public address, and webhooks are sent to public ones alone; `webhooks.allow` of the configuration \
         allows others"
    )]
    Forbidden(IpAddr),
    /// The name has no address.
    #[error("the host's name has no address")]
    Unknown,
}

/// The rule.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    allow: Arc<[Network]>,
    allow_http: bool,
}

/// Blocks of the IPv4 space that are not for everyone (IANA's special-purpose registry).
const SPECIAL_V4: [Network; 15] = [
    Network::v4([0, 0, 0, 0], 8),
    Network::v4([10, 0, 0, 0], 8),
    Network::v4([100, 64, 0, 0], 10),
    Network::v4([127, 0, 0, 0], 8),
    Network::v4([169, 254, 0, 0], 16),
    Network::v4([172, 16, 0, 0], 12),
    Network::v4([192, 0, 0, 0], 24),
    Network::v4([192, 0, 2, 0], 24),
    Network::v4([192, 88, 99, 0], 24),
    Network::v4([192, 168, 0, 0], 16),
    Network::v4([198, 18, 0, 0], 15),
    Network::v4([198, 51, 100, 0], 24),
    Network::v4([203, 0, 113, 0], 24),
    Network::v4([224, 0, 0, 0], 4),
    Network::v4([240, 0, 0, 0], 4),
];

/// What of the IPv6 space is for everyone, and blocks of it that are not: protocol assignments with Teredo,
/// documentation, 6to4, documentation again.
const GLOBAL_V6: Network = Network::v6(0x2000, 0, 0, 3);
const SPECIAL_V6: [Network; 4] = [
    Network::v6(0x2001, 0, 0, 23),
    Network::v6(0x2001, 0x0db8, 0, 32),
    Network::v6(0x2002, 0, 0, 16),
    Network::v6(0x3fff, 0, 0, 20),
];

impl Targets {
    /// The rule that an operator's settings make.
    pub(super) fn new(settings: &WebhookSettings) -> Self {
        Self { allow: settings.allow.clone().into(), allow_http: settings.allow_http }
    }

    /// Reads a target's address, and checks what can be told without looking its name up.
    pub(super) fn parse(&self, text: &str) -> Result<Url, TargetError> {
        let mut url = Url::parse(text).map_err(|_| TargetError::NoUrl)?;
        if text.len() > LONGEST || !matches!(url.scheme(), "https" | "http") {
            return Err(TargetError::NoUrl);
        }
        if url.scheme() == "http" && !self.allow_http {
            return Err(TargetError::NotEncrypted);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        // A literal address is connected to as it stands: no name is looked up.
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into())?,
            Some(Host::Ipv6(address)) => self.check(address.into())?,
            Some(Host::Domain(_)) => {}
            None => return Err(TargetError::NoUrl),
        }
        url.set_fragment(None);
        Ok(url)
    }

    fn check(&self, address: IpAddr) -> Result<(), TargetError> {
        let real = address.to_canonical();
        let is_named = |network: &Network| network.contains(address) || network.contains(real);
        if is_public(real) || self.allow.iter().any(is_named) { Ok(()) } else { Err(TargetError::Forbidden(address)) }
    }

    /// The addresses that may be connected to, of those that a name has.
    fn allowed(&self, addresses: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, TargetError> {
        let mut refused = TargetError::Unknown;
        let mut allowed = Vec::new();
        for address in addresses {
            match self.check(address.ip()) {
                Ok(()) => allowed.push(address),
                Err(error) => refused = error,
            }
        }
        if allowed.is_empty() { Err(refused) } else { Ok(allowed) }
    }
}

impl Resolve for Targets {
    /// Looks a name up and gives, to be connected to, the allowed addresses alone.
    fn resolve(&self, name: Name) -> Resolving {
        let targets = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| TargetError::Unknown)?;
            let allowed: Addrs = Box::new(targets.allowed(found)?.into_iter());
            Ok(allowed)
        })
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|special| special.contains(address)),
        IpAddr::V6(_) => GLOBAL_V6.contains(address) && !SPECIAL_V6.iter().any(|special| special.contains(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(allow: &[&str]) -> Targets {
        let allow = allow.iter().map(|network| network.parse().unwrap()).collect();
        Targets::new(&WebhookSettings { allow, ..WebhookSettings::default() })
    }

    #[test]
    fn addresses_that_are_not_for_everyone_are_refused_however_they_are_written() {
        let targets = targets(&[]);
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.168.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:169.254.169.254]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            let refused = targets.parse(&format!("https://{host}/hook")).unwrap_err();
            assert!(matches!(refused, TargetError::Forbidden(_)), "{host}: {refused}");
        }
        for host in ["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", "app.example.com"] {
            assert!(targets.parse(&format!("https://{host}/hook")).is_ok(), "{host}");
        }
    }

    #[test]
    fn what_the_operator_names_is_allowed_and_no_more() {
        let targets = targets(&["10.20.0.0/16", "::1"]);
        for host in ["10.20.3.4", "[::ffff:10.20.3.4]", "[::1]"] {
            assert!(targets.parse(&format!("https://{host}/")).is_ok(), "{host}");
        }
        for host in ["10.21.0.1", "127.0.0.1", "[::2]"] {
            assert!(targets.parse(&format!("https://{host}/")).is_err(), "{host}");
        }
    }

    #[test]
    fn an_address_is_encrypted_has_a_host_and_no_password() {
        let targets = targets(&[]);
        for (url, refused) in [
            ("http://app.example.com/", TargetError::NotEncrypted),
            ("https://me:secret@app.example.com/", TargetError::Credentials),
            ("ftp://app.example.com/", TargetError::NoUrl),
            ("app.example.com", TargetError::NoUrl),
            ("https://", TargetError::NoUrl),
            ("file:///etc/passwd", TargetError::NoUrl),
        ] {
            assert_eq!(targets.parse(url), Err(refused), "{url}");
        }
        assert_eq!(targets.parse("https://app.example.com/a?b=c#d").unwrap().as_str(), "https://app.example.com/a?b=c");
    }

    #[test]
    fn of_a_name_with_several_addresses_the_allowed_ones_are_connected_to() {
        let addresses = |list: &[&str]| list.iter().map(|one| one.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let allowed = |list: &[&str]| targets(&[]).allowed(addresses(list).into_iter());
        assert_eq!(allowed(&["10.0.0.1:0", "93.184.215.14:0"]), Ok(addresses(&["93.184.215.14:0"])));
        assert_eq!(allowed(&["10.0.0.1:0"]), Err(TargetError::Forbidden("10.0.0.1".parse().unwrap())));
        assert_eq!(allowed(&[]), Err(TargetError::Unknown));
    }
}
