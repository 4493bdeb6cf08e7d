//! The traction battery: charge, limit, cable.

use serde::{Deserialize, Serialize};

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
    pub(crate) plugged_in: bool,
    /// Whether it charges while it is plugged in and below the limit.
    pub(crate) charging: bool,
}

impl Battery {
    pub(crate) fn new(capacity_kwh: f64, km_per_kwh: f64, charger_kw: f64, percent: f64) -> Self {
        Self { capacity_kwh, km_per_kwh, charger_kw, percent, limit_percent: 80.0, plugged_in: false, charging: false }
    }

    /// Hours from the anchor until the limit is reached; `None` where it does not charge.
    pub(crate) fn hours_to_limit(&self) -> Option<f64> {
        (self.plugged_in && self.charging && self.percent < self.limit_percent)
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
            self.charging = self.plugged_in;
        }
    }

    fn percent_per_hour(&self) -> f64 {
        self.charger_kw / self.capacity_kwh * 100.0
    }
}
