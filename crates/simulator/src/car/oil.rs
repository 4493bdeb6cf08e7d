//! The engine's oil: it ages with the way driven, and every change makes it new.

use serde_json::{Value, json};

use super::signals::{Asked, tenths};

/// From one change to the next, km.
const CHANGED_EVERY_KM: f64 = 12_000.0;

pub(super) fn life(asked: &Asked<'_>) -> Option<Value> {
    asked.car.tank.as_ref()?;
    let first_km = asked.car.dice().between("oil", 0.0, CHANGED_EVERY_KM / 2.0);
    let since_change = (asked.car.motion_at(asked.at).odometer_km + first_km) % CHANGED_EVERY_KM;
    Some(json!(tenths(100.0 * (1.0 - since_change / CHANGED_EVERY_KM))))
}
