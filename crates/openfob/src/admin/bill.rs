//! What calls to automakers cost, as the admin router tells it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The bill of some days.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Bill {
    /// The first day.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
    /// By what and by price class.
    pub(crate) rows: Vec<BillRow>,
    /// The sums of real and of simulated cars.
    pub(crate) totals: Vec<BillTotal>,
    /// How partners and applications stand this month.
    pub(crate) standings: Vec<CostStanding>,
    /// What automakers charge.
    pub(crate) prices: Vec<Prices>,
}

/// Calls of one price class that have something in common.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BillRow {
    /// `live` or `simulated` cars.
    pub(crate) mode: String,
    /// What they have in common.
    pub(crate) of: Option<String>,
    /// Its name, while it is there.
    pub(crate) name: Option<String>,
    /// The price class.
    pub(crate) class: String,
    /// How many.
    pub(crate) calls: u64,
    /// In millionths of a dollar.
    pub(crate) cost_micros: u64,
}

/// A sum.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BillTotal {
    /// `live` or `simulated` cars.
    pub(crate) mode: String,
    /// How many calls.
    pub(crate) calls: u64,
    /// In millionths of a dollar.
    pub(crate) cost_micros: u64,
}

/// How a partner or an application stands this month.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CostStanding {
    /// `live` or `simulated` cars.
    pub(crate) mode: String,
    /// `partner` or `application`.
    pub(crate) scope: String,
    /// A key domain or a client id.
    pub(crate) of: String,
    /// In millionths of a dollar.
    pub(crate) spent_micros: u64,
    /// The cap, if there is one.
    pub(crate) cap_micros: Option<u64>,
    /// What the cap leaves.
    pub(crate) left_micros: Option<u64>,
    /// Since when the cap holds calls back.
    pub(crate) reached_at: Option<jiff::Timestamp>,
    /// When the month ends.
    pub(crate) until: jiff::Timestamp,
}

/// What an automaker charges.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Prices {
    /// The automaker.
    pub(crate) automaker: String,
    /// Where the prices are published.
    pub(crate) source: String,
    /// When they were last compared with that.
    pub(crate) as_of: String,
    /// By price class, how many a dollar buys.
    pub(crate) per_dollar: BTreeMap<String, u64>,
}
