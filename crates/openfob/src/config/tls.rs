//! `[server.tls]`: certificate and key.

use std::path::PathBuf;

use super::Key;
use super::layers::Layers;
use crate::serve::TlsFiles;

const CERTIFICATE: Key = Key {
    section: "server.tls",
    name: "certificate",
    expected: "a PEM file",
    default: "none: plain HTTP",
    about: "The server's certificate, then those that lead to its root. Read anew when it changes.",
};

const KEY: Key = Key {
    section: "server.tls",
    name: "key",
    expected: "a PEM file",
    default: "none",
    about: "The certificate's private key, without a password: P-256, P-384, RSA or Ed25519. Read anew when it changes.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[CERTIFICATE, KEY];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> Option<TlsFiles> {
    layers.refuse_without(&CERTIFICATE, &KEY);
    layers.refuse_without(&KEY, &CERTIFICATE);
    let (certificate, key): (Option<PathBuf>, Option<PathBuf>) = (layers.take(&CERTIFICATE), layers.take(&KEY));
    Some(TlsFiles { certificate: certificate?, key: key? })
}
