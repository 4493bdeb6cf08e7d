//! What a car does with a message that its computers let through, and what it says of it.

use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command::proto::car_server::{self, response::ResponseMsg};
use openfob_tesla_command::proto::errors::GenericErrorE;
use openfob_tesla_command::proto::vcsec::{ClosureMoveRequest, ClosureMoveTypeE, RkeActionE};
use openfob_tesla_command::{Action, Asked, Command, Fault, Outcome, SecurityCommand};
use serde_json::{Value, json};

use super::reading;
use super::spelling::{Spelled, spell};
use crate::car::Car;
use crate::car::closures::Part;
use crate::tesla::commands::{self, No};

/// Does it, and names it for the log. While the rest of the car sleeps, vehicle security acts alone, and wakes it where
/// it is told to.
pub(super) fn obey(car: &mut Car, asked: &Asked<'_>, wakes_in: SignedDuration, now: Timestamp) -> (Outcome, String) {
    let sleep = car.asleep_since(now).map(|_| car.sleep.clone());
    let done = perform_asked(car, asked, now);
    if let Some(sleep) = sleep {
        car.sleep = sleep;
        if asked.command == &Command::Security(SecurityCommand::RemoteKeyless(RkeActionE::RkeActionWakeVehicle)) {
            car.wake_later(now.checked_add(wakes_in).unwrap_or(now), now);
        }
    }
    done
}

fn perform_asked(car: &mut Car, asked: &Asked<'_>, now: Timestamp) -> (Outcome, String) {
    match asked.command {
        Command::Security(SecurityCommand::ReadStatus) => {
            (Outcome::Status(reading::status(car, now)), "reads its status".to_owned())
        }
        Command::Security(command) => security(car, command, now),
        Command::Infotainment(action) => infotainment(car, action, now),
    }
}

fn security(car: &mut Car, command: &SecurityCommand, now: Timestamp) -> (Outcome, String) {
    let wished = match command {
        SecurityCommand::RemoteKeyless(action) => match action {
            RkeActionE::RkeActionLock => vec![("door_lock", json!({}))],
            RkeActionE::RkeActionUnlock => vec![("door_unlock", json!({}))],
            RkeActionE::RkeActionRemoteDrive => vec![("remote_start_drive", json!({}))],
            RkeActionE::RkeActionAutoSecureVehicle => {
                let opened = [Part::Trunk, Part::Hood].into_iter().any(|part| car.closures.is_open(part));
                if opened {
                    return (
                        Outcome::SecurityRefused(GenericErrorE::GenericerrorClosuresOpen),
                        "auto_secure".to_owned(),
                    );
                }
                vec![("door_lock", json!({}))]
            }
            RkeActionE::RkeActionWakeVehicle => vec![],
        },
        SecurityCommand::MoveClosures(request) => match closures(car, request) {
            Some(wished) => wished,
            None => return (Outcome::SecurityRefused(GenericErrorE::GenericerrorUnknown), "closures".to_owned()),
        },
        SecurityCommand::AddKey { .. }
        | SecurityCommand::RemoveKey(_)
        | SecurityCommand::ReadStatus
        | SecurityCommand::ListKeys
        | SecurityCommand::ReadKey { .. } => vec![],
    };
    let name = named(&wished).unwrap_or("wake").to_owned();
    let outcome = match perform(car, &wished, now) {
        Ok(()) => Outcome::Done,
        Err(No::Reason(reason) | No::Invalid(reason)) => Outcome::SecurityRefused(generic(&reason)),
    };
    (outcome, name)
}

