//! `openfob key`: the keys of connected cars.

use clap::{Args, Subcommand};

use super::DataSource;

/// `openfob key`
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Tell why a car's key state is what it is: each source's word, and which one counts
    Explain(KeyExplain),
}

/// `openfob key explain`
#[derive(Debug, Args)]
pub(crate) struct KeyExplain {
    /// The vehicle id, as the API lists it, or the VIN
    #[arg(value_name = "VEHICLE")]
    pub(crate) vehicle: String,

    #[command(flatten)]
    pub(crate) source: DataSource,
}
