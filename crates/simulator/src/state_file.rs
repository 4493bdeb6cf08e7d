//! The state file: one JSON document, replaced as a whole.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::world::World;

/// The form of the document; a later form gets a higher number.
const VERSION: u32 = 2;

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document<W = World> {
    openfob_simulator: u32,
    pub(crate) seed: u64,
    pub(crate) clock_offset_ms: i64,
    pub(crate) world: W,
}

/// Why a simulator does not open. A state file is never replaced by a fresh one unasked.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is there and cannot be read.
    #[error("the simulator's state file {} cannot be read", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The file is no state file, or one of another version.
    #[error(
        "{} is not a state file that this simulator understands; move it away to begin with fresh cars",
        path.display()
    )]
    NotUnderstood {
        /// Which file.
        path: PathBuf,
        /// Where reading stopped.
        #[source]
        source: serde_json::Error,
    },
    /// The file's version is another one.
    #[error(
        "{} has version {found}, this simulator reads version {VERSION}; move it away to begin with fresh cars",
        path.display()
    )]
    Version {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// The first state could not be written.
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// The state was not saved.
#[derive(Debug, thiserror::Error)]
#[error("the simulator's state file {} cannot be written", path.display())]
pub struct SaveError {
    path: PathBuf,
    #[source]
    source: std::io::Error,
}

/// Reads the state; `None` where there is no file yet.
pub(crate) fn load(path: &Path) -> Result<Option<Document>, OpenError> {
    #[derive(Deserialize)]
    struct Head {
        openfob_simulator: u32,
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OpenError::Read { path: path.to_owned(), source }),
    };
    let not_understood = |source| OpenError::NotUnderstood { path: path.to_owned(), source };
    let head: Head = serde_json::from_slice(&bytes).map_err(not_understood)?;
    if head.openfob_simulator != VERSION {
        return Err(OpenError::Version { path: path.to_owned(), found: head.openfob_simulator });
    }
    serde_json::from_slice(&bytes).map(Some).map_err(not_understood)
}

/// The document as it is written.
pub(crate) fn encode(seed: u64, clock_offset_ms: i64, world: &World) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Document { openfob_simulator: VERSION, seed, clock_offset_ms, world })
}

/// Writes beside the file, flushes to disk and renames: a crash leaves the old state or the new one.
pub(crate) fn save(path: &Path, encoded: serde_json::Result<Vec<u8>>) -> Result<(), SaveError> {
    let write = || {
        let bytes = encoded?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        std::fs::File::open(folder)?.sync_all()
    };
    write().map_err(|source| SaveError { path: path.to_owned(), source })
}
