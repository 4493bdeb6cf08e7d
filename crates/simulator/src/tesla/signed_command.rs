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
use super::signed::{self, Answer, Link, Needs, Unreadable};
use super::{reach, scope};
use crate::car::Availability;
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
                return Err(not_supported());
            }
            let needs = Needs::of(&message).map_err(|error| FleetError::invalid_request(error.to_string()))?;
            owner.caller.needs(needs.any)?;
            if needs.location && !owner.caller.scopes.contains(scope::LOCATION) {
                return Err(FleetError::missing_scopes("vehicle_location for vehicle location access"));
            }
            if car.availability(now) != Availability::Awake {
                return Err(FleetError::asleep());
            }
            if car.condition.in_service.is_on() {
                return Err(reach::in_service());
            }
            if needs.location && share.hide_private {
                return Err(FleetError::new(StatusCode::FORBIDDEN, "location access not granted"));
            }
            match signed::receive(world, &share.car, Link::FleetApi, &message, now) {
                Answer::Envelopes { last, .. } => Ok(last),
                Answer::None => Err(FleetError::new(StatusCode::GATEWAY_TIMEOUT, "upstream timeout")),
                Answer::NotUnderstood => Err(FleetError::invalid_request(Unreadable::Malformed.to_string())),
                Answer::NotSupported => Err(not_supported()),
            }
        })
        .await??;
    Ok(response(STANDARD.encode(answer).into()))
}

/// The car is from before the protocol: it obeys plain commands.
fn not_supported() -> FleetError {
    FleetError::new(StatusCode::UNPROCESSABLE_ENTITY, "vehicle does not support the Vehicle Command Protocol")
}
