//! What a backup says of itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::passphrase::Derivation;
use crate::failure::Failure;

/// The form of archive that this version writes.
pub(super) const FORMAT: u32 = 1;

/// A backup's manifest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The archive's form.
    pub(crate) format: u32,
    /// The version of openfob that wrote it.
    pub(crate) openfob: String,
    /// The database's form: a later one is a higher number.
    pub(crate) schema: i64,
    /// When it was written.
    pub(crate) created_at: Timestamp,
    /// How the encryption key is protected.
    pub(crate) encryption_key: Protection,
    /// Every other file of the archive.
    pub(crate) files: BTreeMap<String, FileSum>,
}

/// How the encryption key is protected in a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "protection", rename_all = "snake_case")]
pub(crate) enum Protection {
    /// Not at all: whoever has the file has the key.
    None,
    /// Sealed with AES-256-GCM under a key derived from a passphrase.
    Passphrase(Derivation),
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileSum {
    /// Its length.
    pub(crate) bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub(crate) sha256: String,
}

impl Manifest {
    /// Refuses what only a later version of openfob understands.
    pub(crate) fn check_version(&self) -> Result<(), Failure> {
        let known = openfob_store::schema_version();
        if self.format <= FORMAT && self.schema <= known {
            return Ok(());
        }
        let Self { openfob, schema, .. } = self;
        let own = env!("CARGO_PKG_VERSION");
        Err(Failure::user(format!(
            "the backup is of a later version: openfob {openfob} wrote it, with a database of form {schema}; \
             this is openfob {own}, which knows forms up to {known}"
        ))
        .hint("restore it with the version that wrote it, or with a later one"))
    }
}

impl Protection {
    /// For people.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::None => "not protected",
            Self::Passphrase(_) => "protected by a passphrase",
        }
    }
}
