//! What applications can be told of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of event that a webhook can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventType {
    /// The state of a holder's key in a car is another one. Ours.
    KeyStateChanged,
    /// A car began to charge.
    ChargingStarted,
    /// It stopped before it was full.
    ChargingStopped,
    /// It stopped because it was full.
    ChargingCompleted,
    /// The operator's cap on costs stops what is asked of a car until the month ends. Ours.
    CostCapReached,
}

/// A text that is no kind of event.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no kind of event; there are {all}", all = EventType::ALL.map(EventType::as_str).join(", "))]
pub struct UnknownEventType(pub String);

impl EventType {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::KeyStateChanged,
        Self::ChargingStarted,
        Self::ChargingStopped,
        Self::ChargingCompleted,
        Self::CostCapReached,
    ];

    /// As `eventType` spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeyStateChanged => "KEY_STATE_CHANGED",
            Self::ChargingStarted => "CHARGING_STARTED",
            Self::ChargingStopped => "CHARGING_STOPPED",
            Self::ChargingCompleted => "CHARGING_COMPLETED",
            Self::CostCapReached => "COST_CAP_REACHED",
        }
    }

    /// What a change of the charge state (`CHARGING`, `FULLY_CHARGED`, `NOT_CHARGING`) is told as, if it is.
    #[must_use]
    pub fn of_charge_states(before: &str, now: &str) -> Option<Self> {
        match (before, now) {
            ("CHARGING", "FULLY_CHARGED") => Some(Self::ChargingCompleted),
            ("CHARGING", "NOT_CHARGING") => Some(Self::ChargingStopped),
            ("FULLY_CHARGED" | "NOT_CHARGING", "CHARGING") => Some(Self::ChargingStarted),
            _ => None,
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventType {
    type Err = UnknownEventType;

    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text));
        known.ok_or_else(|| UnknownEventType(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_that_begins_ends_or_is_full_is_an_event_and_nothing_else_is() {
        for (before, now, event) in [
            ("NOT_CHARGING", "CHARGING", Some(EventType::ChargingStarted)),
            ("FULLY_CHARGED", "CHARGING", Some(EventType::ChargingStarted)),
            ("CHARGING", "NOT_CHARGING", Some(EventType::ChargingStopped)),
            ("CHARGING", "FULLY_CHARGED", Some(EventType::ChargingCompleted)),
            ("CHARGING", "CHARGING", None),
            ("FULLY_CHARGED", "NOT_CHARGING", None),
            ("NOT_CHARGING", "FULLY_CHARGED", None),
        ] {
            assert_eq!(EventType::of_charge_states(before, now), event, "{before} to {now}");
        }
    }

    #[test]
    fn a_kind_is_read_as_it_is_written_and_an_unknown_one_is_told_what_there_is() {
        for kind in EventType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        let told = "DOORS_OPENED".parse::<EventType>().unwrap_err().to_string();
        assert!(told.contains("KEY_STATE_CHANGED, CHARGING_STARTED"), "{told}");
    }
}
