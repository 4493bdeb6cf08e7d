//! Charging as the car reports it: cable, current, voltage, power, end.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::closures::Part;
use super::energy::Battery;
use super::signals::{Asked, tenths, time};

pub(super) fn plugged_in(asked: &Asked<'_>) -> Option<Value> {
    Some(json!(battery(asked)?.plugged_in()))
}

pub(super) fn status(asked: &Asked<'_>) -> Option<Value> {
    battery(asked)?;
    Some(json!(asked.car.charge_status(asked.at).as_str()))
}

pub(super) fn limit(asked: &Asked<'_>) -> Option<Value> {
    Some(json!(battery(asked)?.limit_percent))
}

pub(super) fn voltage(asked: &Asked<'_>) -> Option<Value> {
    let battery = battery(asked)?;
    Some(while_charging(asked, || json!(tenths(battery.grid.volts() + ripple(asked.at)))))
}

pub(super) fn wattage(asked: &Asked<'_>) -> Option<Value> {
    let battery = battery(asked)?;
    Some(while_charging(asked, || json!(tenths(battery.charging_kw()))))
}

pub(super) fn phases(asked: &Asked<'_>) -> Option<Value> {
    let battery = battery(asked)?;
    Some(while_charging(asked, || json!(battery.phases())))
}

pub(super) fn completion(asked: &Asked<'_>) -> Option<Value> {
    battery(asked)?;
    let end = asked.car.charge_ends().filter(|end| asked.at < *end);
    Some(json!(end.map(time)))
}

pub(super) fn energy_added(asked: &Asked<'_>) -> Option<Value> {
    let battery = battery(asked)?;
    let percent = asked.car.percent(asked.at)?;
    Some(json!(battery.cable.as_ref().map(|cable| tenths(battery.kwh_since(cable, percent)))))
}

/// No fast charger stands in this world yet: homes charge with alternating current.
pub(super) fn fast_charger(asked: &Asked<'_>) -> Option<Value> {
    battery(asked)?;
    Some(json!(false))
}

pub(super) fn connector(asked: &Asked<'_>) -> Option<Value> {
    let battery = battery(asked)?;
    Some(json!(battery.plugged_in().then(|| battery.grid.connector())))
}

pub(super) fn port_open(asked: &Asked<'_>) -> Option<Value> {
    battery(asked)?;
    Some(json!(asked.car.closures.is_open(Part::ChargingPort)))
}

pub(super) fn port_latch(asked: &Asked<'_>) -> Option<Value> {
    Some(json!(if battery(asked)?.plugged_in() { "ENGAGED" } else { "DISENGAGED" }))
}

fn battery<'c>(asked: &Asked<'c>) -> Option<&'c Battery> {
    asked.car.battery.as_ref()
}

fn while_charging(asked: &Asked<'_>, tell: impl FnOnce() -> Value) -> Value {
    if asked.car.charging(asked.at) { tell() } else { Value::Null }
}

/// No mains is quite steady, V.
fn ripple(at: Timestamp) -> f64 {
    1.6 * (at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64() / 97.0).sin()
}
