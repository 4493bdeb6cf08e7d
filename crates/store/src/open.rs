//! Opening the store: one database file, two pools, one key file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::keys::Looks;
use crate::memory::Memory;
use crate::seal::KeyRing;
use crate::writer::{Generation, Write, Writer};
use crate::{OpenError, StoreError, restore, snapshot};

pub(crate) const DATABASE_FILE: &str = "openfob.db";
pub(crate) const KEY_FILE: &str = "encryption.key";
const READERS: u32 = 4;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The form of the database that this version reads and writes, as a date and time: a later form is a higher number.
#[must_use]
pub fn schema_version() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Every form that this version knows, by its date and time.
pub(crate) fn known_forms() -> impl Iterator<Item = i64> {
    MIGRATIONS.iter().map(|migration| migration.version)
}

/// Everything that is kept. Cheap to clone; all clones share the pools.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: Writer,
    memory: Arc<Memory>,
    ring: Arc<RwLock<Arc<KeyRing>>>,
    looks: Arc<Looks>,
    directory: Arc<Path>,
    /// Held while the key file changes, and while it is copied together with the database.
    key_file: Arc<tokio::sync::Mutex<()>>,
}

/// How far a pool of connections is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// The pool's name.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}

impl Store {
    /// Opens the store in `directory`, making the directory (mode 0700), the database and the key file (mode 0600)
    /// where they are missing. One process at a time may have it open: the caller holds the lock.
    ///
    /// # Errors
    /// What is wrong with the directory, the key file or the database.
    pub async fn open(directory: &Path) -> Result<Self, OpenError> {
        make_private_directory(directory)?;
        let unusable = |source| OpenError::Directory { path: directory.to_owned(), source };
        restore::finish(directory).map_err(unusable)?;
        snapshot::clear(directory).map_err(unusable)?;
        let path = directory.join(DATABASE_FILE);
        let ring = KeyRing::load_or_create(&directory.join(KEY_FILE), !path.exists())?;
        // FULL: with NORMAL a power cut may take commits that were already answered.
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What an owner has had deleted is not to be found in freed pages.
            .pragma("secure_delete", "ON")
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
        let ring = Arc::new(RwLock::new(Arc::new(ring)));
        let generation = Generation::default();
        Ok(Self {
            readers,
            memory: Arc::new(Memory::new(&generation)),
            writer: Writer::new(writer, generation),
            ring,
            looks: Arc::default(),
            directory: directory.into(),
            key_file: Arc::default(),
        })
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

    /// How far the pools of connections are used.
    #[must_use]
    pub fn pools(&self) -> [PoolUse; 2] {
        [("readers", &self.readers), ("writer", self.writer.pool())].map(|(name, pool)| {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            PoolUse { name, open: pool.size(), idle }
        })
    }

    /// Ends every connection, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.pool().close().await;
    }

    pub(crate) fn looks(&self) -> &Looks {
        &self.looks
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Where single statements are written. After each, nothing that was remembered before counts.
    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }

    /// The same for statements that take nothing away of what is remembered: no token, permission, connection, car,
    /// account or application is other than before.
    pub(crate) fn writer_beside(&self) -> &SqlitePool {
        self.writer.pool()
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(crate) fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seals with other keys from now on.
    pub(crate) fn replace_ring(&self, ring: KeyRing) -> Arc<KeyRing> {
        let ring = Arc::new(ring);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        ring
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn key_path(&self) -> PathBuf {
        self.directory.join(KEY_FILE)
    }

    /// The right to change the key file, or to copy it.
    pub(crate) async fn lock_key_file(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.key_file.lock().await
    }

    /// A transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Write, StoreError> {
        Ok(self.writer.begin().await?)
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
