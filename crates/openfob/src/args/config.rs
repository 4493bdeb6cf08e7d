//! `openfob config`: configuration files.

use std::path::PathBuf;

use clap::Subcommand;

/// `openfob config`
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Tell what is wrong with a configuration file
    Check {
        /// The file (TOML)
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print every key with its meaning, in Markdown
    Reference,
}
