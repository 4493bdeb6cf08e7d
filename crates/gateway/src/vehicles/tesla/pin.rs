//! `POST` and `DELETE /vehicles/{id}/tesla/pin`: a PIN that the car asks for before it drives.

use axum::Json;
use axum::extract::State;
use openfob_domain::Command;
use serde::Deserialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, makes, needs};
use crate::vehicles::action::{Sent, send};

/// The PIN.
#[derive(Deserialize)]
pub(crate) struct PinBody {
    pin: String,
}

/// Sets the PIN.
pub(crate) async fn set_pin(
    vehicle: MakeVehicle<needs::ControlPin, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<PinBody>,
) -> Result<Json<Sent>, Problem> {
    if body.pin.len() != 4 || !body.pin.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Problem::field("pin", "expected a text of four digits"));
    }
    send(&gateway, &vehicle, &Command::PinSet { pin: body.pin }).await
}

/// Clears the PIN.
pub(crate) async fn clear_pin(
    vehicle: MakeVehicle<needs::ControlPin, makes::Tesla>,
    State(gateway): State<Gateway>,
) -> Result<Json<Sent>, Problem> {
    send(&gateway, &vehicle, &Command::PinClear).await
}
