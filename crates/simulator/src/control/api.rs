//! The HTTP API of the switches (`docs/simulator.md`).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::time;
use crate::account::{Account, Role, Trouble};
use crate::car::Car;
use crate::clock::ClockLimit;
use crate::simulator::Simulator;
use crate::state_file::SaveError;
use crate::switch::{InvalidSwitch, Switch, SwitchRefused};
use crate::world::{NoSuchCar, World};

/// An error of the API: a status and a sentence.
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
}

pub(crate) async fn list(State(simulator): State<Simulator>) -> Json<Value> {
    let cars =
        simulator.look(|world, now| world.cars.values().map(|car| describe(world, car, now)).collect::<Vec<_>>());
    Json(json!({ "cars": cars }))
}

pub(crate) async fn one(State(simulator): State<Simulator>, Path(car): Path<String>) -> Result<Json<Value>, ApiError> {
    simulator.look(|world, now| {
        let id = world.find_car(&car)?;
        let car = world.cars.get(&id).ok_or(SwitchRefused::NoSuchCar)?;
        Ok(Json(describe(world, car, now)))
    })
}

pub(crate) async fn turn(
    State(simulator): State<Simulator>,
    Path((car, switch)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let switch = Switch::parse(&switch, &object(&body)?)?;
    let car = simulator
        .change(|world, now| {
            let id = world.find_car(&car)?;
            switch.turn(world, &id, now)?;
            let car = world.cars.get(&id).ok_or(SwitchRefused::NoSuchCar)?;
            Ok::<Value, ApiError>(describe(world, car, now))
        })
        .await??;
    Ok(Json(car))
}

pub(crate) async fn time(State(simulator): State<Simulator>) -> Json<Value> {
    Json(clock(&simulator))
}

pub(crate) async fn advance(State(simulator): State<Simulator>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let sent = object(&body)?;
    let text = sent.get("advance").and_then(Value::as_str).unwrap_or_default();
    let by = time::parse(text).map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    simulator.advance(by).await??;
    Ok(Json(clock(&simulator)))
}

pub(crate) async fn log(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.look(|world, _| Json(json!({ "log": world.log.entries().collect::<Vec<_>>() })))
}

fn clock(simulator: &Simulator) -> Value {
    let offset = simulator.clock().offset();
    json!({"now": format!("{:.3}", simulator.now()), "ahead_seconds": offset.as_secs(), "ahead": format!("{offset:#}")})
}

/// A body that is absent counts as `{}`.
fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, format!("The body must be a JSON object: {error}.")))
}

fn describe(world: &World, car: &Car, now: Timestamp) -> Value {
    let motion = car.motion_at(now);
    let people = |role| {
        let emails = world.people(&car.id).filter(move |(_, held)| *held == role).map(|(account, _)| &account.email);
        emails.collect::<Vec<_>>()
    };
    json!({
        "id": car.id,
        "vin": car.vin,
        "make": car.make.code(),
        "model": car.model,
        "year": car.year,
        "owners": people(Role::Owner),
        "drivers": people(Role::Driver),
        "state": car.availability(now),
        "recorded_at": format!("{:.3}", car.recorded_at(now)),
        "streaming": car.streaming,
        "locked": car.closures.locked,
        "open": car.closures.open,
        "driving": car.driving(now),
        "odometer_km": tenths(motion.odometer_km),
        "place": motion.place(),
        "at_home": motion.at_home(),
        "at_home_reported": motion.reported_at_home(),
        "destination": motion.destination,
        "battery": car.battery.as_ref().map(|battery| json!({
            "percent": car.percent(now).map(tenths),
            "limit_percent": battery.limit_percent,
            "capacity_kwh": battery.capacity_kwh,
            "range_km": car.range_km(now).map(tenths),
            "plugged_in": battery.plugged_in(),
            "status": car.charge_status(now).as_str(),
        })),
        "fuel_percent": car.fuel_percent(now).map(tenths),
        "outside_c": tenths(car.outside_c(now)),
        "inside_c": tenths(car.inside_c(now)),
        "in_service": car.condition.in_service.is_on(),
        "charge_fault": car.condition.charge_fault.is_on(),
        "low_12v": car.condition.low_12v.is_on(),
        "remote_access": !car.condition.remote_access_disabled.is_on(),
        "accounts": accounts(world, car),
        "keys": car.keys.by_name(now),
        "car_key": car.access().car_key().then(|| world.psa.unit(&car.id).describe()),
        "next_failure": car.next_failure,
    })
}

/// How the owners' accounts stand, by e-mail address.
fn accounts(world: &World, car: &Car) -> Map<String, Value> {
    let owners = world.people(&car.id).filter(|(_, role)| *role == Role::Owner).map(|(account, _)| account);
    let state = |account: &Account| {
        json!({
            "state": account.trouble.map_or("ok", Trouble::name),
            "has_car": account.shares().any(|share| share.car == car.id),
        })
    };
    owners.map(|account| (account.email.clone(), state(account))).collect()
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// The status and the sentence.
    pub(crate) fn parts(self) -> (StatusCode, String) {
        (self.status, self.message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": {"message": self.message}}))).into_response()
    }
}

impl From<NoSuchCar> for ApiError {
    fn from(error: NoSuchCar) -> Self {
        let status = match error {
            NoSuchCar::Unknown(..) => StatusCode::NOT_FOUND,
            NoSuchCar::Ambiguous(..) => StatusCode::CONFLICT,
        };
        Self::new(status, error.to_string())
    }
}

impl From<InvalidSwitch> for ApiError {
    fn from(error: InvalidSwitch) -> Self {
        let status = match error {
            InvalidSwitch::Unknown(_) => StatusCode::NOT_FOUND,
            InvalidSwitch::Value { .. } | InvalidSwitch::Failure(_) => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.to_string())
    }
}

impl From<SwitchRefused> for ApiError {
    fn from(error: SwitchRefused) -> Self {
        Self::new(StatusCode::CONFLICT, error.to_string())
    }
}

impl From<ClockLimit> for ApiError {
    fn from(error: ClockLimit) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl From<SaveError> for ApiError {
    fn from(error: SaveError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the simulator's state is not saved");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The simulator could not save its state; see its log.")
    }
}
