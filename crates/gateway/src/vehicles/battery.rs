//! `GET /vehicles/{id}/battery`.

use axum::extract::State;
use axum::response::Response;
use openfob_domain::{Readings, Signal, SignalValue};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{Authorized, Units, needs};
use crate::http::{Problem, reading};
use crate::service::reading::read;

const SIGNALS: &[Signal] = &[Signal::StateOfCharge, Signal::BatteryRange];

/// Charge as a ratio of 0 to 1, and range in km or mi.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Battery {
    percent_remaining: Option<f64>,
    range: Option<f64>,
}

impl Battery {
    fn project(readings: &Readings, units: Units) -> Self {
        let number = |signal| readings.get(signal).map(|reading| &reading.value).and_then(SignalValue::number);
        Self {
            percent_remaining: number(Signal::StateOfCharge).map(|percent| percent / 100.0),
            range: number(Signal::BatteryRange).map(|km| units.distance(km)),
        }
    }
}

/// Reads charge and range.
pub(crate) async fn battery(
    vehicle: Authorized<needs::ReadBattery>,
    units: Units,
    State(gateway): State<Gateway>,
) -> Result<Response, Problem> {
    let readings = read(&gateway, &vehicle.application, &vehicle.connection, SIGNALS).await;
    let readings = readings.map_err(|error| vehicle.problem(&gateway, &error))?;
    Ok(reading(&readings, SIGNALS, units, Battery::project(&readings, units)))
}
