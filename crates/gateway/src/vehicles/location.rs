//! `GET /vehicles/{id}/location`.

use axum::extract::State;
use axum::response::Response;
use openfob_domain::{Readings, Signal};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{Authorized, Units, needs};
use crate::http::{Problem, reading};
use crate::service::reading::read;

const SIGNALS: &[Signal] = &[Signal::Location];

/// Where the car is, degrees (WGS 84).
#[derive(Serialize)]
struct Location {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl Location {
    fn project(readings: &Readings) -> Self {
        let part = |name| readings.get(Signal::Location)?.value.part(name)?.as_f64();
        Self { latitude: part("latitude"), longitude: part("longitude") }
    }
}

/// Reads the car's place.
pub(crate) async fn location(
    vehicle: Authorized<needs::ReadLocation>,
    units: Units,
    State(gateway): State<Gateway>,
) -> Result<Response, Problem> {
    let readings = read(&gateway, &vehicle.application, &vehicle.connection, SIGNALS).await;
    let readings = readings.map_err(|error| vehicle.problem(&gateway, &error))?;
    Ok(reading(&readings, SIGNALS, units, Location::project(&readings)))
}
