//! `[webhooks]`: where webhooks may be sent.

use std::str::FromStr;

use openfob_gateway::{InvalidNetwork, Network, WebhookSettings};

use super::Key;
use super::layers::Layers;

const ALLOW: Key = Key {
    section: "webhooks",
    name: "allow",
    expected: "addresses or blocks of them, such as [\"10.0.0.0/8\", \"fd00::/8\"]",
    default: "none: public addresses alone",
    about: "Addresses that webhooks may be sent to although they are loopback, private or otherwise not public. As an \
            environment variable: with commas between.",
};

const ALLOW_HTTP: Key = Key {
    section: "webhooks",
    name: "allow_http",
    expected: "true or false",
    default: "false",
    about: "Whether webhooks may be sent over plain `http`; others on the way can read and change them.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[ALLOW, ALLOW_HTTP];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> WebhookSettings {
    let defaults = WebhookSettings::default();
    WebhookSettings {
        allow: layers.take(&ALLOW).map_or(defaults.allow, |Networks(networks)| networks),
        allow_http: layers.take(&ALLOW_HTTP).unwrap_or(defaults.allow_http),
        timeout: defaults.timeout,
    }
}

struct Networks(Vec<Network>);

impl FromStr for Networks {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}
