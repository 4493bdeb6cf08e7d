//! What few clients ask for: push subscriptions, phone keys by account, prices, roles in companies. Tesla documents their
//! scopes and inputs; what they answer is mostly a guess.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::answer::{parameters, response};
use super::caller::{Caller, Owner};
use super::error::FleetError;
use super::{scope, vehicle};
use crate::catalogue::Make;
use crate::simulator::Simulator;

/// `GET` and `POST /api/1/subscriptions`: what a phone gets push messages about.
pub(crate) async fn subscriptions(
    State(simulator): State<Simulator>,
    owner: Owner,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    parameters(&body)?;
    let ids = ids(&simulator, &owner)?;
    Ok(response(json!({
        "vehicle": {"count": ids.len(), "ids": ids},
        "energy_site": {"count": 0, "ids": []},
    })))
}

/// `GET` and `POST /api/1/vehicle_subscriptions`.
pub(crate) async fn vehicle_subscriptions(
    State(simulator): State<Simulator>,
    owner: Owner,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    parameters(&body)?;
    let ids = ids(&simulator, &owner)?;
    Ok(Json(json!({"count": ids.len(), "response": ids})))
}

/// `POST /api/1/users/keys`: a phone's key, noted with the account.
pub(crate) async fn user_key(_: Owner, body: Bytes) -> Result<Json<Value>, FleetError> {
    let sent = parameters(&body)?;
    let key = text(&sent, "public_key")?;
    let is_point = key.len() == 130 && key.starts_with("04") && key.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_point {
        return Err(FleetError::invalid_request("public_key must be an uncompressed P-256 point in hexadecimal."));
    }
    Ok(response(Value::Object(sent)))
}

/// `POST /api/1/dx/vehicles/pricing`.
pub(crate) async fn pricing(caller: Caller, body: Bytes) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    caller.needs(&[scope::PRICING])?;
    parameters(&body)?;
    Ok(response(json!([])))
}

/// `GET /api/1/dx/enterprise/v1/{vin}/roles`.
pub(crate) async fn roles(
    State(simulator): State<Simulator>,
    caller: Caller,
    Path(vin): Path<String>,
) -> Result<Json<Value>, FleetError> {
    companys_car(&simulator, &caller, &vin)?;
    Ok(response(json!({"roles": []})))
}

/// `POST /api/1/dx/enterprise/v1/{vin}/payer`.
pub(crate) async fn payer(
    State(simulator): State<Simulator>,
    caller: Caller,
    Path(vin): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    companys_car(&simulator, &caller, &vin)?;
    let sent = parameters(&body)?;
    for name in ["role", "federation_id", "account_id"] {
        text(&sent, name)?;
    }
    Ok(response(Value::Object(sent)))
}

fn companys_car(simulator: &Simulator, caller: &Caller, vin: &str) -> Result<(), FleetError> {
    caller.needs(&[scope::ENTERPRISE])?;
    let of_vin = |vin_of: &str| vin_of.eq_ignore_ascii_case(vin);
    let is_there = simulator
        .look(|world, _| world.cars.values().any(|car| car.make == Make::Tesla && car.business && of_vin(&car.vin)));
    if is_there { Ok(()) } else { Err(FleetError::not_found()) }
}

fn ids(simulator: &Simulator, owner: &Owner) -> Result<Vec<u64>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, _| {
        let shares = owner.account(world)?.shares();
        Ok(shares.filter_map(|share| world.tesla_car(share)).map(vehicle::id).collect())
    })
}

fn text<'s>(sent: &'s Map<String, Value>, name: &str) -> Result<&'s str, FleetError> {
    let text = sent.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| FleetError::invalid_request(format!("{name} is missing.")))
}
