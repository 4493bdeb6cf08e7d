//! The fuel tank.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signals::{Asked, tenths};

/// Below this the engine stops, percent.
const RESERVE_PERCENT: f64 = 3.0;

/// A tank at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tank {
    pub(crate) capacity_l: f64,
    /// How far one litre takes the car, km.
    pub(crate) km_per_l: f64,
    pub(crate) percent: f64,
}

impl Tank {
    pub(crate) fn new(capacity_l: f64, km_per_l: f64, percent: f64) -> Self {
        Self { capacity_l, km_per_l, percent }
    }

    /// Fuel after driving some way on it, percent.
    pub(crate) fn percent_after_driving(&self, km: f64) -> f64 {
        (self.percent - km / self.km_per_percent()).max(0.0)
    }

    /// How far the engine takes the car before it stops for want of fuel, km.
    pub(crate) fn km_to_reserve(&self) -> f64 {
        ((self.percent - RESERVE_PERCENT) * self.km_per_percent()).max(0.0)
    }

    fn km_per_percent(&self) -> f64 {
        self.capacity_l * self.km_per_l / 100.0
    }
}

pub(super) fn level(asked: &Asked<'_>) -> Option<Value> {
    asked.car.fuel_percent(asked.at).map(|percent| json!(tenths(percent)))
}

pub(super) fn amount(asked: &Asked<'_>) -> Option<Value> {
    let litres = asked.car.tank.as_ref()?.capacity_l / 100.0;
    asked.car.fuel_percent(asked.at).map(|percent| json!(tenths(percent * litres)))
}

pub(super) fn range(asked: &Asked<'_>) -> Option<Value> {
    let km = asked.car.tank.as_ref()?.km_per_percent();
    asked.car.fuel_percent(asked.at).map(|percent| json!(tenths(percent * km)))
}
