//! Putting another database and key file in place of those that are there, both or neither.
//!
//! The new files are put together in a directory beside the old ones. Renaming that directory is the moment of change:
//! before it, all is as it was; after it, whoever opens the store next finishes the exchange first.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use crate::open::{DATABASE_FILE, KEY_FILE, schema_version};
use crate::seal::{KeyFileError, KeyRing, sync_directory_of};
use crate::sealed_columns::SealedColumn;

const PREFIX: &str = "restoring-";
/// The directory of a restore that is decided and not yet finished.
const DECIDED: &str = "restored";

/// Why what is to be restored cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A file cannot be written.
    #[error("{path} cannot be written")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The encryption key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// It is no database of openfob.
    #[error("the database cannot be read")]
    Database(#[source] sqlx::Error),
    /// The database is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database has a form that this version does not know.
    #[error("the database has the form {found}, and this version of openfob knows forms up to {known}")]
    Newer {
        /// Its form.
        found: i64,
        /// The latest that this version knows.
        known: i64,
    },
    /// The key file opens not all that the database holds.
    #[error("the key file cannot open what is sealed in {0}")]
    ForeignKey(String),
}

/// Files that are being put together to take the place of a data directory's own. Dropped before
/// [`Restoring::finish`], it leaves everything as it was.
#[derive(Debug)]
pub struct Restoring {
    directory: PathBuf,
    data: PathBuf,
}

impl Restoring {
    /// Makes an empty place in a data directory, whose lock the caller holds, and removes what an earlier restore left
    /// that was cut off.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn begin(data: &Path) -> Result<Self, RestoreError> {
        let directory = data.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
        finish(data)
            .and_then(|()| fs::DirBuilder::new().mode(0o700).create(&directory))
            .map_err(|source| RestoreError::Io { path: data.to_owned(), source })?;
        Ok(Self { directory, data: data.to_owned() })
    }

    /// Where the database belongs.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.directory.join(DATABASE_FILE)
    }

    /// Where the key file belongs.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.directory.join(KEY_FILE)
    }

    /// Checks that this version can serve what was put together.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self) -> Result<(), RestoreError> {
        let ring = KeyRing::load_or_create(&self.key_file(), false)?;
        let options = SqliteConnectOptions::new().filename(self.database()).read_only(true);
        let mut database = options.connect().await.map_err(RestoreError::Database)?;
        let checked = check(&mut database, &ring).await;
        // It may fail only after all was read.
        let _ = database.close().await;
        checked
    }

    /// Puts the files in place. Once it has begun, a crash leaves either the earlier state or the new one.
    ///
    /// # Errors
    /// When a file cannot be moved; then the earlier state is there, or the new one is finished at the next opening.
    pub fn finish(self) -> Result<(), RestoreError> {
        let finish = || {
            for path in [self.database(), self.key_file()] {
                fs::File::open(path)?.sync_all()?;
            }
            sync_directory_of(&self.database())?;
            fs::rename(&self.directory, self.data.join(DECIDED))?;
            sync_directory_of(&self.directory)?;
            finish(&self.data)
        };
        finish().map_err(|source| RestoreError::Io { path: self.data.clone(), source })
    }
}

impl Drop for Restoring {
    fn drop(&mut self) {
        // After a finish there is nothing under this name any more.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Ends what an earlier process began: a decided restore is finished, an undecided one goes.
pub(crate) fn finish(data: &Path) -> io::Result<()> {
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let decided = data.join(DECIDED);
    if !decided.exists() {
        return Ok(());
    }
    let database = decided.join(DATABASE_FILE);
    if database.exists() {
        // The log of the earlier database must not be played into the new one.
        for log in ["-wal", "-shm"] {
            remove_if_there(&data.join(format!("{DATABASE_FILE}{log}")))?;
        }
        fs::rename(database, data.join(DATABASE_FILE))?;
        sync_directory_of(&decided)?;
    }
    let key = decided.join(KEY_FILE);
    if key.exists() {
        fs::rename(key, data.join(KEY_FILE))?;
        sync_directory_of(&decided)?;
    }
    fs::remove_dir_all(&decided)?;
    sync_directory_of(&decided)
}

async fn check(database: &mut SqliteConnection, ring: &KeyRing) -> Result<(), RestoreError> {
    let found: i64 = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(&mut *database)
        .await
        .map_err(RestoreError::Database)?;
    let known = schema_version();
    if found > known {
        return Err(RestoreError::Newer { found, known });
    }
    let complaints: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(3)")
        .fetch_all(&mut *database)
        .await
        .map_err(RestoreError::Database)?;
    if complaints != ["ok"] {
        return Err(RestoreError::Damaged(complaints.join("; ")));
    }
    for column in SealedColumn::all(database).await.map_err(RestoreError::Database)? {
        let SealedColumn { table, name } = &column;
        let headers: Vec<Vec<u8>> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT DISTINCT substr({name}, 1, 5) FROM \"{table}\" WHERE {name} IS NOT NULL"
        )))
        .fetch_all(&mut *database)
        .await
        .map_err(RestoreError::Database)?;
        if !headers.iter().all(|header| ring.knows(header)) {
            return Err(RestoreError::ForeignKey(format!("{table}.{name}")));
        }
    }
    Ok(())
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
