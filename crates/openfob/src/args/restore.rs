//! `openfob restore`: a backup put back.

use std::path::PathBuf;

use clap::Args;

use super::{DataSource, Passphrase};

/// `openfob restore`
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Replace the data that is there
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) passphrase: Passphrase,

    #[command(flatten)]
    pub(crate) source: DataSource,
}
