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

impl Command {
    /// Its name, as it is spelled in JSON. It tells no value: there are PINs and places among them.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::ChargeStart => "charge_start",
            Self::ChargeStop => "charge_stop",
            Self::ChargeLimit { .. } => "charge_limit",
            Self::ChargeAmperage { .. } => "charge_amperage",
            Self::ChargePortOpen => "charge_port_open",
            Self::ChargePortClose => "charge_port_close",
            Self::ChargeSchedule { .. } => "charge_schedule",
            Self::ChargeSchedules { .. } => "charge_schedules",
            Self::ChargeLocation { .. } => "charge_location",
            Self::Navigate { .. } => "navigate",
            Self::CabinStart => "cabin_start",
            Self::CabinStop => "cabin_stop",
            Self::CabinTarget { .. } => "cabin_target",
            Self::DefrosterStart => "defroster_start",
            Self::DefrosterStop => "defroster_stop",
            Self::SteeringHeaterStart => "steering_heater_start",
            Self::SteeringHeaterStop => "steering_heater_stop",
            Self::FrunkOpen => "frunk_open",
            Self::TrunkOpen => "trunk_open",
            Self::TrunkClose => "trunk_close",
            Self::PinSet { .. } => "pin_set",
            Self::PinClear => "pin_clear",
        }
    }
}

/// What became of a command, as whoever keeps a record of commands spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandResult {
    /// The car has obeyed.
    Done,
    /// The car would not.
    Refused,
    /// It certainly was not done.
    Failed,
    /// It may have been done.
    Unknown,
    /// It was passed on as it came, and the automaker's answer is the result.
    PassedOn,
}

impl CommandResult {
    /// As records spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::PassedOn => "passed_on",
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commands_name_is_the_one_in_its_json() {
        let commands = [
            Command::Lock,
            Command::ChargeLimit { percent: 80.0 },
            Command::ChargeSchedule { kind: ScheduleKind::StartTime, enable: true, time: None },
            Command::ChargeSchedules { schedules: Value::Null },
            Command::ChargeLocation { latitude: 0.0, longitude: 0.0, settings: Value::Null },
            Command::Navigate { latitude: 0.0, longitude: 0.0 },
            Command::CabinTarget { celsius: 20.0 },
            Command::SteeringHeaterStop,
            Command::TrunkClose,
            Command::PinSet { pin: "1234".to_owned() },
        ];
        for command in commands {
            assert_eq!(serde_json::to_value(&command).unwrap()["command"], command.name());
        }
    }
}
