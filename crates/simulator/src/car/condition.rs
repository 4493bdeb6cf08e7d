//! Troubles of a car, each with since when it has it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signals::Asked;

/// Troubles at the car's anchor time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Condition {
    /// In the workshop.
    pub(crate) in_service: Option<Timestamp>,
    /// The charger reports a fault.
    pub(crate) charge_fault: Option<Timestamp>,
    /// The 12 V battery is low.
    pub(crate) low_12v: Option<Timestamp>,
    /// Remote access is switched off in the car.
    pub(crate) remote_access_disabled: Option<Timestamp>,
}

pub(super) fn in_service(asked: &Asked<'_>) -> Value {
    json!(asked.car.condition.in_service.is_some())
}
