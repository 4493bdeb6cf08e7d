//! `openfob env`: the variables of an SDK.

use clap::{Args, ValueEnum};

use super::DataSource;

/// `openfob env`
#[derive(Debug, Args)]
pub(crate) struct Env {
    /// Which SDK
    #[arg(long, value_enum)]
    pub(crate) sdk: Sdk,

    /// The application's client id [default: the demo's]
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// Whose variables to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sdk {
    /// smartcar (PyPI)
    Python,
    /// smartcar (npm)
    Node,
    /// com.smartcar.sdk (Maven)
    Java,
    /// smartcar (RubyGems)
    Ruby,
    /// No SDK: names for your own calls
    Curl,
}
