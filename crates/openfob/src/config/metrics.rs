//! `[metrics]`: what Prometheus reads.

use std::net::SocketAddr;

use super::Key;
use super::layers::Layers;

const LISTEN: Key = Key {
    section: "metrics",
    name: "listen",
    expected: "an address with a port, such as 127.0.0.1:9464",
    default: "none: nothing is measured",
    about: "The address of `/metrics`, for Prometheus, with `/healthz` and `/readyz`. Plain HTTP, for nobody outside.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[LISTEN];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> Option<SocketAddr> {
    layers.take(&LISTEN)
}
