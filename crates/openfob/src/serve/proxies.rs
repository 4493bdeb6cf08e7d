//! Who asks, where proxies stand in between.
//!
//! Anyone can write `X-Forwarded-For`. It is believed as far as addresses go that the operator named: from the peer
//! backwards, over trusted proxies, to the first address that is none.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;
use openfob_gateway::{InvalidNetwork, Network};

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies whose word counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proxies(Vec<Network>);

impl Proxies {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address of whoever asks, given the connection's peer and the request's headers.
    ///
    /// A proxy sets one of the two headers and may let the other through as it came. So where both are there and do
    /// not say the same, neither counts, and the proxy itself is who asks.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return peer;
        }
        let listed = self.first_untrusted(peer, addresses(headers, X_FORWARDED_FOR, listed_address));
        let forwarded = self.first_untrusted(peer, addresses(headers, FORWARDED.as_str(), forwarded_address));
        match (headers.contains_key(X_FORWARDED_FOR), headers.contains_key(FORWARDED)) {
            (true, true) if listed != forwarded => peer,
            (true, _) => listed,
            (false, true) => forwarded,
            (false, false) => peer,
        }
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// Goes back over `hops`, the nearest first, as long as they are trusted. What cannot be read ends the way.
    fn first_untrusted(&self, peer: IpAddr, hops: Vec<Option<IpAddr>>) -> IpAddr {
        let mut client = peer;
        for hop in hops {
            let Some(address) = hop else { break };
            client = address;
            if !self.trust(address) {
                break;
            }
        }
        client
    }
}

impl FromStr for Proxies {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The addresses that a header lists over all its lines, the last one (the nearest) first. `None`: none can be read
/// there.
fn addresses(headers: &HeaderMap, name: &str, read: fn(&str) -> Option<IpAddr>) -> Vec<Option<IpAddr>> {
    let lines: Vec<&str> = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    lines.iter().flat_map(|line| line.split(',')).map(|element| read(element.trim())).rev().collect()
}

/// An element of `X-Forwarded-For`: an address, which some proxies give with a port.
fn listed_address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| text.parse().map(|socket: std::net::SocketAddr| socket.ip()).ok());
    address.map(|address: IpAddr| address.to_canonical())
}

/// An element of `Forwarded` (RFC 7239): `for=192.0.2.60;proto=http`, `for="[2001:db8::1]:4711"`.
fn forwarded_address(element: &str) -> Option<IpAddr> {
    let node = element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    });
    listed_address(node?)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "10.1.2.3";

    fn client(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let proxies: Proxies = "10.0.0.0/8, 2001:db8:a::/48,192.0.2.7".parse().unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect::<Vec<_>>();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        proxies.client(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.9", &[("x-forwarded-for", "198.51.100.1")]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &[("forwarded", "for=198.51.100.1")]), "203.0.113.9");
        assert_eq!(client("11.0.0.1", &[("x-forwarded-for", "198.51.100.1")]), "11.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_tells_the_client() {
        assert_eq!(client(PROXY, &[("x-forwarded-for", "198.51.100.1")]), "198.51.100.1");
        assert_eq!(client(PROXY, &[("forwarded", "proto=https;For=\"[2001:db8::9]:4711\"")]), "2001:db8::9");
        assert_eq!(client("192.0.2.7", &[("x-forwarded-for", "198.51.100.1:5000")]), "198.51.100.1");
        assert_eq!(client("2001:db8:a:1::5", &[("x-forwarded-for", "2001:db8:b::1")]), "2001:db8:b::1");
        assert_eq!(client("::ffff:10.0.0.1", &[("x-forwarded-for", "198.51.100.1")]), "198.51.100.1");
        assert_eq!(client(PROXY, &[]), PROXY);
    }

    #[test]
    fn what_the_client_itself_wrote_before_the_proxy_is_not_believed() {
        assert_eq!(client(PROXY, &[("x-forwarded-for", "1.2.3.4, 198.51.100.1")]), "198.51.100.1");
        assert_eq!(client(PROXY, &[("x-forwarded-for", "10.9.9.9, 198.51.100.1, 10.0.0.2")]), "198.51.100.1");
        let lines = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(client(PROXY, &lines), "198.51.100.1");
        assert_eq!(client(PROXY, &[("x-forwarded-for", "198.51.100.1, junk")]), PROXY);
        assert_eq!(client(PROXY, &[("forwarded", "for=198.51.100.1, for=_hidden")]), PROXY);
    }

    #[test]
    fn two_headers_that_disagree_are_both_ignored() {
        let both = |forwarded| client(PROXY, &[("x-forwarded-for", "198.51.100.1"), ("forwarded", forwarded)]);
        assert_eq!(both("for=198.51.100.1"), "198.51.100.1");
        assert_eq!(both("for=1.2.3.4"), PROXY);
    }
}
