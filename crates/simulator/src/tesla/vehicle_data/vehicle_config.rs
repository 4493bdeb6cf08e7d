//! `vehicle_config`: what the car was built with.

use serde_json::{Value, json};

use super::{Seen, merged};
use crate::car::Car;
use crate::car::details::Build;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let car = seen.car;
    let build = Build::of(car);
    let american = car.motion.home.is_american();
    let large = matches!(car.model.as_str(), "Model S" | "Model X");
    let first = json!({
        "aux_park_lamps": if american { "NaPremium" } else { "Eu" },
        "badge_version": 1,
        "can_accept_navigation_requests": true,
        "can_actuate_trunks": true,
        "car_special_type": "base",
        "car_type": match car.model.as_str() {
            "Model 3" => "model3",
            "Model Y" => "modely",
            "Model X" => "modelx",
            "Cybertruck" => "cybertruck",
            _ => "models2",
        },
        "charge_port_type": if american { "US" } else if large { "EU" } else { "CCS" },
        "cop_user_set_temp_supported": true,
        "dashcam_clip_save_supported": true,
        "default_charge_to_max": false,
        "driver_assist": build.driver_assist,
        "ece_restrictions": !american,
        "efficiency_package": build.efficiency_package,
        "eu_vehicle": !american,
        "exterior_color": build.colour,
        "exterior_trim": "Black",
        "exterior_trim_override": "",
        "has_air_suspension": large || car.model == "Cybertruck",
        "has_ludicrous_mode": false,
        "has_seat_cooling": large,
        "headlamp_type": if large { "Led" } else { "Global" },
    });
    let second = json!({
        "interior_trim_type": build.interior,
        "key_version": 2,
        "motorized_charge_port": true,
        "paint_color_override": "",
        "performance_package": "Base",
        "plg": true,
        "pws": !large,
        "rear_drive_unit": build.rear,
        "rear_seat_heaters": 1,
        "rear_seat_type": 0,
        "rhd": false,
        "roof_color": "RoofColorGlass",
        "seat_type": null,
        "spoiler_type": "None",
        "sun_roof_installed": if car.closures.has_sunroof { Some(2) } else { None },
        "supports_qr_pairing": true,
        "third_row_seats": "None",
        "timestamp": seen.timestamp(),
        "trim_badging": build.trim,
        "use_range_badging": true,
        "utc_offset": utc_offset(car),
        "webcam_selfie_supported": !large,
        "webcam_supported": !large,
        "wheel_type": format!("{}{:.0}", build.wheel, build.wheel_inches),
    });
    merged([first, second])
}

/// Seconds that local time is ahead of UTC, by the car's home alone.
pub(super) fn utc_offset(car: &Car) -> i64 {
    super::whole(car.motion.home.longitude / 15.0) * 3600
}
