//! `GET /vehicles/{id}/tesla/migration`: whether the owner has to sign in again to leave an earlier interface.

use openfob_domain::Platform;
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{GrantedVehicle, Parameters, needs};
use crate::vehicles::endpoint::Fact;

/// Whether it has to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Migration {
    requires_migration: bool,
}

impl Fact for Migration {
    type Needs = needs::ReadVehicleInfo;

    async fn answer(_gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        Ok(Self { requires_migration: vehicle.connection.platform == Platform::Legacy })
    }
}
