//! A copy of everything, as it is at one moment, while the server goes on.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::Store;
use crate::open::{DATABASE_FILE, KEY_FILE};

const PREFIX: &str = "snapshot-";

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database cannot be copied: it is damaged, or the disk is full.
    #[error("the database cannot be copied to {path}")]
    Database {
        /// Where the copy was to be.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// A file cannot be written.
    #[error("the copy cannot be written to {path}")]
    Io {
        /// Where the copy was to be.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Store {
    /// Copies the database and the key file that opens it, as they are at one moment, and gives the name of the new
    /// directory (mode 0700) within the data directory that holds the two. Writers do not wait for it. Whoever asked
    /// removes the directory; one that stays is removed when the store is opened the next time.
    ///
    /// # Errors
    /// Why there is no copy.
    pub async fn snapshot(&self) -> Result<String, SnapshotError> {
        let name = format!("{PREFIX}{}", Uuid::new_v4().simple());
        let path = self.directory().join(&name);
        // Neither may a key come that the copied file lacks, nor one go that copied cells need.
        let _key_file = self.lock_key_file().await;
        let copied = self.copy_to(&path).await;
        if copied.is_err() {
            let _ = fs::remove_dir_all(&path);
        }
        copied.map(|()| name)
    }

    async fn copy_to(&self, directory: &Path) -> Result<(), SnapshotError> {
        let io = |source| SnapshotError::Io { path: directory.to_owned(), source };
        fs::DirBuilder::new().mode(0o700).create(directory).map_err(io)?;
        let database = directory.join(DATABASE_FILE);
        sqlx::query("VACUUM INTO $1")
            .bind(database.to_string_lossy())
            .execute(self.readers())
            .await
            .map_err(|source| SnapshotError::Database { path: directory.to_owned(), source })?;
        fs::copy(self.key_path(), directory.join(KEY_FILE)).map_err(io)?;
        Ok(())
    }
}

/// Removes copies that nobody took away.
pub(crate) fn clear(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
