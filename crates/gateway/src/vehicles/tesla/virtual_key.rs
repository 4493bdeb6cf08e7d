//! `GET /vehicles/{id}/tesla/virtual_key`: whether the application's virtual key is in the car.
//!
//! It is how an application learns that a key is missing, so it is no request for data: it is never limited, never
//! refused for the missing key, and asks nothing of the car.

use axum::Json;
use axum::extract::State;
use openfob_domain::{AccountIssue, Capability, Platform, Refusal, Role};
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{MakeVehicle, needs};
use crate::service::key_state;

const TESLA: &str = "TESLA";

/// The state of the virtual key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VirtualKey {
    is_paired: bool,
}

/// Answers true when the key is in the car; false when it is not, when the car needs none, and when nobody knows.
pub(crate) async fn virtual_key(
    MakeVehicle(vehicle): MakeVehicle<needs::ReadVehicleInfo>,
    State(gateway): State<Gateway>,
) -> Result<Json<VirtualKey>, Problem> {
    let connection = &vehicle.connection;
    let make = &connection.vehicle.model.make;
    if make.as_str() != TESLA {
        return Err(Problem::no_such_path(format!("`{}` has no virtual keys; they are Tesla's.", make.segment())));
    }
    if connection.platform == Platform::Legacy {
        return Err(Refusal::Compatibility(Capability::PlatformNotCapable).into());
    }
    if connection.role != Some(Role::Owner) {
        return Err(Refusal::ConnectedServicesAccount(AccountIssue::VehicleMissing).into());
    }
    let record = key_state::current(&gateway, connection).await;
    let record = record.map_err(|error| vehicle.problem(&gateway, &error))?;
    Ok(Json(VirtualKey { is_paired: record.state.is_paired() }))
}