fn infotainment(car: &mut Car, action: &Action, now: Timestamp) -> (Outcome, String) {
    let data = |data| Outcome::Data(Box::new(data));
    match action {
        Action::GetVehicleData(wanted) => {
            return (data(ResponseMsg::VehicleData(reading::data(car, wanted, now))), "reads its data".to_owned());
        }
        Action::GetNearbyChargingSites(_) => {
            let sites = car_server::NearbyChargingSites {
                timestamp: Some(reading::timestamp(now)),
                ..car_server::NearbyChargingSites::default()
            };
            return (data(ResponseMsg::GetNearbyChargingSites(sites)), "reads chargers".to_owned());
        }
        Action::Ping(ping) => {
            let answer = car_server::Ping {
                ping_id: ping.ping_id,
                local_timestamp: Some(reading::timestamp(now)),
                last_remote_timestamp: ping.local_timestamp,
            };
            return (data(ResponseMsg::Ping(answer)), "is pinged".to_owned());
        }
        _ => {}
    }
    let wished = spell(action);
    let Some(name) = named(&wished) else {
        return (Outcome::Fault(Fault::INVALID_COMMAND), "an unknown command".to_owned());
    };
    let outcome = match perform(car, &wished, now) {
        Ok(()) => Outcome::Done,
        Err(No::Reason(reason) | No::Invalid(reason)) => Outcome::Refused(reason),
    };
    (outcome, name.to_owned())
}

/// One after the other; the first that the car does not do ends it.
fn perform(car: &mut Car, wished: &[Spelled], now: Timestamp) -> Result<(), No> {
    if let Some(failure) = car.next_failure.take() {
        return Err(No::Reason(failure.to_string().to_lowercase()));
    }
    for (name, parameters) in wished {
        let Value::Object(parameters) = parameters else { continue };
        commands::perform(car, name, parameters, now)?;
    }
    car.touch(now);
    Ok(())
}

fn named(wished: &[Spelled]) -> Option<&'static str> {
    wished.first().map(|(name, _)| *name)
}

/// What moves; none where a car has no motor for it.
fn closures(car: &Car, request: &ClosureMoveRequest) -> Option<Vec<Spelled>> {
    use ClosureMoveTypeE::{
        ClosureMoveTypeClose as Close, ClosureMoveTypeNone as Nothing, ClosureMoveTypeStop as Stop,
    };
    let doors = [
        request.front_driver_door,
        request.front_passenger_door,
        request.rear_driver_door,
        request.rear_passenger_door,
    ];
    if doors.into_iter().any(|door| door != i32::from(Nothing)) {
        return None;
    }
    let mut wished = Vec::new();
    let trunk = json!({"which_trunk": "rear"});
    match request.rear_trunk() {
        Nothing | Stop => {}
        Close if !car.closures.is_open(Part::Trunk) => {}
        ClosureMoveTypeE::ClosureMoveTypeOpen if car.closures.is_open(Part::Trunk) => {}
        _ => wished.push(("actuate_trunk", trunk)),
    }
    match request.front_trunk() {
        Nothing | Stop => {}
        // People shut the front one.
        Close => return None,
        _ => wished.push(("actuate_trunk", json!({"which_trunk": "front"}))),
    }
    match request.charge_port() {
        Nothing | Stop => {}
        Close => wished.push(("charge_port_door_close", json!({}))),
        _ => wished.push(("charge_port_door_open", json!({}))),
    }
    match request.tonneau() {
        Nothing => {}
        Stop => wished.push(("stop_tonneau", json!({}))),
        Close => wished.push(("close_tonneau", json!({}))),
        _ => wished.push(("open_tonneau", json!({}))),
    }
    Some(wished)
}

/// Vehicle security's own words for a reason.
fn generic(reason: &str) -> GenericErrorE {
    match reason {
        "not in park" => GenericErrorE::GenericerrorVehicleNotInPark,
        "door_open" | "trunk_open" | "frunk_open" => GenericErrorE::GenericerrorClosuresOpen,
        "mobile_access_disabled" | "in_service" => GenericErrorE::GenericerrorDisabledForUserCommand,
        "already on" => GenericErrorE::GenericerrorAlreadyOn,
        _ => GenericErrorE::GenericerrorUnknown,
    }
}
