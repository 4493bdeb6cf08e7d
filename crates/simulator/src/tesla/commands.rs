//! `POST /api/1/vehicles/{tag}/command/{name}`: commands that nobody signed, for the cars that obey them.

mod charging;
mod climate;
mod closures;
mod driving;
mod media;
mod navigation;
mod parameters;
mod schedules;
mod software;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::answer::{parameters as body_of, response};
use super::caller::Owner;
use super::error::FleetError;
use super::limits::Class;
use super::{reach, scope};
use crate::car::action::Refused;
use crate::car::{Availability, Car};
use crate::simulator::Simulator;

/// What a command's parameters come as.
type Parameters = Map<String, Value>;
/// What does a command: the car obeys, refuses with a reason, or the request is wrong.
type Doing = fn(&mut Car, &Parameters, Timestamp) -> Result<(), No>;

/// A command: its name, whether it is about charging, and what it does.
struct Command(&'static str, bool, Doing);

/// Why a command is not done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum No {
    /// The car refuses: answered 200 with this reason.
    Reason(String),
    /// The request is wrong: answered 400.
    Invalid(String),
}

const PROTOCOL_REQUIRED: &str = "Tesla Vehicle Command Protocol required, please refer to the documentation here: \
    https://developer.tesla.com/docs/fleet-api#2023-10-09-rest-api-vehicle-commands-endpoint-deprecation-warning";

pub(crate) async fn run(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path((tag, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    let Command(_, charges, doing) =
        find(&name).ok_or_else(|| FleetError::new(StatusCode::BAD_REQUEST, "invalid_command"))?;
    let needed: &[&str] = if *charges { &[scope::COMMANDS, scope::CHARGING] } else { &[scope::COMMANDS] };
    owner.caller.needs(needed)?;
    let sent = body_of(&body)?;
    let answer = simulator
        .change(|world, now| {
            let share = owner.share(world, &tag)?.clone();
            let car = world.tesla_car(&share).ok_or_else(FleetError::not_found)?;
            let (vin, required) = (car.vin.clone(), car.requires_signed_commands());
            world.count(Class::Commands, &owner.caller.client_id, &vin, now)?;
            if required && !is_of_the_service(&name) {
                return Err(FleetError::new(StatusCode::FORBIDDEN, PROTOCOL_REQUIRED));
            }
            world.reach(&owner, &share, now)?;
            let Some(car) = world.settled(&share.car, now) else { return Err(FleetError::not_found()) };
            if car.availability(now) != Availability::Awake {
                return Err(FleetError::asleep());
            }
            if car.condition.in_service.is_on() {
                return Err(reach::in_service());
            }
            let refused = car.next_failure.take().map(|failure| No::Reason(failure.to_string().to_lowercase()));
            let done = match refused {
                Some(no) => Err(no),
                None => doing(car, &sent, now),
            };
            let (told, answer) = match done {
                Ok(()) => ("obeys".to_owned(), json!({"result": true, "reason": ""})),
                Err(No::Reason(reason)) => (format!("refuses ({reason})"), json!({"result": false, "reason": reason})),
                Err(No::Invalid(what)) => return Err(FleetError::invalid_request(what)),
            };
            car.touch(now);
            let text = format!("{} \u{2026}{}: {told} the command {name}.", car.model, car.ending());
            world.log.note(now, Some(&share.car), text);
            Ok(answer)
        })
        .await??;
    Ok(response(answer))
}

/// Does a command, by its name, for whoever asked it otherwise.
pub(super) fn perform(car: &mut Car, name: &str, sent: &Parameters, now: Timestamp) -> Result<(), No> {
    let Command(_, _, doing) = find(name).ok_or_else(|| No::reason("not_supported"))?;
    doing(car, sent, now)
}

/// Whether the narrower scope suffices for a command.
pub(super) fn is_of_charging(name: &str) -> bool {
    find(name).is_some_and(|command| command.1)
}

/// Whether Tesla's own service does a command, so that it needs no signature for any car.
fn is_of_the_service(name: &str) -> bool {
    navigation::COMMANDS.iter().any(|command| command.0 == name)
}

fn find(name: &str) -> Option<&'static Command> {
    let groups = [
        charging::COMMANDS,
        climate::COMMANDS,
        closures::COMMANDS,
        driving::COMMANDS,
        media::COMMANDS,
        navigation::COMMANDS,
        schedules::COMMANDS,
        software::COMMANDS,
    ];
    groups.into_iter().flatten().find(|command| command.0 == name)
}

impl No {
    fn reason(reason: &str) -> Self {
        Self::Reason(reason.to_owned())
    }
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        Self::reason(match refused {
            Refused::InMotion => "not in park",
            Refused::DoorOpen => "door_open",
            Refused::TrunkOpen => "trunk_open",
            Refused::HoodOpen => "frunk_open",
            Refused::PluggedIn => "cable connected",
            Refused::NotPluggedIn => "disconnected",
            Refused::Charging => "is_charging",
            Refused::NotCharging => "not_charging",
            Refused::ChargeFault => "no_power",
            Refused::FullyCharged => "complete",
            Refused::LowBattery | Refused::Low12V => "low_battery",
            Refused::RemoteAccessDisabled => "mobile_access_disabled",
            Refused::InService => "in_service",
            Refused::NoFuel | Refused::NoBattery | Refused::NoTank | Refused::NoSuchPart | Refused::UnknownPlace => {
                "not_supported"
            }
        })
    }
}
