//! `openfob cost`: what calls to automakers cost.

use clap::{Args, ValueEnum};

use super::DataSource;

/// `openfob cost`
#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// What the amounts are told apart by, besides the price class
    #[arg(long, value_enum, default_value_t = CostBy::Class)]
    pub(crate) by: CostBy,

    /// A month such as 2026-11, or days such as 2026-11-01/2026-11-15 [default: this month, in UTC]
    #[arg(value_name = "DAYS")]
    pub(crate) days: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What costs are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CostBy {
    /// The price class alone
    Class,
    /// The day
    Day,
    /// The partner that is charged
    Partner,
    /// The application
    Application,
    /// The car
    Car,
    /// What was called, in the automaker's words
    Operation,
}

impl CostBy {
    /// As the admin router spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Day => "day",
            Self::Partner => "partner",
            Self::Application => "application",
            Self::Car => "car",
            Self::Operation => "operation",
        }
    }
}
