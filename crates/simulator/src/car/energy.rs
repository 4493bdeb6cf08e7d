//! The traction battery: charge, limit, cable.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::motion::Place;
use super::signals::{Asked, tenths};

/// Below this the car no longer drives, percent.
pub(crate) const RESERVE_PERCENT: f64 = 5.0;

/// A traction battery at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Battery {
    pub(crate) capacity_kwh: f64,
    /// How far one kWh takes the car, km.
    pub(crate) km_per_kwh: f64,
    /// What the charger gives, kW.
    pub(crate) charger_kw: f64,
    pub(crate) percent: f64,
    pub(crate) limit_percent: f64,
    /// The cable, while it is in.
    pub(crate) cable: Option<Cable>,
    /// Whether it charges while it is plugged in and below the limit.
    pub(crate) charging: bool,
    /// Current asked of the charger, A.
    pub(crate) requested_amperes: f64,
    pub(crate) grid: Grid,
}

/// A charging cable that is in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cable {
    pub(crate) since: Timestamp,
    /// Charge when it was put in, percent.
    pub(crate) percent: f64,
}

/// What comes out of the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Grid {
    /// 230 V, three phases for what needs more than 16 A.
    Europe,
    /// 240 V, one phase.
    America,
}

impl Grid {
    pub(crate) fn at(place: Place) -> Self {
        if place.is_american() { Self::America } else { Self::Europe }
    }

    pub(crate) fn volts(self) -> f64 {
        match self {
            Self::Europe => 230.0,
            Self::America => 240.0,
        }
    }

    pub(crate) fn connector(self) -> &'static str {
        match self {
            Self::Europe => "IEC",
            Self::America => "SAE",
        }
    }
}

impl Battery {
    pub(crate) fn new(capacity_kwh: f64, km_per_kwh: f64, charger_kw: f64, percent: f64, grid: Grid) -> Self {
        let mut battery = Self {
            capacity_kwh,
            km_per_kwh,
            charger_kw,
            percent,
            limit_percent: 80.0,
            cable: None,
            charging: false,
            requested_amperes: 0.0,
            grid,
        };
        battery.requested_amperes = battery.most_amperes();
        battery
    }

    pub(crate) fn plugged_in(&self) -> bool {
        self.cable.is_some()
    }

    pub(crate) fn phases(&self) -> u8 {
        if self.grid == Grid::Europe && self.charger_kw > 7.4 { 3 } else { 1 }
    }

    /// The most that the charger gives, A.
    pub(crate) fn most_amperes(&self) -> f64 {
        (self.charger_kw * 1000.0 / (self.grid.volts() * f64::from(self.phases()))).round()
    }

    /// Power while it charges, kW.
    pub(crate) fn charging_kw(&self) -> f64 {
        self.charger_kw * self.requested_amperes / self.most_amperes()
    }

    /// Energy that came in through a cable up to some charge, kWh.
    pub(crate) fn kwh_since(&self, cable: &Cable, percent: f64) -> f64 {
        ((percent - cable.percent) * self.capacity_kwh / 100.0).max(0.0)
    }

    /// Hours from the anchor until the limit is reached; `None` where it does not charge.
    pub(crate) fn hours_to_limit(&self) -> Option<f64> {
        (self.plugged_in() && self.charging && self.percent < self.limit_percent)
            .then(|| (self.limit_percent - self.percent) / self.percent_per_hour())
    }

    /// Charge after charging for some hours, percent.
    pub(crate) fn percent_after_charging(&self, hours: f64) -> f64 {
        (self.percent + self.percent_per_hour() * hours).min(self.limit_percent)
    }

    /// Charge after driving some way, percent.
    pub(crate) fn percent_after_driving(&self, km: f64) -> f64 {
        (self.percent - km / self.km_per_percent()).max(0.0)
    }

    /// How far the car gets before it stops for want of charge, km.
    pub(crate) fn km_to_reserve(&self) -> f64 {
        ((self.percent - RESERVE_PERCENT) * self.km_per_percent()).max(0.0)
    }

    pub(crate) fn km_per_percent(&self) -> f64 {
        self.capacity_kwh * self.km_per_kwh / 100.0
    }

    /// A new limit; a charge that had ended at the old one goes on.
    pub(crate) fn set_limit(&mut self, percent: f64) {
        let had_ended = self.percent >= self.limit_percent;
        self.limit_percent = percent;
        if had_ended && self.percent < percent {
            self.charging = self.plugged_in();
        }
    }

    fn percent_per_hour(&self) -> f64 {
        self.charging_kw() / self.capacity_kwh * 100.0
    }
}

pub(super) fn state_of_charge(asked: &Asked<'_>) -> Option<Value> {
    asked.car.percent(asked.at).map(|percent| json!(tenths(percent)))
}

pub(super) fn range(asked: &Asked<'_>) -> Option<Value> {
    asked.car.range_km(asked.at).map(|km| json!(tenths(km)))
}

/// Null where the maker does not tell which of several capacities the car has.
pub(super) fn nominal_capacity(asked: &Asked<'_>) -> Option<Value> {
    let battery = asked.car.battery.as_ref()?;
    let told = asked.car.make.capacities(&asked.car.model).is_empty();
    Some(json!(told.then_some(battery.capacity_kwh)))
}

pub(super) fn nominal_capacities(asked: &Asked<'_>) -> Option<Value> {
    let battery = asked.car.battery.as_ref()?;
    let several = asked.car.make.capacities(&asked.car.model);
    let capacity = |kwh: f64, text: Option<&str>| json!({"capacity": kwh, "description": text});
    Some(match several {
        [] => json!([capacity(battery.capacity_kwh, None)]),
        several => several.iter().map(|(kwh, text)| capacity(*kwh, Some(text))).collect(),
    })
}
