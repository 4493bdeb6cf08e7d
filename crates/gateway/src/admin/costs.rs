//! What calls to automakers cost: by class, day, partner, application, car or operation.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use jiff::Timestamp;
use jiff::civil::Date;
use openfob_automaker::{Dollars, PriceClass, PriceList};
use openfob_domain::Mode;
use openfob_store::{CallTotal, CallsBy, CapOn};
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use crate::Gateway;
use crate::costs::{Costs, Days, Standing};

/// Of which days, and told apart by what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    days: Option<String>,
    #[serde(default)]
    by: By,
}

#[derive(Clone, Copy, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    #[default]
    Class,
    Day,
    Partner,
    Application,
    Car,
    Operation,
}

/// The bill.
#[derive(Serialize)]
pub(super) struct Bill {
    currency: &'static str,
    from: Date,
    to: Date,
    by: By,
    rows: Vec<Row>,
    totals: Vec<Total>,
    standings: Vec<ShownStanding>,
    prices: Vec<ShownPrices>,
}

/// Calls of one price class that have something in common.
#[derive(Serialize)]
struct Row {
    mode: Mode,
    automaker: String,
    /// What they have in common; null where that is nothing, as for a call that is about no car.
    of: Option<String>,
    name: Option<String>,
    class: String,
    calls: u64,
    cost_micros: u64,
}

#[derive(Serialize)]
struct Total {
    mode: Mode,
    calls: u64,
    cost_micros: u64,
}

/// How a partner or an application stands this month.
#[derive(Serialize)]
pub(super) struct ShownStanding {
    mode: Mode,
    automaker: &'static str,
    scope: &'static str,
    of: String,
    spent_micros: u64,
    cap_micros: Option<u64>,
    left_micros: Option<u64>,
    reached_at: Option<Timestamp>,
    until: Timestamp,
}

#[derive(Serialize)]
struct ShownPrices {
    automaker: &'static str,
    source: &'static str,
    as_of: &'static str,
    /// By price class, how many a dollar buys.
    per_dollar: BTreeMap<&'static str, u64>,
}

/// Makes the bill of days, of the running month where none are named.
pub(super) async fn show(
    State(gateway): State<Gateway>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Bill>, AdminError> {
    let costs = &gateway.costs;
    let days: Days = match &wanted.days {
        Some(text) => text.parse::<Days>().map_err(|error| AdminError::Invalid(format!("days: {error}")))?,
        None => costs.month(),
    };
    let by = match wanted.by {
        By::Class => CallsBy::Class,
        By::Day => CallsBy::Day,
        By::Partner => CallsBy::Partner,
        By::Application => CallsBy::Application,
        By::Car => CallsBy::Car,
        By::Operation => CallsBy::Operation,
    };
    let counted = gateway.store.upstream_calls(days.first, days.after, None, by).await?;
    let mut totals: BTreeMap<&str, (Mode, u64, Dollars)> = BTreeMap::new();
    let mut rows = Vec::new();
    for total in counted {
        let cost = costs.cost_of(&total);
        let sum = totals.entry(total.mode.as_str()).or_insert((total.mode, 0, Dollars::default()));
        (sum.1, sum.2) = (sum.1 + total.calls, sum.2 + cost);
        let CallTotal { mode, automaker, class, of, name, calls } = total;
        let of = (!of.is_empty()).then_some(of);
        rows.push(Row { mode, automaker, of, name, class, calls, cost_micros: cost.micros() });
    }
    Ok(Json(Bill {
        currency: "USD",
        from: days.first,
        to: days.last(),
        by: wanted.by,
        rows,
        totals: totals
            .into_values()
            .map(|(mode, calls, cost)| Total { mode, calls, cost_micros: cost.micros() })
            .collect(),
        standings: standings(costs),
        prices: costs.prices().iter().map(prices).collect(),
    }))
}

/// How everybody stands this month.
pub(super) fn standings(costs: &Costs) -> Vec<ShownStanding> {
    let until = costs.month().end();
    costs.standings().into_iter().map(|standing| shown(&standing, until)).collect()
}

fn shown(standing: &Standing, until: Timestamp) -> ShownStanding {
    ShownStanding {
        mode: standing.mode,
        automaker: standing.automaker,
        scope: standing.on.scope(),
        of: match &standing.on {
            CapOn::Partner(domain) => domain.to_string(),
            CapOn::Application(id) => id.to_string(),
        },
        spent_micros: standing.spent.micros(),
        cap_micros: standing.cap.map(Dollars::micros),
        left_micros: standing.cap.map(|cap| cap.less(standing.spent).micros()),
        reached_at: standing.reached_at,
        until,
    }
}

fn prices(list: &PriceList) -> ShownPrices {
    let charged = PriceClass::ALL.into_iter().filter_map(|class| Some((class.as_str(), list.per_dollar(class)?)));
    ShownPrices { automaker: list.automaker, source: list.source, as_of: list.as_of, per_dollar: charged.collect() }
}
