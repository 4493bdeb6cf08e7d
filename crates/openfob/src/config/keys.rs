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

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[DOMAIN];

/// As whom the gateway holds keys.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The key domain of applications that name none.
    pub(crate) domain: KeyDomain,
}

impl Keys {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers, server: &Server) -> Self {
        Self { domain: layers.take(&DOMAIN).unwrap_or_else(|| host_of(server).unwrap_or_else(default_key_domain)) }
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
