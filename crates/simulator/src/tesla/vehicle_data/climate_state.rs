//! `climate_state`

use serde_json::{Value, json};

use super::Seen;

const WARMEST_C: f64 = 28.0;
const COLDEST_C: f64 = 15.0;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let (car, at) = (seen.car, seen.at);
    let features = &car.features;
    let on = car.climate.cabin_runs(at);
    let defrosts = car.climate.defroster_runs(at);
    let steering = car.climate.steering_heater_runs(at);
    let target = car.climate.target_c();
    let tenths = |celsius: f64| (celsius * 10.0).round() / 10.0;
    json!({
        "allow_cabin_overheat_protection": true,
        "auto_seat_climate_left": features.auto_seats[0],
        "auto_seat_climate_right": features.auto_seats[1],
        "auto_steering_wheel_heat": features.auto_steering_wheel,
        "battery_heater": car.charging(at) && car.outside_c(at) < 5.0,
        "battery_heater_no_power": null,
        "bioweapon_mode": features.bioweapon,
        "cabin_overheat_protection": features.overheat_protection.as_str(),
        "cabin_overheat_protection_actively_cooling": false,
        "climate_keeper_mode": features.keeper.as_str(),
        "cop_activation_temperature": features.overheat_temperature.as_str(),
        "defrost_mode": if defrosts { 2 } else { 0 },
        "driver_temp_setting": target,
        "fan_status": if on { 3 } else { 0 },
        "hvac_auto_request": "On",
        "inside_temp": tenths(car.inside_c(at)),
        "is_auto_conditioning_on": on,
        "is_climate_on": on,
        "is_front_defroster_on": defrosts,
        "is_preconditioning": on,
        "is_rear_defroster_on": defrosts,
        "left_temp_direction": 0,
        "max_avail_temp": WARMEST_C,
        "min_avail_temp": COLDEST_C,
        "outside_temp": tenths(car.outside_c(at)),
        "passenger_temp_setting": features.passenger_c.unwrap_or(target),
        "remote_heater_control_enabled": on,
        "right_temp_direction": 0,
        "seat_fan_front_left": features.seat_coolers[0],
        "seat_fan_front_right": features.seat_coolers[1],
        "seat_heater_left": features.seat_heaters[0],
        "seat_heater_rear_center": features.seat_heaters[4],
        "seat_heater_rear_left": features.seat_heaters[2],
        "seat_heater_rear_right": features.seat_heaters[5],
        "seat_heater_right": features.seat_heaters[1],
        "side_mirror_heaters": defrosts,
        "steering_wheel_heat_level": if steering { 3 } else { 0 },
        "steering_wheel_heater": steering,
        "supports_fan_only_cabin_overheat_protection": true,
        "timestamp": seen.timestamp(),
        "wiper_blade_heater": defrosts,
    })
}
