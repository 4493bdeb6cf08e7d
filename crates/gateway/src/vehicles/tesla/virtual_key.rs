//! `GET /vehicles/{id}/tesla/virtual_key`: whether the application's virtual key is in the car.
//!
//! It is how an application learns that a key is missing, so it is no request for data: it is never limited, never
//! refused for the missing key, and asks nothing of the car.

use openfob_domain::{AccountIssue, Capability, Platform, Refusal, Role};
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{GrantedVehicle, Parameters, needs};
use crate::service::key_state;
use crate::vehicles::endpoint::Fact;

/// The state of the virtual key: true when it is in the car; false when it is not, when the car needs none, and when
/// nobody knows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VirtualKey {
    is_paired: bool,
}

impl Fact for VirtualKey {
    type Needs = needs::ReadVehicleInfo;

    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        let connection = &vehicle.connection;
        if connection.platform == Platform::Legacy {
            return Err(vehicle.refused(gateway, Refusal::Compatibility(Capability::PlatformNotCapable)));
        }
        if connection.role != Some(Role::Owner) {
            return Err(vehicle.refused(gateway, Refusal::ConnectedServicesAccount(AccountIssue::VehicleMissing)));
        }
        let record = key_state::current(gateway, connection).await;
        let record = record.map_err(|error| vehicle.problem(gateway, &error))?;
        Ok(Self { is_paired: record.state.is_paired() })
    }
}
