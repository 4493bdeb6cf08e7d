//! `[simulator]`: simulated cars, for applications that ask for `mode=simulated`.

use super::layers::Layers;
use super::{Key, Origin};

const URL: Key = Key {
    section: "simulator",
    name: "url",
    expected: "an http or https address without a path, such as http://127.0.0.1:8081",
    default: "none: `mode=simulated` is refused",
    about: "Where the gateway reaches a simulator (`openfob sim serve`).",
};

const PUBLIC_URL: Key = Key {
    section: "simulator",
    name: "public_url",
    expected: "an http or https address without a path, such as https://cars.example.com",
    default: "`url`",
    about: "Where owners' browsers reach the simulator.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[URL, PUBLIC_URL];

/// Simulated cars.
#[derive(Debug)]
pub(crate) struct Simulator {
    /// Where the gateway reaches them.
    pub(crate) url: Origin,
    /// Where owners' browsers reach them.
    pub(crate) public_url: Origin,
}

impl Simulator {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        layers.refuse_without(&PUBLIC_URL, &URL);
        let public_url = layers.take(&PUBLIC_URL);
        let url: Origin = layers.take(&URL)?;
        Some(Self { public_url: public_url.unwrap_or_else(|| url.clone()), url })
    }
}
