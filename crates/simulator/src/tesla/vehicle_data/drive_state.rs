//! `drive_state`, with the place where it may be told.

use serde_json::{Value, json};

use super::{Seen, hundredths, miles, whole};
use crate::car::energy::Battery;
use crate::car::motion::SPEED_KMH;

/// Power at its steady pace, kW.
const DRIVING_KW: f64 = 8.0;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let (car, at) = (seen.car, seen.at);
    let driving = car.driving(at);
    let motion = car.motion_at(at);
    let power = if driving {
        whole(DRIVING_KW)
    } else if car.charging(at) {
        -whole(car.battery.as_ref().map_or(0.0, Battery::charging_kw))
    } else {
        0
    };
    let mut group = json!({
        "power": power,
        "shift_state": if driving { Some("D") } else { None },
        "speed": driving.then(|| whole(miles(SPEED_KMH))),
        "timestamp": seen.timestamp(),
    });
    if seen.position {
        let place = motion.place();
        let native = if place.is_chinese() { "gcj" } else { "wgs" };
        group["gps_as_of"] = at.as_second().into();
        group["heading"] = (whole(motion.heading()) % 360).into();
        group["latitude"] = place.latitude.into();
        group["longitude"] = place.longitude.into();
        group["native_latitude"] = place.latitude.into();
        group["native_longitude"] = place.longitude.into();
        group["native_location_supported"] = 1.into();
        group["native_type"] = native.into();
        if let Some(goal) = motion.destination {
            let away = miles(place.km_to(goal));
            group["active_route_destination"] = "Shared destination".into();
            group["active_route_latitude"] = goal.latitude.into();
            group["active_route_longitude"] = goal.longitude.into();
            group["active_route_miles_to_arrival"] = hundredths(away).into();
            group["active_route_minutes_to_arrival"] = hundredths(away / miles(SPEED_KMH) * 60.0).into();
            group["active_route_traffic_minutes_delay"] = 0.0.into();
            let level = car.percent(at).unwrap_or_default();
            group["active_route_energy_at_arrival"] = whole((level - away / 3.0).max(0.0)).into();
        }
    }
    group
}
