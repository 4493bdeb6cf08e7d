//! Warnings that the car shows: troubles since they began, and small ones that come and go.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Car;
use super::signals::time;

/// In each such stretch of time a car may show one small warning.
const STRETCH: SignedDuration = SignedDuration::from_hours(4 * 24);
/// For how many stretches back warnings are remembered.
const REMEMBERED: i64 = 10;

/// A warning: its name, whom it is for, what the driver reads.
type Warning = (&'static str, &'static [&'static str], &'static str);

const CUSTOMER: &[&str] = &["customer"];
const BOTH: &[&str] = &["service-fix", "customer"];

const SMALL: &[Warning] = &[
    ("VCFRONT_a182_washerFluidLow", CUSTOMER, "Washer fluid low. Refill soon."),
    ("TPMS_a008_tyrePressureLow", CUSTOMER, "Tyre pressure low. Check the tyres."),
    ("UI_a137_serviceReminder", CUSTOMER, "Replace the cabin air filter."),
    ("CP_a066_chargingCableNotSecured", BOTH, "Charging cable not secured. Check that it is fully in."),
];
const IN_SERVICE: Warning = ("UI_a200_vehicleInService", BOTH, "Vehicle is in service.");
const CHARGE_FAULT: Warning = ("CHGS_a101_chargeFault", BOTH, "Charging fault. Unplug and try again.");
const LOW_12V: Warning = ("VCFRONT_a402_lowVoltageBattery", BOTH, "12 V battery low. Some features are off.");

/// Newest first, as Tesla tells them.
pub(crate) fn alerts(car: &Car, now: Timestamp) -> Value {
    let condition = &car.condition;
    let troubles = [
        (condition.in_service.since(), IN_SERVICE),
        (condition.charge_fault.since(), CHARGE_FAULT),
        (condition.low_12v.since(), LOW_12V),
    ];
    let troubles = troubles.into_iter().filter_map(|(since, warning)| Some((since?, warning)));
    let current = now.as_second() / STRETCH.as_secs();
    let small = (current - REMEMBERED..=current).filter_map(|stretch| small(car, now, stretch));
    let mut alerts: Vec<(Timestamp, Warning)> = troubles.chain(small).collect();
    alerts.sort_by_key(|(since, _)| std::cmp::Reverse(*since));
    let told = |(since, (name, audience, text)): (Timestamp, Warning)| json!({"name": name, "time": time(since), "audience": audience, "user_text": text});
    alerts.into_iter().map(told).collect()
}

/// The small warning of one stretch of time, if it has one and it has come.
fn small(car: &Car, now: Timestamp, stretch: i64) -> Option<(Timestamp, Warning)> {
    let dice = car.dice();
    if dice.below(&format!("alert/{stretch}"), 100) >= 40 {
        return None;
    }
    let seconds = u32::try_from(STRETCH.as_secs()).ok()?;
    let after = i64::from(dice.below(&format!("alert/{stretch}/after"), seconds));
    let at = Timestamp::from_second(stretch * STRETCH.as_secs() + after).ok()?;
    let warning = dice.pick(&format!("alert/{stretch}/which"), SMALL)?;
    (at <= now).then_some((at, *warning))
}
