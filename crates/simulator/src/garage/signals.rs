//! `POST /vehicles/{vin}/signals`.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::error::GarageError;
use super::session::CarSession;
use crate::car::Availability;
use crate::car::failure::Failure;
use crate::car::signals::{Asked, Report, permission, report};
use crate::simulator::Simulator;

/// No car here has more.
const MOST_SIGNALS: usize = 200;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    signals: Vec<String>,
}

pub(crate) async fn read(
    State(simulator): State<Simulator>,
    caller: CarSession,
    wanted: Result<Json<Wanted>, JsonRejection>,
) -> Result<impl IntoResponse, GarageError> {
    let Json(wanted) = wanted.map_err(|error| GarageError::malformed(error.body_text()))?;
    if wanted.signals.len() > MOST_SIGNALS {
        return Err(GarageError::malformed(format!("At most {MOST_SIGNALS} signals in one request.")));
    }
    let answer = simulator.jot(|world, now| {
        caller.check_scripted(world, now)?;
        let car = caller.car(world)?;
        if car.availability(now) == Availability::Asleep {
            return Err(GarageError::new(Failure::new("VEHICLE_STATE", "ASLEEP"), "The car sleeps."));
        }
        let account = caller.session.account(world)?;
        let client = &caller.session.client;
        let asked = Asked { car, at: now };
        let recorded_at = format!("{:.3}", car.recorded_at(now));
        let (mut signals, mut not_capable, mut forbidden) = (Map::new(), Vec::new(), Vec::new());
        for signal in &wanted.signals {
            if permission(signal).is_some_and(|permission| !caller.session.may(account, permission)) {
                forbidden.push(signal);
                continue;
            }
            match report(&asked, signal) {
                Report::Value(value) => {
                    signals.insert(signal.clone(), json!({"value": value, "recorded_at": recorded_at}));
                }
                Report::NotCapable => not_capable.push(signal),
            }
        }
        let text = format!("{} \u{2026}{}: {client} reads {} signals.", car.model, car.ending(), signals.len());
        let answer: Value = json!({
            "at": format!("{now:.3}"),
            "signals": signals,
            "not_capable": not_capable,
            "forbidden": forbidden,
        });
        world.log.note(now, Some(&caller.car), text);
        Ok(answer)
    })?;
    Ok(Json(answer))
}
