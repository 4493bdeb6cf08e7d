//! `GET /vehicles/{id}/charge`.

use axum::extract::State;
use axum::response::Response;
use openfob_domain::{Readings, Signal, SignalValue};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{Authorized, Units, needs};
use crate::http::{Problem, reading};
use crate::service::reading::read;

const SIGNALS: &[Signal] = &[Signal::PluggedIn, Signal::ChargeState];

/// Whether a cable is in, and `CHARGING`, `FULLY_CHARGED` or `NOT_CHARGING`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Charge {
    is_plugged_in: Option<bool>,
    state: Option<String>,
}

impl Charge {
    fn project(readings: &Readings) -> Self {
        let value = |signal| readings.get(signal).map(|reading| &reading.value);
        Self {
            is_plugged_in: value(Signal::PluggedIn).and_then(SignalValue::flag),
            state: value(Signal::ChargeState).and_then(SignalValue::text).map(str::to_owned),
        }
    }
}

/// Reads the state of charging.
pub(crate) async fn charge(
    vehicle: Authorized<needs::ReadCharge>,
    units: Units,
    State(gateway): State<Gateway>,
) -> Result<Response, Problem> {
    let readings = read(&gateway, &vehicle.application, &vehicle.connection, SIGNALS).await;
    let readings = readings.map_err(|error| vehicle.problem(&gateway, &error))?;
    Ok(reading(&readings, SIGNALS, units, Charge::project(&readings)))
}
