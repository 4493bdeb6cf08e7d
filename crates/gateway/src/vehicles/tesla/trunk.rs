//! `POST /vehicles/{id}/tesla/security/trunk` and `…/security/frunk`.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Capability, Command, Refusal};

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, makes, needs};
use crate::vehicles::action::{OpenClose, OpenCloseBody, Sent, send};

/// Opens or closes the boot.
pub(crate) async fn control_trunk(
    vehicle: MakeVehicle<needs::ControlTrunk, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<OpenCloseBody>,
) -> Result<Json<Sent>, Problem> {
    let command = match body.action {
        OpenClose::Open => Command::TrunkOpen,
        OpenClose::Close => Command::TrunkClose,
    };
    send(&gateway, &vehicle, &command).await
}

/// Opens the frunk. It has no motor that could close it.
pub(crate) async fn control_frunk(
    vehicle: MakeVehicle<needs::ControlTrunk, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<OpenCloseBody>,
) -> Result<Json<Sent>, Problem> {
    match body.action {
        OpenClose::Open => send(&gateway, &vehicle, &Command::FrunkOpen).await,
        OpenClose::Close => Err(vehicle.refused(&gateway, Refusal::Compatibility(Capability::VehicleNotCapable))),
    }
}
