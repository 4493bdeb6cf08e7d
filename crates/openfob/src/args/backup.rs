//! `openfob backup`: one file with everything.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DataSource;

/// `openfob backup`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Backup {
    #[command(subcommand)]
    pub(crate) action: Option<BackupAction>,

    /// The file to write; it may be read by you alone
    #[arg(value_name = "FILE", required = true)]
    pub(crate) file: Option<PathBuf>,

    /// Replace the file if it is there
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) passphrase: Passphrase,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What else can be done with backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupAction {
    /// Check that a backup is whole, and tell what is in it
    Verify {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,

        #[command(flatten)]
        passphrase: Passphrase,
    },
}

/// What protects the encryption key in a backup.
#[derive(Debug, Args)]
pub(crate) struct Passphrase {
    /// A file whose text protects the encryption key in the backup
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}
