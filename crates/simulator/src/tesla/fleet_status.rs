//! `POST /api/1/vehicles/fleet_status`: which cars hold the application's key, and what they ask for.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::answer::{parameters, response};
use super::caller::Caller;
use super::error::FleetError;
use super::limits::Class;
use super::scope;
use crate::car::Car;
use crate::simulator::Simulator;
use crate::world::World;

/// How many VINs one question may name.
const MOST_VINS: usize = 100;

pub(crate) async fn ask(
    State(simulator): State<Simulator>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    caller.needs(&[scope::DEVICE_DATA])?;
    let sent = parameters(&body)?;
    let vins: Option<Vec<String>> = sent
        .get("vins")
        .and_then(Value::as_array)
        .map(|vins| vins.iter().filter_map(Value::as_str).map(str::to_ascii_uppercase).collect());
    let vins = vins.filter(|vins| !vins.is_empty() && vins.len() <= MOST_VINS);
    let vins = vins.ok_or_else(|| FleetError::invalid_request("vins must be a list of 1 to 100 VINs."))?;
    caller.check_region(&simulator)?;
    simulator.jot(|world, now| {
        let mut found = Vec::new();
        for vin in &vins {
            let car = seen(world, &caller, vin).ok_or_else(FleetError::not_found)?.id.clone();
            world.count(Class::Data, &caller.client_id, vin, now)?;
            found.push(car);
        }
        let (mut paired, mut unpaired, mut details) = (Vec::new(), Vec::new(), Map::new());
        for car in found.iter().filter_map(|id| world.cars.get(id)) {
            if world.tesla.is_paired(&caller.client_id, car, now) {
                paired.push(car.vin.clone());
            } else {
                unpaired.push(car.vin.clone());
            }
            details.insert(car.vin.clone(), info(world, car, vins.len() == 1, now));
        }
        Ok(response(json!({"key_paired_vins": paired, "unpaired_vins": unpaired, "vehicle_info": details})))
    })
}

fn info(world: &World, car: &Car, alone: bool, now: jiff::Timestamp) -> Value {
    let lag = world.tesla.scripts.fleet_status_lag();
    let keys = car.keys.virtual_keys.iter().filter(|key| key.is_told(now, lag)).count();
    let mut info = json!({
        "firmware_version": car.firmware(now),
        "vehicle_command_protocol_required": car.requires_signed_commands(),
        "fleet_telemetry_version": car.telemetry_client(now),
        "total_number_of_keys": car.access().virtual_key().then_some(keys),
    });
    if alone {
        info["discounted_device_data"] = false.into();
    }
    if let Some(on) = car.streaming {
        info["safety_screen_streaming_toggle_enabled"] = on.into();
    }
    info
}

/// The car, if the caller may ask about it: an account about its own, an application about those that accounts gave it.
fn seen<'w>(world: &'w World, caller: &Caller, vin: &str) -> Option<&'w Car> {
    let mut accounts = world.accounts.values().filter(|account| match caller.account {
        Some(subject) => account.subject == subject,
        None => account.tesla.scopes(&caller.client_id).is_some_and(|given| given.contains(scope::DEVICE_DATA)),
    });
    accounts.find_map(|account| account.shares().find_map(|share| world.tesla_car(share).filter(|car| car.vin == vin)))
}
