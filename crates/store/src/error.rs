//! What can go wrong with what is kept.

use std::path::PathBuf;

use crate::seal::KeyFileError;

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made or used.
    #[error("the data directory {path} cannot be used")]
    Directory {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The encryption key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The database cannot be opened.
    #[error("the database {path} cannot be opened")]
    Database {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The database is of another version of openfob.
    #[error("the database {path} cannot be brought to this version's form")]
    Migration {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
}

/// Why something stored cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    /// A cell holds what it never should.
    #[error("the database holds an inconsistent value in {table}.{column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A value cannot be sealed or opened with the keys of the key file.
    #[error("a secret in {column} cannot be opened with the keys of the key file")]
    Sealed {
        /// Table and column.
        column: &'static str,
    },
}
