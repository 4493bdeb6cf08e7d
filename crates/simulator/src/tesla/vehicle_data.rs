//! `GET /api/1/vehicles/{tag}/vehicle_data`: live values of a car that is awake, in groups. Never wakes it.

mod charge_state;
mod climate_state;
mod drive_state;
mod gui_settings;
mod schedules;
mod vehicle_config;
mod vehicle_state;

use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::answer::response;
use super::caller::Owner;
use super::error::FleetError;
use super::limits::Class;
use super::{scope, vehicle};
use crate::car::{Availability, Car};
use crate::simulator::Simulator;

/// The groups that are told where none are named.
const USUAL: &str = "charge_state;climate_state;drive_state;gui_settings;vehicle_config;vehicle_state";
const GROUPS: [(&str, Group); 8] = [
    ("charge_state", charge_state::group),
    ("climate_state", climate_state::group),
    ("drive_state", drive_state::group),
    ("gui_settings", gui_settings::group),
    ("vehicle_config", vehicle_config::group),
    ("vehicle_state", vehicle_state::group),
    ("charge_schedule_data", schedules::charging),
    ("preconditioning_schedule_data", schedules::preconditioning),
];
const KM_PER_MILE: f64 = 1.609_344;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    endpoints: Option<String>,
}

pub(crate) async fn ask(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    let endpoints = wanted.endpoints.filter(|endpoints| !endpoints.is_empty());
    let endpoints = endpoints.unwrap_or_else(|| USUAL.to_owned()).replace("%3B", ";").replace("%3b", ";");
    let asks = |name: &str| {
        endpoints.split([';', ',']).any(|asked| asked == name || asked == "vehicle_data_combo" && USUAL.contains(name))
    };
    simulator.jot(|world, now| {
        let share = owner.share(world, &tag)?.clone();
        let vin = world.tesla_car(&share).ok_or_else(FleetError::not_found)?.vin.clone();
        world.count(Class::Data, &owner.caller.client_id, &vin, now)?;
        world.reach(&owner, &share, now)?;
        let car = world.tesla_car(&share).ok_or_else(FleetError::not_found)?;
        if car.availability(now) != Availability::Awake {
            return Err(FleetError::asleep());
        }
        let position = asks("location_data") && owner.caller.scopes.contains(scope::LOCATION);
        if asks("location_data") && !owner.caller.scopes.contains(scope::LOCATION) {
            return Err(FleetError::missing_scopes("vehicle_location for vehicle location access"));
        }
        let mut data = vehicle::element(car, owner.account(world)?, &share, now);
        if let Some(members) = data.as_object_mut() {
            members.remove("display_name");
            members.remove("command_signing");
        }
        let seen = Seen { car, at: now, position: position && !share.hide_private };
        for (name, group) in GROUPS {
            let implied =
                name == "drive_state" && asks("location_data") || name == "vehicle_state" && asks("closures_state");
            if asks(name) || implied {
                data[name] = group(&seen);
            }
        }
        let text = format!("{} \u{2026}{}: an application reads its data.", car.model, car.ending());
        world.log.note(now, Some(&share.car), text);
        Ok(response(data))
    })
}

/// One of the groups, without the place, for whoever tells it otherwise.
pub(super) fn group(name: &str, car: &Car, at: Timestamp) -> Value {
    let seen = Seen { car, at, position: false };
    GROUPS.iter().find(|(known, _)| *known == name).map_or(Value::Null, |(_, group)| group(&seen))
}

/// What tells a group's values.
type Group = fn(&Seen<'_>) -> Value;

/// A car as it is looked at.
struct Seen<'c> {
    car: &'c Car,
    at: Timestamp,
    /// Whether its place may be told.
    position: bool,
}

impl Seen<'_> {
    /// Milliseconds, as every group has it.
    fn timestamp(&self) -> i64 {
        self.at.as_millisecond()
    }
}

/// The members of several objects in one: a macro for all would be too deep.
fn merged<const N: usize>(parts: [Value; N]) -> Value {
    parts
        .into_iter()
        .filter_map(|part| if let Value::Object(members) = part { Some(members) } else { None })
        .flatten()
        .collect()
}

fn miles(km: f64) -> f64 {
    km / KM_PER_MILE
}

/// To two places.
fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "what cars report is far from the limits")]
    let whole = number.round() as i64;
    whole
}
