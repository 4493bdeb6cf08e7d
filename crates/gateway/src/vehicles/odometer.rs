//! `GET /vehicles/{id}/odometer`.

use axum::extract::State;
use axum::response::Response;
use openfob_domain::{Signal, SignalValue};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{Authorized, Units, needs};
use crate::http::{Problem, reading};
use crate::service::reading::read;

const SIGNALS: &[Signal] = &[Signal::Odometer];

/// Distance driven, km or mi.
#[derive(Serialize)]
struct Odometer {
    distance: Option<f64>,
}

/// Reads the distance driven.
pub(crate) async fn odometer(
    vehicle: Authorized<needs::ReadOdometer>,
    units: Units,
    State(gateway): State<Gateway>,
) -> Result<Response, Problem> {
    let readings = read(&gateway, &vehicle.application, &vehicle.connection, SIGNALS).await;
    let readings = readings.map_err(|error| vehicle.problem(&gateway, &error))?;
    let distance = readings.get(Signal::Odometer).map(|reading| &reading.value).and_then(SignalValue::number);
    Ok(reading(&readings, SIGNALS, units, Odometer { distance: distance.map(|km| units.distance(km)) }))
}
