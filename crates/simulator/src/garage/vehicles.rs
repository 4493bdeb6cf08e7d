//! What the maker knows without asking the car: the list of cars, their state, the account's CarKey of one.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::error::GarageError;
use super::session::{CarSession, Session};
use crate::car::command::controllable;
use crate::car::signals::readable;
use crate::car::{Availability, Car};
use crate::psa::{Garbage, Unit, Word};
use crate::simulator::Simulator;

pub(crate) async fn list(
    State(simulator): State<Simulator>,
    session: Session,
) -> Result<impl IntoResponse, GarageError> {
    let vehicles = simulator.look(|world, now| {
        let of_share = |share: &crate::account::Share| {
            let car = world.cars.get(&share.car)?;
            Some(json!({
                "vin": car.vin,
                "make": car.make.code(),
                "model": car.model,
                "year": car.year,
                "access": car.access(),
                "capabilities": capabilities(car, now),
            }))
        };
        Ok::<Vec<Value>, GarageError>(session.account(world)?.shares().filter_map(of_share).collect())
    })?;
    Ok(Json(json!({ "vehicles": vehicles })))
}

/// The permissions that the car can serve at all.
fn capabilities(car: &Car, now: Timestamp) -> BTreeSet<&'static str> {
    let known = ["read_user_profile", "read_vehicle_info", "read_vin"];
    let events = car.battery.as_ref().map(|_| "read_charge_events");
    readable(car, now).into_iter().chain(controllable(car)).chain(known).chain(events).collect()
}

pub(crate) async fn state(
    State(simulator): State<Simulator>,
    caller: CarSession,
) -> Result<impl IntoResponse, GarageError> {
    let state = simulator.look(|world, now| {
        let car = caller.car(world)?;
        let failure = caller.session.account(world)?.failure.as_ref();
        // An account that stands for a sleeping or lost car shows it here as well.
        let availability = match failure.and_then(|failure| failure.code) {
            Some("ASLEEP") => Availability::Asleep,
            Some("UNREACHABLE") => Availability::Offline,
            _ => car.availability(now),
        };
        Ok::<Value, GarageError>(json!({"state": availability, "idle": car.idle(now)}))
    })?;
    Ok(Json(state))
}

pub(crate) async fn key(
    State(simulator): State<Simulator>,
    caller: CarSession,
) -> Result<impl IntoResponse, GarageError> {
    let claim = simulator.look(|world, now| {
        let unit = world.psa.unit(&caller.car(world)?.id);
        Ok::<Value, GarageError>(car_key(&unit, now))
    })?;
    Ok(Json(claim))
}

/// The maker keeps no proof: it says when one was suspended or ended, and nothing else.
fn car_key(unit: &Unit, now: Timestamp) -> Value {
    if unit.garbage == Garbage::Cloud {
        return json!({"claim": 7, "at": "no time"});
    }
    match unit.word {
        Some(Word::Suspended { until, at }) => {
            json!({"claim": "suspended", "until": format!("{until:.3}"), "at": format!("{at:.3}")})
        }
        Some(Word::Disabled { at }) => json!({"claim": "disabled", "at": format!("{at:.3}")}),
        None => json!({"claim": "unknown", "at": format!("{now:.3}")}),
    }
}
