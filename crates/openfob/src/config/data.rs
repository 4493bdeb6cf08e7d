//! `[data]`: what outlives the process.

use std::path::PathBuf;

use super::Key;
use super::layers::Layers;

const DIR: Key = Key {
    section: "data",
    name: "dir",
    expected: "a directory",
    default: "openfob-data",
    about: "The directory of the database, its key file and the lock. It is made if missing, and has one writer at a time.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[DIR];

/// What outlives the process.
#[derive(Debug)]
pub(crate) struct Data {
    /// The data directory.
    pub(crate) dir: PathBuf,
}

impl Data {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers) -> Self {
        Self { dir: layers.take(&DIR).unwrap_or_else(|| PathBuf::from(DIR.default)) }
    }
}
