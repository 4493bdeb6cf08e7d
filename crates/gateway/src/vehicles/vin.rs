//! `GET /vehicles/{id}/vin`.

use axum::Json;
use openfob_domain::Vin;
use serde::Serialize;

use crate::http::extract::{Authorized, needs};

/// A vehicle's identification number.
#[derive(Serialize)]
pub(crate) struct VinBody {
    vin: Vin,
}

/// Answers from what is known since consent; asks nothing of the car.
pub(crate) async fn vin(vehicle: Authorized<needs::ReadVin>) -> Json<VinBody> {
    Json(VinBody { vin: vehicle.connection.vehicle.vin })
}
