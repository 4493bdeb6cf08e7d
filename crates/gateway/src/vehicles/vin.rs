//! `GET /vehicles/{id}/vin`.

use openfob_domain::Vin;
use serde::Serialize;

use super::endpoint::Fact;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{GrantedVehicle, Parameters, needs};

/// A vehicle's identification number, known since consent.
#[derive(Serialize)]
pub(crate) struct VinBody {
    vin: Vin,
}

impl Fact for VinBody {
    type Needs = needs::ReadVin;

    async fn answer(_gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        Ok(Self { vin: vehicle.connection.vehicle.vin.clone() })
    }
}
