//! `POST /api/1/vehicles/{tag}/signed_command`: the way of signed messages to the car.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answer::{parameters, response};
use super::caller::Owner;
use super::error::FleetError;
use super::limits::Class;
use super::{reach, scope};
use crate::car::{Availability, Car};
use crate::simulator::Simulator;

pub(crate) async fn send(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::COMMANDS, scope::CHARGING, scope::DEVICE_DATA])?;
    let sent = parameters(&body)?;
    let message = sent.get("routable_message").and_then(Value::as_str).unwrap_or_default();
    let message = STANDARD.decode(message).ok().filter(|message| !message.is_empty());
    let message = message.ok_or_else(|| FleetError::invalid_request("routable_message must be base64."))?;
    let answer = simulator
        .change(|world, now| {
            let share = owner.share(world, &tag)?.clone();
            let vin = world.tesla_car(&share).ok_or_else(FleetError::not_found)?.vin.clone();
            world.count(Class::Commands, &owner.caller.client_id, &vin, now)?;
            world.reach(&owner, &share, now)?;
            let car = world.settled(&share.car, now).ok_or_else(FleetError::not_found)?;
            if !car.access().virtual_key() {
                let text = "vehicle does not support the Vehicle Command Protocol";
                return Err(FleetError::new(StatusCode::UNPROCESSABLE_ENTITY, text));
            }
            if car.availability(now) != Availability::Awake {
                return Err(FleetError::asleep());
            }
            if car.condition.in_service.is_on() {
                return Err(reach::in_service());
            }
            hand_to_car(car, &message)
        })
        .await??;
    Ok(response(STANDARD.encode(answer).into()))
}

/// Here the car's own side of the protocol takes over: an envelope in, an envelope out. It has none yet.
fn hand_to_car(_: &mut Car, _: &[u8]) -> Result<Vec<u8>, FleetError> {
    Err(FleetError::new(StatusCode::NOT_IMPLEMENTED, "signed commands are not simulated yet"))
}
