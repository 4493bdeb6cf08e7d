//! `[keys]`: as whom the gateway holds keys.

use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use openfob_domain::KeyDomain;
use openfob_gateway::KeyTimings;

use super::layers::Layers;
use super::{Key, Server};

/// The key domain where none can be told from the public address. Nobody can publish a key there, so only simulated
/// cars take it.
const DEFAULT_KEY_DOMAIN: &str = "openfob.localhost";

const DOMAIN: Key = Key {
    section: "keys",
    name: "domain",
    expected: "a domain name, such as fob.example.com",
    default: "the host of `server.public_url`; `openfob.localhost` where that is an IP address or a name without a dot",
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

const MAX_AGE: Key = Key {
    section: "keys",
    name: "max_age",
    expected: "whole seconds",
    default: "what the automaker's word costs: 60 for Tesla, 0 where it is free",
    about: "How old what is known of a key may be where an application asks; older, the automaker is asked first.",
};

const CHECK_EVERY: Key = Key {
    section: "keys",
    name: "check_every",
    expected: "whole seconds from 60",
    default: "900",
    about: "How often the keys of connected cars are checked though nobody asks.",
};

const WATCH: Key = Key {
    section: "keys",
    name: "watch",
    expected: "whole seconds with spaces between them, such as 2 3 5 8",
    default: "2 3 5 8",
    about: "How long Connect's key page waits between its looks; the last one repeats.",
};

const WATCH_FOR: Key = Key {
    section: "keys",
    name: "watch_for",
    expected: "whole seconds",
    default: "600",
    about: "How long Connect's key page watches for a key.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[DOMAIN, BASE_DOMAIN, MAX_AGE, CHECK_EVERY, WATCH, WATCH_FOR];

/// As whom the gateway holds keys.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The key domain of applications that name none.
    pub(crate) domain: KeyDomain,
    /// Below it lie the key domains of applications that choose a subdomain alone.
    pub(crate) base_domain: KeyDomain,
    /// When automakers are asked about keys.
    pub(crate) timings: KeyTimings,
}

impl Keys {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers, server: &Server) -> Self {
        let domain: KeyDomain =
            layers.take(&DOMAIN).unwrap_or_else(|| host_of(server).unwrap_or_else(default_key_domain));
        Self {
            base_domain: layers.take(&BASE_DOMAIN).unwrap_or_else(|| domain.clone()),
            domain,
            timings: timings(layers),
        }
    }
}

/// [`DEFAULT_KEY_DOMAIN`], typed.
#[expect(clippy::expect_used, reason = "the constant is a domain name")]
pub(crate) fn default_key_domain() -> KeyDomain {
    DEFAULT_KEY_DOMAIN.parse().expect("the constant is a domain name")
}

fn timings(layers: &mut Layers) -> KeyTimings {
    let default = KeyTimings::default();
    let max_age: Option<u32> = layers.take(&MAX_AGE);
    let check_every: Option<Often> = layers.take(&CHECK_EVERY);
    let watch: Option<Pauses> = layers.take(&WATCH);
    let watch_for: Option<u32> = layers.take(&WATCH_FOR);
    KeyTimings {
        max_age: max_age.map(|seconds| SignedDuration::from_secs(seconds.into())),
        check_every: check_every
            .map_or(default.check_every, |Often(seconds)| SignedDuration::from_secs(seconds.into())),
        watch: watch.map_or(default.watch, |Pauses(pauses)| pauses),
        watch_for: watch_for.map_or(default.watch_for, |seconds| Duration::from_secs(seconds.into())),
    }
}

/// Seconds between two checks of every car.
struct Often(u32);

impl FromStr for Often {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds: u32 = text.parse().map_err(|error: std::num::ParseIntError| error.to_string())?;
        if seconds < 60 { Err("it would ask automakers without end".to_owned()) } else { Ok(Self(seconds)) }
    }
}

/// Pauses between looks.
struct Pauses(Vec<Duration>);

impl FromStr for Pauses {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = text.split_whitespace().map(str::parse::<u32>).collect::<Result<Vec<_>, _>>();
        let seconds = seconds.map_err(|error| error.to_string())?;
        if seconds.is_empty() || seconds.contains(&0) {
            return Err("it would ask automakers without end".to_owned());
        }
        Ok(Self(seconds.into_iter().map(|seconds| Duration::from_secs(seconds.into())).collect()))
    }
}

/// The public address's host, where automakers take it for a domain.
fn host_of(server: &Server) -> Option<KeyDomain> {
    server.origin().url().domain().filter(|host| host.contains('.'))?.parse().ok()
}
