//! What a car reports, by signal.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Car;

/// What asking for one signal brings.
pub(crate) enum Report {
    /// The car can report it; null: it does not now.
    Value(Value),
    /// The car can never report it.
    NotCapable,
}

/// Every signal that a car here may report.
const SIGNALS: [&str; 9] = [
    "odometer-traveleddistance",
    "location-preciselocation",
    "location-isathome",
    "tractionbattery-stateofcharge",
    "tractionbattery-range",
    "tractionbattery-nominalcapacity",
    "charge-ischargingcableconnected",
    "charge-detailedchargingstatus",
    "charge-chargelimit",
];

/// The permissions that the car can serve at all.
pub(crate) fn capabilities(car: &Car, t: Timestamp) -> BTreeSet<&'static str> {
    let known = ["read_user_profile", "read_vehicle_info", "read_vin", "control_navigation", "control_security"];
    let reported = SIGNALS.into_iter().filter(|signal| matches!(report(car, signal, true, t), Report::Value(_)));
    let charge = car.battery.as_ref().map(|_| "control_charge");
    known.into_iter().chain(reported.filter_map(permission)).chain(charge).collect()
}

/// The permission that covers a signal; `None` for a signal that no car here knows.
pub(crate) fn permission(signal: &str) -> Option<&'static str> {
    Some(match signal {
        "odometer-traveleddistance" => "read_odometer",
        "location-preciselocation" => "read_location",
        "location-isathome" => "read_extended_vehicle_info",
        "tractionbattery-stateofcharge" | "tractionbattery-range" | "tractionbattery-nominalcapacity" => "read_battery",
        "charge-ischargingcableconnected" | "charge-detailedchargingstatus" | "charge-chargelimit" => "read_charge",
        _ => return None,
    })
}

/// What the car reports for a signal at `t`. `streams` says whether the asking partner gets its stream.
pub(crate) fn report(car: &Car, signal: &str, streams: bool, t: Timestamp) -> Report {
    let battery = car.battery.as_ref();
    let value = match signal {
        "odometer-traveleddistance" => Some(json!(tenths(car.motion_at(t).odometer_km))),
        "location-preciselocation" => Some(json!(car.motion_at(t).place())),
        // Tesla reports it in the stream alone.
        "location-isathome" if car.make.streams() => {
            Some(if streams { json!(car.motion_at(t).at_home()) } else { Value::Null })
        }
        "tractionbattery-stateofcharge" => car.percent(t).map(|percent| json!(tenths(percent))),
        "tractionbattery-range" => car.range_km(t).map(|km| json!(tenths(km))),
        "tractionbattery-nominalcapacity" => battery.map(|battery| json!(battery.capacity_kwh)),
        "charge-ischargingcableconnected" => battery.map(|battery| json!(battery.plugged_in)),
        "charge-detailedchargingstatus" => battery.map(|_| json!(car.charge_status(t).as_str())),
        "charge-chargelimit" => battery.map(|battery| json!(battery.limit_percent)),
        _ => None,
    };
    value.map_or(Report::NotCapable, Report::Value)
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
