//! The switches over HTTP, the SMS inbox and the anchor.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::app::{self, Asked, Deed, Walk};
use super::cloud::Message;
use super::switch::{self, KINDS, NotTurned};
use crate::car::{Car, CarId};
use crate::control::ApiError;
use crate::simulator::Simulator;
use crate::world::World;

/// Everything that whoever starts it wants to know.
pub(crate) async fn facts(State(simulator): State<Simulator>) -> Result<Json<Value>, ApiError> {
    Ok(Json(all_facts(&simulator)))
}

/// See [`facts`].
pub(crate) fn all_facts(simulator: &Simulator) -> Value {
    let url = simulator.origin();
    let anchor = simulator.jot(|world, _| world.psa.authority().map(|authority| authority.certificate.clone()).ok());
    let service = simulator.car_key_service();
    simulator.look(|world, now| {
        let cars = cars(world).map(|car| {
            json!({
                "vin": car.vin,
                "make": car.make.code(),
                "model": car.model,
                "year": car.year,
                "state": car.availability(now),
                "owners": world.people(&car.id).map(|(account, _)| &account.email).collect::<Vec<_>>(),
                "car_key": world.psa.unit(&car.id).describe(),
            })
        });
        json!({
            "url": url,
            "page": format!("{url}/psa"),
            "car_link": simulator.car_link().map(|address| address.to_string()),
            "sms": format!("{url}/api/psa/sms"),
            "anchor": format!("{url}/psa/anchor.pem"),
            "anchor_pem": anchor,
            "service": service.map(|service| service.url.to_string()),
            "cars": cars.collect::<Vec<_>>(),
            "switches": KINDS.iter().map(|kind| json!({
                "name": kind.name, "about": kind.label, "takes": kind.takes, "answer": kind.answer,
                "documented": !kind.unknown,
            })).collect::<Vec<_>>(),
        })
    })
}

/// The anchor that a service is given.
pub(crate) async fn anchor(State(simulator): State<Simulator>) -> Result<Response, ApiError> {
    let made =
        simulator.change(|world, _| world.psa.authority().map(|authority| authority.certificate.clone())).await?;
    let pem = made.map_err(NotTurned::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-pem-file"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"psa-anchor.pem\""),
    ];
    Ok((headers, pem).into_response())
}

pub(crate) async fn messages(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.look(|world, _| Json(json!({"messages": world.psa.messages().collect::<Vec<_>>()})))
}

#[derive(Deserialize)]
struct Sms {
    to: String,
    text: String,
}

/// What a service's SMS provider posts.
pub(crate) async fn receive(State(simulator): State<Simulator>, body: Bytes) -> Result<StatusCode, ApiError> {
    let sms: Sms = read(&body)?;
    if sms.to.len() > 32 || sms.text.len() > 1_000 {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "That is no SMS: it is too long."));
    }
    simulator.change(|world, at| world.psa.receive(Message { to: sms.to, text: sms.text, at })).await?;
    Ok(StatusCode::ACCEPTED)
}

pub(crate) async fn one(State(simulator): State<Simulator>, Path(car): Path<String>) -> Result<Json<Value>, ApiError> {
    simulator.look(|world, _| {
        let id = named(world, &car)?;
        Ok(Json(world.psa.unit(&id).describe()))
    })
}

/// Turns a switch, or has the owner's app do something.
pub(crate) async fn turn(
    State(simulator): State<Simulator>,
    Path((car, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let id = simulator.look(|world, _| named(world, &car))?;
    if let Some(deed) = Deed::named(&name) {
        let walk = run(&simulator, &id, deed, &read(&body)?).await?;
        return Ok(Json(json!(walk)));
    }
    let sent: Value = read(&body)?;
    let unit = simulator
        .change(|world, now| {
            switch::turn(world, &id, &name, &sent["value"], now)?;
            Ok::<Value, ApiError>(world.psa.unit(&id).describe())
        })
        .await??;
    Ok(Json(unit))
}

/// Has the owner's app do something, and remembers what came of it.
pub(crate) async fn run(simulator: &Simulator, id: &CarId, deed: Deed, asked: &Asked) -> Result<Walk, ApiError> {
    let walk = app::run(simulator, id, deed, asked).await;
    let last = walk.clone();
    simulator
        .change(|world, _| {
            let Some(car) = world.cars.get(id).cloned() else { return Ok(()) };
            world.psa.unit_mut(&car)?.last = Some(last);
            Ok::<(), NotTurned>(())
        })
        .await??;
    Ok(walk)
}

/// The cars that have CarKey.
pub(crate) fn cars(world: &World) -> impl Iterator<Item = &Car> {
    world.cars.values().filter(|car| car.access().car_key())
}

/// The owner's, or whichever is first.
pub(crate) fn first(world: &World) -> Option<CarId> {
    let owned = |car: &&Car| world.people(&car.id).any(|(account, _)| account.email == crate::population::OWNER);
    cars(world).find(owned).or_else(|| cars(world).next()).map(|car| car.id.clone())
}

/// The car of a name; `first` names the owner's.
pub(crate) fn named(world: &World, name: &str) -> Result<CarId, ApiError> {
    let none = || ApiError::new(StatusCode::NOT_FOUND, "There is no car with CarKey.");
    let id = if name == "first" { first(world).ok_or_else(none)? } else { world.find_car(name)? };
    let has = world.cars.get(&id).is_some_and(|car| car.access().car_key());
    if has { Ok(id) } else { Err(NotTurned::NoCarKey.into()) }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, format!("The body is not understood: {error}.")))
}

impl From<NotTurned> for ApiError {
    fn from(error: NotTurned) -> Self {
        let status = match error {
            NotTurned::Unknown(_) => StatusCode::NOT_FOUND,
            NotTurned::Value(..) => StatusCode::BAD_REQUEST,
            NotTurned::NoCarKey | NotTurned::Car(_) => StatusCode::CONFLICT,
            NotTurned::Certificate(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}
