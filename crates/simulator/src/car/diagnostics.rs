//! System states and fault codes. Small faults keep a car from being boring; troubles add their own.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Car;
use super::signals::{Asked, time};

/// A fault code: the code, the system that it lights up, what the car says of it.
type Fault = (&'static str, &'static str, &'static str);

const LOW_12V: Fault = ("P0562", "SYSTEM_MIL", "System voltage low");
const CHARGE_FAULT: Fault = ("P0D26", "SYSTEM_MIL", "Battery charger fault");
const OF_ENGINES: &[Fault] = &[
    ("P0456", "SYSTEM_MIL", "Evaporative emission system, very small leak"),
    ("P0128", "SYSTEM_ENGINE", "Coolant temperature below thermostat range"),
];
const OF_ANY: &[Fault] = &[
    ("C0750", "SYSTEM_TPMS", "Tyre pressure sensor, low battery"),
    ("B1325", "SYSTEM_AIRBAG", "Airbag control module, supply voltage low"),
];

const SYSTEMS: &[&str] = &["SYSTEM_TPMS", "SYSTEM_ABS", "SYSTEM_AIRBAG", "SYSTEM_MIL", "SYSTEM_BRAKE_FLUID"];

pub(super) fn systems(asked: &Asked<'_>) -> Value {
    let faults = faults(asked.car);
    let engine = asked.car.tank.as_ref().map(|_| "SYSTEM_ENGINE");
    let state = |system: &str| {
        let fault = faults.iter().find(|((_, of, _), _)| *of == system);
        json!({
            "systemId": system,
            "status": if fault.is_some() { "ALERT" } else { "OK" },
            "description": fault.map(|((_, _, text), _)| *text),
        })
    };
    SYSTEMS.iter().copied().chain(engine).map(state).collect()
}

pub(super) fn codes(asked: &Asked<'_>) -> Value {
    let code = |((code, ..), since): &(Fault, Timestamp)| json!({"code": code, "timestamp": time(*since)});
    faults(asked.car).iter().map(code).collect()
}

/// Every car has one small fault from before its first day here.
fn faults(car: &Car) -> Vec<(Fault, Timestamp)> {
    let dice = car.dice();
    let small = if car.tank.is_some() { OF_ENGINES } else { OF_ANY };
    let hours = i64::from(dice.below("fault/since", 40 * 24)) + 24;
    let since = car.made_at.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(car.made_at);
    let small = dice.pick("fault", small).map(|fault| (*fault, since));
    let low_12v = car.condition.low_12v.since().map(|since| (LOW_12V, since));
    let charge_fault = car.condition.charge_fault.since().map(|since| (CHARGE_FAULT, since));
    small.into_iter().chain(low_12v).chain(charge_fault).collect()
}
