//! `fleet_telemetry_config`: what cars are told to stream. Nothing streams here; the endpoints answer as Tesla's do.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::{parameters, response};
use super::caller::{Caller, Owner};
use super::error::FleetError;
use super::scope;
use crate::simulator::Simulator;

/// A configuration that nobody signed is refused.
pub(crate) async fn unsigned(caller: Caller, body: Bytes) -> Result<Json<Value>, FleetError> {
    caller.needs(&[scope::DEVICE_DATA])?;
    parameters(&body)?;
    let text = "This endpoint must be called through the Vehicle Command HTTP Proxy. Refer to \
                https://developer.tesla.com/docs/fleet-api/fleet-telemetry";
    Err(FleetError::new(StatusCode::BAD_REQUEST, text))
}

pub(crate) async fn show(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, now| {
        let share = owner.share(world, &tag)?;
        let car = world.tesla_car(share).ok_or_else(FleetError::not_found)?;
        let paired = world.tesla.is_paired(&owner.caller.client_id, car, now);
        Ok(response(json!({"synced": true, "config": null, "limit_reached": false, "key_paired": paired})))
    })
}

pub(crate) async fn errors(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, _| {
        owner.share(world, &tag)?;
        Ok(response(json!({"fleet_telemetry_errors": []})))
    })
}

/// There is none to delete.
pub(crate) async fn delete(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, _| {
        owner.share(world, &tag)?;
        Ok(response(json!({"updated_vehicles": 0})))
    })
}
