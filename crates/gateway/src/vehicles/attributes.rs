//! `GET /vehicles/{id}`: make, model and year.

use openfob_domain::{ConnectionId, Make};
use openfob_store::Connection;
use serde::Serialize;

use super::endpoint::Fact;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{GrantedVehicle, Parameters, needs};

/// What a vehicle is.
#[derive(Debug, Serialize)]
pub(crate) struct Attributes {
    id: ConnectionId,
    make: Make,
    model: String,
    year: i32,
}

impl Attributes {
    /// What is known since consent.
    pub(crate) fn of(connection: &Connection) -> Self {
        let model = &connection.vehicle.model;
        Self { id: connection.id, make: model.make.clone(), model: model.model.clone(), year: model.year }
    }
}

impl Fact for Attributes {
    type Needs = needs::ReadVehicleInfo;

    async fn answer(_gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        Ok(Self::of(&vehicle.connection))
    }
}
