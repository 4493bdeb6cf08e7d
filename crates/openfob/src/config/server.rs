//! `[server]`: where the gateway listens, and under which address others know it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use url::Url;

use super::Key;
use super::layers::Layers;

const LISTEN: Key = Key {
    section: "server",
    name: "listen",
    expected: "an address with a port, such as 127.0.0.1:8080",
    default: "127.0.0.1:8080",
    about: "The address on which the gateway takes plain HTTP.",
};

const PUBLIC_URL: Key = Key {
    section: "server",
    name: "public_url",
    expected: "an http or https address without a path, such as https://fob.example.com",
    default: "http:// and the address of `listen`",
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

/// The operator's name where none is given.
pub(crate) const OPERATOR: &str = "openfob";

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[LISTEN, PUBLIC_URL, OPERATOR_NAME, DOCS_BASE];

/// Where the gateway listens, and under which address others know it.
#[derive(Debug)]
pub(crate) struct Server {
    /// Plain HTTP is taken here.
    pub(crate) listen: SocketAddr,
    public_url: Option<Origin>,
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
        Self { listen, public_url: layers.take(&PUBLIC_URL), operator_name, docs_base: layers.take(&DOCS_BASE) }
    }

    /// The address that links use.
    pub(crate) fn origin(&self) -> Origin {
        self.public_url.clone().unwrap_or_else(|| Origin::local(self.listen))
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
    /// Plain HTTP at a socket address, as this machine reaches it: one that means "all" becomes the loopback.
    #[expect(clippy::expect_used, reason = "a socket address is always a valid authority")]
    pub(crate) fn local(mut address: SocketAddr) -> Self {
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}").parse().expect("a socket address is a valid authority")
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
