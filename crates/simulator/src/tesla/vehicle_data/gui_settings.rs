//! `gui_settings`: how the car shows things where it is at home.

use serde_json::{Value, json};

use super::Seen;

pub(super) fn group(seen: &Seen<'_>) -> Value {
    let american = seen.car.motion.home.is_american();
    let pick = |here: &'static str, there: &'static str| if american { here } else { there };
    json!({
        "gui_24_hour_time": !american,
        "gui_charge_rate_units": pick("mi/hr", "kW"),
        "gui_distance_units": pick("mi/hr", "km/hr"),
        "gui_range_display": "Rated",
        "gui_temperature_units": pick("F", "C"),
        "gui_tirepressure_units": pick("Psi", "Bar"),
        "show_range_units": true,
        "timestamp": seen.timestamp(),
    })
}
