//! Backups: one file with the database, the encryption key and a manifest, as a tar archive.
//!
//! | member | what it is |
//! |---|---|
//! | `openfob.db` | the database, as it was at one moment |
//! | `encryption.key` or `encryption.key.sealed` | the key file, plain or under a passphrase |
//! | `manifest.json` | versions, time, sizes and SHA-256 of the two |
//! | `manifest.json.sha256` | the manifest's own SHA-256 |

mod archive;
mod manifest;
mod passphrase;
mod tar;

pub(crate) use archive::{Archive, write};
pub(crate) use manifest::Manifest;
pub(crate) use passphrase::Passphrase;
