//! Tyre pressures: a little apart, higher in the warmth and while driving.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Car;
use super::signals::{Asked, tenths};

/// What a degree adds, kPa.
const KPA_PER_DEGREE: f64 = 0.7;
/// What driving adds, kPa.
const WARM_KPA: f64 = 9.0;

/// The pressure of the wheel of this name, kPa.
pub(crate) fn kilopascals(car: &Car, wheel: &str, at: Timestamp) -> f64 {
    let common = KPA_PER_DEGREE * (car.outside_c(at) - 15.0) + if car.driving(at) { WARM_KPA } else { 0.0 };
    tenths(car.dice().between(&format!("tyre/{wheel}"), 205.0, 232.0) + common)
}

pub(super) fn pressure(asked: &Asked<'_>) -> Value {
    let wheel = |name: &str| kilopascals(asked.car, name, asked.at);
    json!({
        "frontLeft": wheel("frontLeft"),
        "frontRight": wheel("frontRight"),
        "backLeft": wheel("backLeft"),
        "backRight": wheel("backRight"),
    })
}
