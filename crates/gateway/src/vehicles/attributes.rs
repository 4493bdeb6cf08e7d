//! `GET /vehicles/{id}`: make, model and year.

use axum::Json;
use openfob_domain::{ConnectionId, Make};
use serde::Serialize;

use crate::http::extract::{Authorized, needs};

/// What a vehicle is.
#[derive(Serialize)]
pub(crate) struct Attributes {
    id: ConnectionId,
    make: Make,
    model: String,
    year: i32,
}

/// Answers from what is known since consent; asks nothing of the car.
pub(crate) async fn attributes(vehicle: Authorized<needs::ReadVehicleInfo>) -> Json<Attributes> {
    let model = vehicle.connection.vehicle.model;
    Json(Attributes { id: vehicle.connection.id, make: model.make, model: model.model, year: model.year })
}
