//! `POST /vehicles/{vin}/commands`.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::error::GarageError;
use super::session::CarSession;
use crate::car::Car;
use crate::car::action::Refused;
use crate::car::failure::{Failure, PERMISSION};
use crate::car::keys::CarKey;
use crate::car::motion::Place;
use crate::simulator::Simulator;

#[derive(Clone, Copy, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub(crate) enum Command {
    Lock,
    Unlock,
    ChargeStart,
    ChargeStop,
    ChargeLimit {
        percent: f64,
    },
    Navigate {
        latitude: f64,
        longitude: f64,
    },
    /// Any other: no car here obeys it.
    #[serde(other)]
    NotKnown,
}

pub(crate) async fn run(
    State(simulator): State<Simulator>,
    caller: CarSession,
    command: Result<Json<Command>, JsonRejection>,
) -> Result<impl IntoResponse, GarageError> {
    let Json(command) = command.map_err(|error| GarageError::malformed(error.body_text()))?;
    command.check().map_err(GarageError::malformed)?;
    let Some(permission) = command.permission() else {
        let failure = Failure::new("COMPATIBILITY", "VEHICLE_NOT_CAPABLE");
        return Err(GarageError::new(failure, "This car does not know the command."));
    };
    simulator
        .change(|world, now| {
            caller.check_scripted(world, now)?;
            let client = &caller.session.client;
            if !caller.session.may(caller.session.account(world)?, permission) {
                let message = format!("The account does not give {client} the permission {permission}.");
                return Err(GarageError::new(PERMISSION, message));
            }
            let car = caller.car(world)?;
            check_car_key(car, now)?;
            if car.access().virtual_key() && !car.keys.virtual_keys.contains_key(client) {
                let failure = Failure::new("CONNECTED_SERVICES_ACCOUNT", "VIRTUAL_KEY_REQUIRED");
                return Err(GarageError::new(failure, format!("The car has no key of {client}.")));
            }
            let Some(car) = world.settled(&caller.car, now) else { return Err(GarageError::unauthorized()) };
            command.apply(car, now)?;
            let text =
                format!("{} \u{2026}{}: {client} sends the command {}.", car.model, car.ending(), command.name());
            world.log.note(now, Some(&caller.car), text);
            Ok(())
        })
        .await??;
    Ok(Json(json!({"result": "done"})))
}

/// Where the make asks for CarKey, nothing is served while it is not active.
pub(super) fn check_car_key(car: &Car, now: Timestamp) -> Result<(), GarageError> {
    if car.access().car_key() && car.keys.car_key.map(|key| key.at(now)) != Some(CarKey::Active) {
        let failure = Failure::new("CONNECTED_SERVICES_ACCOUNT", "CAR_KEY_REQUIRED");
        return Err(GarageError::new(failure, "The owner's CarKey is not active."));
    }
    Ok(())
}

impl Command {
    fn name(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::ChargeStart => "charge_start",
            Self::ChargeStop => "charge_stop",
            Self::ChargeLimit { .. } => "charge_limit",
            Self::Navigate { .. } => "navigate",
            Self::NotKnown => "unknown",
        }
    }

    /// What it wants of the account; `None` for a command that no car here obeys.
    fn permission(self) -> Option<&'static str> {
        match self {
            Self::Lock | Self::Unlock => Some("control_security"),
            Self::ChargeStart | Self::ChargeStop | Self::ChargeLimit { .. } => Some("control_charge"),
            Self::Navigate { .. } => Some("control_navigation"),
            Self::NotKnown => None,
        }
    }

    fn check(self) -> Result<(), &'static str> {
        match self {
            Self::ChargeLimit { percent } if !(50.0..=100.0).contains(&percent) => Err("percent goes from 50 to 100."),
            Self::Navigate { latitude, .. } if !(-90.0..=90.0).contains(&latitude) => {
                Err("latitude goes from -90 to 90.")
            }
            Self::Navigate { longitude, .. } if !(-180.0..=180.0).contains(&longitude) => {
                Err("longitude goes from -180 to 180.")
            }
            _ => Ok(()),
        }
    }

    fn apply(self, car: &mut Car, now: Timestamp) -> Result<(), Refused> {
        match self {
            Self::Lock => car.lock(now),
            Self::Unlock => car.unlock(now)?,
            Self::ChargeStart => car.start_charging(now)?,
            Self::ChargeStop => car.stop_charging(now)?,
            Self::ChargeLimit { percent } => car.set_charge_limit(percent, now)?,
            Self::Navigate { latitude, longitude } => {
                car.touch(now);
                car.motion.destination = Some(Place { latitude, longitude });
            }
            Self::NotKnown => {}
        }
        Ok(())
    }
}
