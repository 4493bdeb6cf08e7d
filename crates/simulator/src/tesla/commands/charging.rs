//! Charging: start, stop, limit, current, port, the older schedules.

use jiff::Timestamp;

use super::parameters::{flag, optional_flag, optional_whole, whole};
use super::{Command, No, Parameters};
use crate::car::Car;
use crate::car::charge_plan::DailyTime;
use crate::car::closures::Part;

/// The least that a charge runs with, A.
const LEAST_AMPERES: f64 = 5.0;

pub(super) const COMMANDS: &[Command] = &[
    Command("charge_start", true, |car, _, now| Ok(car.start_charging(now)?)),
    Command("charge_stop", true, |car, _, now| car.stop_charging(now).map_err(|_| No::reason("not_charging"))),
    Command("charge_max_range", true, |car, _, now| limit(car, 100, "already_max_range", now)),
    Command("charge_standard", true, |car, _, now| limit(car, 80, "already_standard", now)),
    Command("set_charge_limit", true, |car, sent, now| {
        // What is out of range is answered as done and does nothing.
        let percent = whole(sent, "percent")?;
        if (50..=100).contains(&percent) { limit(car, percent, "already_set", now) } else { Ok(()) }
    }),
    Command("set_charging_amps", true, |car, sent, now| {
        let amperes = f64::from(i32::try_from(whole(sent, "charging_amps")?).unwrap_or(0));
        let Some(battery) = &mut car.battery else { return Err(No::reason("not_supported")) };
        battery.requested_amperes = amperes.clamp(LEAST_AMPERES, battery.most_amperes());
        car.settle(now);
        Ok(())
    }),
    Command("charge_port_door_open", true, |car, _, now| {
        if car.closures.is_open(Part::ChargingPort) {
            return Err(No::reason("already open"));
        }
        Ok(car.open(Part::ChargingPort, now)?)
    }),
    Command("charge_port_door_close", true, |car, _, now| {
        if !car.closures.is_open(Part::ChargingPort) {
            return Err(No::reason("already closed"));
        }
        Ok(car.close(Part::ChargingPort, now)?)
    }),
    Command("set_scheduled_charging", true, |car, sent, _| {
        let enabled = flag(sent, "enable")?;
        let minutes = if enabled { Some(whole(sent, "time")?) } else { optional_whole(sent, "time")? };
        car.charge_plan.start_time = daily(enabled, minutes, &car.charge_plan.start_time);
        Ok(())
    }),
    Command("set_scheduled_departure", true, |car, sent, _| {
        let enabled = flag(sent, "enable")?;
        let minutes = optional_whole(sent, "departure_time")?;
        car.features.off_peak_charging = optional_flag(sent, "off_peak_charging_enabled")?;
        if let Some(end) = optional_whole(sent, "end_off_peak_time")? {
            car.features.off_peak_ends_minutes = end;
        }
        car.charge_plan.departure_time = daily(enabled, minutes, &car.charge_plan.departure_time);
        Ok(())
    }),
    Command("set_managed_charge_current_request", true, accepted),
    Command("set_managed_charger_location", true, accepted),
    Command("set_managed_scheduled_charging_time", true, accepted),
];

/// Taken and without effect here.
#[expect(clippy::unnecessary_wraps, reason = "as every command answers")]
fn accepted(_: &mut Car, _: &Parameters, _: Timestamp) -> Result<(), No> {
    Ok(())
}

fn limit(car: &mut Car, percent: i64, already: &str, now: Timestamp) -> Result<(), No> {
    let percent = f64::from(i32::try_from(percent).unwrap_or(80));
    if car.battery.as_ref().is_some_and(|battery| (battery.limit_percent - percent).abs() < 0.5) {
        return Err(No::reason(already));
    }
    Ok(car.set_charge_limit(percent, now)?)
}

fn daily(enabled: bool, minutes: Option<i64>, earlier: &DailyTime) -> DailyTime {
    let time = minutes.map(|minutes| {
        let minutes = minutes.rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    });
    DailyTime { enabled, time: time.or_else(|| earlier.time.clone()) }
}
