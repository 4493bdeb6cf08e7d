//! `POST /vehicles/{vin}/commands`.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::IntoResponse;
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::error::GarageError;
use super::session::CarSession;
use crate::car::command::{Command, is_known};
use crate::car::failure::{Failure, PERMISSION};
use crate::simulator::Simulator;

pub(crate) async fn run(
    State(simulator): State<Simulator>,
    caller: CarSession,
    sent: Result<Json<Value>, JsonRejection>,
) -> Result<impl IntoResponse, GarageError> {
    let Json(sent) = sent.map_err(|error| GarageError::malformed(error.body_text()))?;
    let command = read(sent)?;
    simulator
        .change(|world, now| {
            caller.check_scripted(world, now)?;
            let car = caller.car(world)?;
            let Some(permission) = command.permission(car) else {
                let failure = Failure::new("COMPATIBILITY", "VEHICLE_NOT_CAPABLE");
                return Err(GarageError::new(failure, "This car does not know the command."));
            };
            let client = &caller.session.client;
            if !caller.session.may(caller.session.account(world)?, permission) {
                let message = format!("The account does not give {client} the permission {permission}.");
                return Err(GarageError::new(PERMISSION, message));
            }
            let Some(car) = world.settled(&caller.car, now) else { return Err(GarageError::unauthorized()) };
            let text =
                format!("{} \u{2026}{}: {client} sends the command {}.", car.model, car.ending(), command.name());
            command.apply(car, now)?;
            world.log.note(now, Some(&caller.car), text);
            Ok(())
        })
        .await??;
    Ok(Json(json!({"result": "done"})))
}

fn read(sent: Value) -> Result<Command, GarageError> {
    let name = sent.get("command").and_then(Value::as_str).unwrap_or_default();
    if !is_known(name) {
        let message = "There is no such command. Commands are listed in the garage protocol.";
        return Err(GarageError::new(Failure::new("VALIDATION", "COMMAND"), message));
    }
    let command = Command::deserialize(sent).map_err(|error| GarageError::malformed(error.to_string()))?;
    command.check().map_err(GarageError::malformed)?;
    Ok(command)
}
