//! `POST /vehicles/{id}/navigation/destination`.

use axum::Json;
use axum::extract::State;
use openfob_domain::Command;
use serde::Deserialize;

use super::action::{Sent, send};
use super::number::{number, within};
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{Authorized, JsonBody, needs};

/// Where to, degrees (WGS 84).
#[derive(Deserialize)]
pub(crate) struct Destination {
    #[serde(deserialize_with = "number")]
    latitude: f64,
    #[serde(deserialize_with = "number")]
    longitude: f64,
}

/// Sends a destination.
pub(crate) async fn set_destination(
    vehicle: Authorized<needs::ControlNavigation>,
    State(gateway): State<Gateway>,
    JsonBody(to): JsonBody<Destination>,
) -> Result<Json<Sent>, Problem> {
    let latitude = within("latitude", to.latitude, -90.0..=90.0)?;
    let longitude = within("longitude", to.longitude, -180.0..=180.0)?;
    send(&gateway, &vehicle, &Command::Navigate { latitude, longitude }).await
}
