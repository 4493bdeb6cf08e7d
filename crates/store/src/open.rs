//! Opening the store: one database file, two pools, one key file.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, Transaction};

use crate::seal::KeyRing;
use crate::{OpenError, StoreError};

const DATABASE_FILE: &str = "openfob.db";
const KEY_FILE: &str = "encryption.key";
const READERS: u32 = 4;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Everything that is kept. Cheap to clone; all clones share the pools.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
    ring: Arc<KeyRing>,
}

impl Store {
    /// Opens the store in `directory`, making the directory (mode 0700), the database and the key file (mode 0600)
    /// where they are missing. One process at a time may have it open: the caller holds the lock.
    ///
    /// # Errors
    /// What is wrong with the directory, the key file or the database.
    pub async fn open(directory: &Path) -> Result<Self, OpenError> {
        make_private_directory(directory)?;
        let path = directory.join(DATABASE_FILE);
        let ring = KeyRing::load_or_create(&directory.join(KEY_FILE), !path.exists())?;
        // FULL: with NORMAL a power cut may take commits that were already answered.
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let database = |source| OpenError::Database { path: path.clone(), source };
        let writer =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(database)?;
        MIGRATIONS.run(&writer).await.map_err(|source| OpenError::Migration { path: path.clone(), source })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(database)?;
        Ok(Self { readers, writer, ring: Arc::new(ring) })
    }

    /// How many changes of the database's shape this program knows and the database has not been through. It also
    /// shows whether the database answers at all.
    ///
    /// # Errors
    /// When it does not.
    pub async fn missing_migrations(&self) -> Result<usize, StoreError> {
        let done: Vec<i64> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(&self.readers).await?;
        Ok(MIGRATIONS.iter().filter(|migration| !done.contains(&migration.version)).count())
    }

    /// Ends every connection, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    pub(crate) fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// A transaction that may write. IMMEDIATE: one that reads first and writes later would fail at once as "locked".
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

fn make_private_directory(directory: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::DirBuilderExt;

    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(|source| OpenError::Directory { path: directory.to_owned(), source })
}
