//! Troubles of a car, each with since when it has it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Car;
use super::service_history::{MOST_VISITS, Visit};

/// Troubles at the car's anchor time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Condition {
    /// In the workshop.
    pub(crate) in_service: Trouble,
    /// The charger reports a fault.
    pub(crate) charge_fault: Trouble,
    /// The 12 V battery is low.
    pub(crate) low_12v: Trouble,
    /// Remote access is switched off in the car.
    pub(crate) remote_access_disabled: Trouble,
}

/// Since when a car has a trouble, if it has it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Trouble(Option<Timestamp>);

impl Trouble {
    pub(crate) fn since(self) -> Option<Timestamp> {
        self.0
    }

    pub(crate) fn is_on(self) -> bool {
        self.0.is_some()
    }

    /// Begins now, where it had not begun, or ends.
    pub(crate) fn set(&mut self, on: bool, now: Timestamp) {
        self.0 = on.then(|| self.0.unwrap_or(now));
    }
}

impl Car {
    /// The workshop keeps the car, or gives it back with a visit more in its history.
    pub(crate) fn set_in_service(&mut self, on: bool, now: Timestamp) {
        if self.condition.in_service.is_on() && !on {
            self.visits.push(Visit { at: now, odometer_km: self.motion_at(now).odometer_km });
            let surplus = self.visits.len().saturating_sub(MOST_VISITS);
            self.visits.drain(..surplus);
        }
        self.condition.in_service.set(on, now);
    }
}
