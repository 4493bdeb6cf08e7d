//! `[keys]`: as whom the gateway holds keys.

use openfob_domain::KeyDomain;

use super::layers::Layers;
use super::{Key, Server};

/// The key domain where none can be told from the public address. Nobody can publish a key there, so only simulated
/// cars take it.
const DEFAULT_KEY_DOMAIN: &str = "openfob.localhost";

const DOMAIN: Key = Key {
    section: "keys",
    name: "domain",
    expected: "a domain name, such as fob.example.com",
    default: "the host of `server.public_url`; `openfob.localhost` where that is an IP address",
    about: "The key domain of applications that name none: the domain on which the public key is published, and which \
            names the key in cars.",
};

const BASE_DOMAIN: Key = Key {
    section: "keys",
    name: "base_domain",
    expected: "a domain name, such as keys.example.com",
    default: "`domain`",
    about: "Below it lie the key domains of applications made with `openfob app create --key-subdomain NAME`. A DNS \
            record for every name below it has to lead to this server.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[DOMAIN, BASE_DOMAIN];

/// As whom the gateway holds keys.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The key domain of applications that name none.
    pub(crate) domain: KeyDomain,
    /// Below it lie the key domains of applications that choose a subdomain alone.
    pub(crate) base_domain: KeyDomain,
}

impl Keys {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers, server: &Server) -> Self {
        let domain: KeyDomain =
            layers.take(&DOMAIN).unwrap_or_else(|| host_of(server).unwrap_or_else(default_key_domain));
        Self { base_domain: layers.take(&BASE_DOMAIN).unwrap_or_else(|| domain.clone()), domain }
    }
}

/// [`DEFAULT_KEY_DOMAIN`], typed.
#[expect(clippy::expect_used, reason = "the constant is a domain name")]
pub(crate) fn default_key_domain() -> KeyDomain {
    DEFAULT_KEY_DOMAIN.parse().expect("the constant is a domain name")
}

fn host_of(server: &Server) -> Option<KeyDomain> {
    server.origin().url().domain()?.parse().ok()
}
