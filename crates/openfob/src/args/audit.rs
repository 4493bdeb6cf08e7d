//! `openfob audit`: who had which car do what.

use clap::Args;

use super::DataSource;

/// `openfob audit`
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Commands to this car alone: its vehicle id, as the API lists it, or its VIN
    #[arg(long, value_name = "VEHICLE")]
    pub(crate) vehicle: Option<String>,

    /// Commands of this application alone, by client id
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    /// Since when: a moment, as 2026-11-21T10:00:00Z, or how long ago, as 36h or 7d
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// How many of the newest, at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) source: DataSource,
}
