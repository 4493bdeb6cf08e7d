//! `[server]`: where the gateway listens, and under which address others know it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::layers::Layers;
use super::{Key, Period, tls};
use crate::serve::{Proxies, Stopping, Tls, TlsFiles};

const LISTEN: Key = Key {
    section: "server",
    name: "listen",
    expected: "an address with a port, such as 127.0.0.1:8080",
    default: "127.0.0.1:8080",
    about: "The address on which the gateway takes HTTP, or HTTPS where `[server.tls]` is given.",
};

const PUBLIC_URL: Key = Key {
    section: "server",
    name: "public_url",
    expected: "an http or https address without a path, such as https://fob.example.com",
    default: "http:// (with TLS https://) and the address of `listen`",
    about: "The address under which browsers, phones and applications reach the gateway. Links and QR codes use it.",
};

const OPERATOR_NAME: Key = Key {
    section: "server",
    name: "operator_name",
    expected: "a name",
    default: OPERATOR,
    about: "Who secures the connection, as the footer of the owners' pages says.",
};

const DOCS_BASE: Key = Key {
    section: "server",
    name: "docs_base",
    expected: "an address, such as https://docs.example.com/errors",
    default: "this server's own pages",
    about: "Where the `docURL` of an error points.",
};

const REDIRECT_LISTEN: Key = Key {
    section: "server",
    name: "redirect_listen",
    expected: "an address with a port, such as 0.0.0.0:80",
    default: "none",
    about: "A second address, for plain HTTP, that sends browsers to `public_url`.",
};

const TRUSTED_PROXIES: Key = Key {
    section: "server",
    name: "trusted_proxies",
    expected: "a list of addresses or networks, such as [\"10.0.0.0/8\", \"192.0.2.7\"]",
    default: "none",
    about: "The proxies whose `X-Forwarded-For` or `Forwarded` is believed about who asks.",
};

const MAX_CONNECTIONS: Key = Key {
    section: "server",
    name: "max_connections",
    expected: "a whole number from 1",
    default: "4096",
    about: "Connections at a time. Further ones wait. Fewer where the system allows fewer open files.",
};

const DRAIN_DELAY: Key = Key {
    section: "server",
    name: "drain_delay",
    expected: "a time such as 5s",
    default: "0s",
    about: "How long a server that is told to stop goes on taking connections while `/readyz` says 503 already.",
};

const DRAIN_TIMEOUT: Key = Key {
    section: "server",
    name: "drain_timeout",
    expected: "a time such as 20s",
    default: "20s",
    about: "How long requests under way may take to end after that. Then they are cut off.",
};

/// The operator's name where none is given.
pub(crate) const OPERATOR: &str = "openfob";

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[
    LISTEN,
    PUBLIC_URL,
    REDIRECT_LISTEN,
    TRUSTED_PROXIES,
    MAX_CONNECTIONS,
    DRAIN_DELAY,
    DRAIN_TIMEOUT,
    OPERATOR_NAME,
    DOCS_BASE,
];

/// Where the gateway listens, and under which address others know it.
#[derive(Debug)]
pub(crate) struct Server {
    /// HTTP is taken here.
    pub(crate) listen: SocketAddr,
    /// Where certificate and key lie; without them HTTP is plain.
    pub(crate) tls: Option<TlsFiles>,
    public_url: Option<Origin>,
    /// Browsers that come here by plain HTTP are sent to the public address.
    pub(crate) redirect_listen: Option<SocketAddr>,
    /// Whose word counts about who asks.
    pub(crate) trusted_proxies: Proxies,
    /// Connections at a time.
    pub(crate) max_connections: Option<NonZeroUsize>,
    /// How the server ends.
    pub(crate) stopping: Stopping,
    /// Who secures the connection, as owners read it.
    pub(crate) operator_name: String,
    /// Where the `docURL` of an error points, if not here.
    pub(crate) docs_base: Option<Url>,
}

impl Server {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers) -> Self {
        let listen = layers.take(&LISTEN).unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
        let operator_name = layers.take(&OPERATOR_NAME).unwrap_or_else(|| OPERATOR.to_owned());
        let period = |period: Option<Period>, default| period.map_or(default, |Period(period)| period);
        Self {
            listen,
            tls: tls::read(layers),
            public_url: layers.take(&PUBLIC_URL),
            redirect_listen: layers.take(&REDIRECT_LISTEN),
            trusted_proxies: layers.take(&TRUSTED_PROXIES).unwrap_or_default(),
            max_connections: layers.take(&MAX_CONNECTIONS),
            stopping: Stopping {
                delay: period(layers.take(&DRAIN_DELAY), Duration::ZERO),
                grace: period(layers.take(&DRAIN_TIMEOUT), Duration::from_secs(20)),
            },
            operator_name,
            docs_base: layers.take(&DOCS_BASE),
        }
    }

    /// The address that links use.
    pub(crate) fn origin(&self) -> Origin {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| Origin::at(scheme, self.listen))
    }
}

impl Server {
    /// What does not fit together, though the server can run with it.
    pub(crate) fn doubts(&self, tls: Option<&Tls>) -> Vec<String> {
        let origin = self.origin();
        let https = origin.url().scheme() == "https";
        let mut doubts = Vec::new();
        match tls {
            Some(tls) => {
                if !https {
                    doubts
                        .push(format!("server.public_url is {origin}, but this server takes TLS alone: make it https"));
                }
                let host = origin.url().host_str().unwrap_or_default().trim_matches(['[', ']']);
                if !tls.covers(host) && self.trusted_proxies.is_empty() {
                    doubts.push(format!("the TLS certificate is not for {host}, the host of server.public_url"));
                }
            }
            None if https && self.trusted_proxies.is_empty() => doubts.push(format!(
                "server.public_url is {origin}, but this server takes plain HTTP and server.trusted_proxies is empty: \
                 give [server.tls], or name the proxy that takes TLS"
            )),
            None if !https && !self.listen.ip().is_loopback() => doubts.push(
                "tokens cross the network in the clear: give [server.tls], or put a proxy with TLS before this server"
                    .to_owned(),
            ),
            None => {}
        }
        if self.redirect_listen.is_some() && !https {
            doubts.push(format!("server.redirect_listen sends browsers to {origin}, which is not https"));
        }
        doubts
    }
}

/// Scheme, host and port of an address. It has neither path nor trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    url: Url,
    text: String,
}

/// Why an address is no origin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidOrigin {
    /// It is no address.
    #[error(transparent)]
    Address(#[from] url::ParseError),
    /// It is neither http nor https.
    #[error("it is neither http nor https")]
    Scheme,
    /// There is something after host and port.
    #[error("it has more than scheme, host and port")]
    More,
}

impl Origin {
    /// Plain HTTP at a socket address, as this machine reaches it.
    pub(crate) fn local(address: SocketAddr) -> Self {
        Self::at("http", address)
    }

    /// A socket address that means "all" becomes the loopback.
    #[expect(clippy::expect_used, reason = "a socket address is always a valid authority")]
    fn at(scheme: &str, mut address: SocketAddr) -> Self {
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("{scheme}://{address}").parse().expect("a socket address is a valid authority")
    }

    /// As text, without a trailing slash.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// As an address, whose path is `/`.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The address of `path` here; the path begins with a slash.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(text)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidOrigin::Scheme);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidOrigin::More);
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
