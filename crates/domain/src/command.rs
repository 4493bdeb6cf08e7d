//! Commands: what a car can be told to do.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something to do with a car. Values are checked before one is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Lock the doors.
    Lock,
    /// Unlock the doors.
    Unlock,
    /// Begin to charge.
    ChargeStart,
    /// Stop charging.
    ChargeStop,
    /// Charge up to this limit.
    ChargeLimit {
        /// 50 to 100.
        percent: f64,
    },
    /// Charge with at most this current.
    ChargeAmperage {
        /// A.
        amperes: f64,
    },
    /// Open the charging port's door.
    ChargePortOpen,
    /// Close the charging port's door.
    ChargePortClose,
    /// Charge at, or be ready by, a time of day.
    ChargeSchedule {
        /// Which of the two.
        kind: ScheduleKind,
        /// Whether it holds.
        enable: bool,
        /// `HH:mm`.
        time: Option<String>,
    },
    /// Replace the weekly schedules.
    ChargeSchedules {
        /// As the signal of the same name has them.
        schedules: Value,
    },
    /// Replace the limit and the schedules of a saved place.
    ChargeLocation {
        /// Degrees.
        latitude: f64,
        /// Degrees.
        longitude: f64,
        /// As the signal `charge-chargelocations` has them.
        settings: Value,
    },
    /// Send a destination.
    Navigate {
        /// -90 to 90, degrees.
        latitude: f64,
        /// -180 to 180, degrees.
        longitude: f64,
    },
    /// Heat or cool the cabin.
    CabinStart,
    /// Stop heating and cooling.
    CabinStop,
    /// Set the cabin's temperature.
    CabinTarget {
        /// °C.
        celsius: f64,
    },
    /// Defrost the windscreens.
    DefrosterStart,
    /// Stop defrosting.
    DefrosterStop,
    /// Heat the steering wheel.
    SteeringHeaterStart,
    /// Stop heating the steering wheel.
    SteeringHeaterStop,
    /// Open the frunk.
    FrunkOpen,
    /// Open the boot.
    TrunkOpen,
    /// Close the boot.
    TrunkClose,
    /// Ask for a PIN before driving.
    PinSet {
        /// Four digits.
        pin: String,
    },
    /// Ask for no PIN before driving.
    PinClear,
}

/// Which time a charging schedule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleKind {
    /// Begin to charge then.
    StartTime,
    /// Be ready to leave then.
    DepartureTime,
}
