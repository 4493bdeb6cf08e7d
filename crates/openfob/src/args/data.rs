//! `openfob data`: the data directory.

use clap::Subcommand;

use super::DataSource;

/// `openfob data`
#[derive(Debug, Subcommand)]
pub(crate) enum Data {
    /// Exchange the encryption key: seal everything with a new one, then drop the old one
    RotateKey(DataSource),
}
