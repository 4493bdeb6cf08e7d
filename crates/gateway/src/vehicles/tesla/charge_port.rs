//! `POST /vehicles/{id}/tesla/charge/charge_port_door`.

use axum::Json;
use axum::extract::State;
use openfob_domain::Command;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, makes, needs};
use crate::vehicles::action::{OpenClose, OpenCloseBody, Sent, send};

/// Opens or closes the charging port's door.
pub(crate) async fn control_charge_port(
    vehicle: MakeVehicle<needs::ControlCharge, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<OpenCloseBody>,
) -> Result<Json<Sent>, Problem> {
    let command = match body.action {
        OpenClose::Open => Command::ChargePortOpen,
        OpenClose::Close => Command::ChargePortClose,
    };
    send(&gateway, &vehicle, &command).await
}
