//! Tyre pressures: a little apart, higher in the warmth and while driving.

use serde_json::{Value, json};

use super::signals::{Asked, tenths};

/// What a degree adds, kPa.
const KPA_PER_DEGREE: f64 = 0.7;
/// What driving adds, kPa.
const WARM_KPA: f64 = 9.0;

pub(super) fn pressure(asked: &Asked<'_>) -> Value {
    let (car, at) = (asked.car, asked.at);
    let common = KPA_PER_DEGREE * (car.outside_c(at) - 15.0) + if car.driving(at) { WARM_KPA } else { 0.0 };
    let dice = car.dice();
    let wheel = |name: &str| tenths(dice.between(&format!("tyre/{name}"), 205.0, 232.0) + common);
    json!({
        "frontLeft": wheel("frontLeft"),
        "frontRight": wheel("frontRight"),
        "backLeft": wheel("backLeft"),
        "backRight": wheel("backRight"),
    })
}
