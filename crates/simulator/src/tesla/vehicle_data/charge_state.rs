//! `charge_state`

use serde_json::{Value, json};

use super::{Seen, hundredths, merged, miles, whole};
use crate::car::ChargeStatus;
use crate::car::charge_plan::DailyTime;
use crate::car::closures::Part;
use crate::car::energy::Battery;

/// What Tesla calls ideal over what it calls rated.
const IDEAL: f64 = 1.12;
/// The highest current of a wall connector, A.
const MOST_AMPERES: f64 = 48.0;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let (car, at) = (seen.car, seen.at);
    let Some(battery) = &car.battery else { return json!({"timestamp": seen.timestamp()}) };
    let percent = car.percent(at).unwrap_or_default();
    let range = miles(car.range_km(at).unwrap_or_default());
    let charging = car.charging(at);
    let plugged_in = battery.plugged_in();
    let (amperes, kilowatts) = if charging { (battery.requested_amperes, battery.charging_kw()) } else { (0.0, 0.0) };
    let added = battery.cable.as_ref().map_or(0.0, |cable| battery.kwh_since(cable, percent));
    let added_miles = miles(added / battery.capacity_kwh * 100.0 * battery.km_per_percent());
    let hours = car.hours_to_limit(at).filter(|_| charging).unwrap_or_default();
    let cold = car.outside_c(at) < 5.0;
    let plan = &car.charge_plan;
    let scheduled = plan.start_time.enabled;
    let first = json!({
        "battery_heater_on": charging && cold,
        "battery_level": whole(percent),
        "battery_range": hundredths(range),
        "charge_amps": whole(battery.requested_amperes),
        "charge_current_request": whole(battery.requested_amperes),
        "charge_current_request_max": whole(battery.most_amperes().min(MOST_AMPERES)),
        "charge_enable_request": !plugged_in || battery.charging || percent >= battery.limit_percent,
        "charge_energy_added": hundredths(added),
        "charge_limit_soc": whole(battery.limit_percent),
        "charge_limit_soc_max": 100,
        "charge_limit_soc_min": 50,
        "charge_limit_soc_std": 80,
        "charge_miles_added_ideal": hundredths(added_miles * IDEAL),
        "charge_miles_added_rated": hundredths(added_miles),
        "charge_port_cold_weather_mode": false,
        "charge_port_color": if charging { "FlashingGreen" } else { "<invalid>" },
        "charge_port_door_open": car.closures.is_open(Part::ChargingPort),
        "charge_port_latch": if plugged_in { "Engaged" } else { "Disengaged" },
        "charge_rate": hundredths(miles(kilowatts * battery.km_per_kwh)),
        "charger_actual_current": whole(amperes),
        "charger_phases": charging.then(|| battery.phases()),
        "charger_pilot_current": whole(battery.most_amperes()),
        "charger_power": whole(kilowatts),
        "charger_voltage": if charging { whole(battery.grid.volts()) } else { 2 },
        "charging_state": charging_state(seen, battery),
        "conn_charge_cable": if plugged_in { battery.grid.connector() } else { "<invalid>" },
        "est_battery_range": hundredths(range * (0.94 - 0.008 * (18.0 - car.outside_c(at)).max(0.0)).max(0.6)),
    });
    let second = json!({
        "fast_charger_brand": "<invalid>",
        "fast_charger_present": false,
        "fast_charger_type": if plugged_in { "ACSingleWireCAN" } else { "<invalid>" },
        "ideal_battery_range": hundredths(range * IDEAL),
        "managed_charging_active": false,
        "managed_charging_start_time": null,
        "managed_charging_user_canceled": false,
        "max_range_charge_counter": 0,
        "minutes_to_full_charge": whole(hours * 60.0),
        "not_enough_power_to_heat": null,
        "off_peak_charging_enabled": car.features.off_peak_charging,
        "off_peak_charging_times": "all_week",
        "off_peak_hours_end_time": car.features.off_peak_ends_minutes,
        "preconditioning_enabled": plan.departure_time.enabled,
        "preconditioning_times": "all_week",
        "scheduled_charging_mode": if scheduled { "StartAt" } else if plan.departure_time.enabled { "DepartBy" } else { "Off" },
        "scheduled_charging_pending": scheduled && plugged_in && !charging,
        "scheduled_charging_start_time": scheduled.then(|| next(seen, &plan.start_time)).flatten(),
        "scheduled_charging_start_time_app": minutes(&plan.start_time),
        "scheduled_charging_start_time_minutes": minutes(&plan.start_time),
        "scheduled_departure_time": next(seen, &plan.departure_time),
        "scheduled_departure_time_minutes": minutes(&plan.departure_time),
        "supercharger_session_trip_planner": false,
        "time_to_full_charge": hundredths(hours),
        "timestamp": seen.timestamp(),
        "trip_charging": false,
        "usable_battery_level": whole(if cold { (percent - 1.0).max(0.0) } else { percent }),
        "user_charge_enable_request": null,
        "energy_remaining": hundredths(percent * battery.capacity_kwh / 100.0),
        "module_temp_min": hundredths(car.outside_c(at)),
        "module_temp_max": hundredths(car.outside_c(at) + if charging { 6.0 } else { 1.0 }),
    });
    merged([first, second])
}

fn charging_state(seen: &Seen<'_>, battery: &Battery) -> &'static str {
    if !battery.plugged_in() {
        return "Disconnected";
    }
    if seen.car.condition.charge_fault.is_on() {
        return "NoPower";
    }
    match seen.car.charge_status(seen.at) {
        ChargeStatus::Charging => "Charging",
        ChargeStatus::FullyCharged => "Complete",
        ChargeStatus::NotCharging => "Stopped",
    }
}

/// Minutes after midnight.
fn minutes(daily: &DailyTime) -> Option<i64> {
    let (hours, minutes) = daily.time.as_deref()?.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
}

/// The next such time by the car's own sun, in seconds since 1970.
fn next(seen: &Seen<'_>, daily: &DailyTime) -> Option<i64> {
    let offset = super::vehicle_config::utc_offset(seen.car);
    let local = seen.at.as_second() + offset;
    let midnight = local - local.rem_euclid(86_400);
    let today = midnight + minutes(daily)? * 60;
    Some(if today > local { today } else { today + 86_400 } - offset)
}
