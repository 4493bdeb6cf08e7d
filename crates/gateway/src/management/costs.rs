//! `GET /management/costs`: what an application's calls to automakers cost.

use axum::Json;
use axum::extract::State;
use openfob_automaker::Dollars;
use openfob_domain::Mode;
use openfob_store::{CallsBy, CapOn};
use serde::Serialize;

use crate::Gateway;
use crate::costs::Days;
use crate::http::extract::{ByManagementToken, Parameters};
use crate::http::{Problem, timestamp};
use crate::service::ServiceError;

/// What the application's calls cost in some days.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bill {
    from: String,
    to: String,
    currency: &'static str,
    calls: Vec<Charged>,
    standings: Vec<Standing>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Charged {
    mode: Mode,
    automaker: String,
    class: String,
    calls: u64,
    cost_micros: u64,
}

/// How the application stands this month; its own cap, not that of the partner it shares with others.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Standing {
    mode: Mode,
    automaker: &'static str,
    spent_micros: u64,
    cap_micros: Option<u64>,
    reached_at: Option<String>,
}

/// Tells it of the running month, or of the days in `days`.
pub(crate) async fn show(
    ByManagementToken(application): ByManagementToken,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<Bill>, Problem> {
    let expected = "a month such as 2026-11, or days such as 2026-11-01/2026-11-15";
    let days: Option<Days> = parameters.parse("days", expected, |text| text.parse().ok())?;
    let days = days.unwrap_or_else(|| gateway.costs.month());
    let counted = gateway.store.upstream_calls(days.first, days.after, Some(application.id), CallsBy::Class).await;
    let counted = counted.map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
    let own = CapOn::Application(application.id);
    Ok(Json(Bill {
        from: days.first.to_string(),
        to: days.last().to_string(),
        currency: "USD",
        calls: counted
            .into_iter()
            .map(|total| Charged {
                cost_micros: gateway.costs.cost_of(&total).micros(),
                mode: total.mode,
                automaker: total.automaker,
                class: total.class,
                calls: total.calls,
            })
            .collect(),
        standings: gateway
            .costs
            .standings()
            .into_iter()
            .filter(|standing| standing.on == own)
            .map(|standing| Standing {
                mode: standing.mode,
                automaker: standing.automaker,
                spent_micros: standing.spent.micros(),
                cap_micros: standing.cap.map(Dollars::micros),
                reached_at: standing.reached_at.map(timestamp),
            })
            .collect(),
    }))
}
