//! Signals: named values of a car, each with its unit, the time it was recorded and the time it was fetched.
//!
//! Names follow Smartcar's v3 signal codes, so that both API generations can be projections of one truth.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Permission;

macro_rules! signals {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $permission:ident),+ $(,)?) => {
        /// A value that a car can report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Signal { $($(#[$doc])* $variant),+ }

        impl Signal {
            /// Every signal.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code: group and name in lower case.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The permission that covers it.
            #[must_use]
            pub fn permission(self) -> Permission {
                match self { $(Self::$variant => Permission::$permission),+ }
            }
        }

        impl FromStr for Signal {
            type Err = UnknownSignal;

            fn from_str(text: &str) -> Result<Self, UnknownSignal> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownSignal(text.to_owned())),
                }
            }
        }
    };
}

signals! {
    /// Distance driven, km.
    Odometer = "odometer-traveleddistance", ReadOdometer,
    /// `{latitude, longitude}`, degrees.
    Location = "location-preciselocation", ReadLocation,
    /// Whether the car stands at the place its owner calls home; the car's own report.
    AtHome = "location-isathome", ReadExtendedVehicleInfo,
    /// Charge of the traction battery, percent.
    StateOfCharge = "tractionbattery-stateofcharge", ReadBattery,
    /// Range on the traction battery, km.
    BatteryRange = "tractionbattery-range", ReadBattery,
    /// Capacity of the traction battery, kWh.
    BatteryCapacity = "tractionbattery-nominalcapacity", ReadBattery,
    /// Whether a charging cable is in.
    PluggedIn = "charge-ischargingcableconnected", ReadCharge,
    /// `CHARGING`, `FULLY_CHARGED` or `NOT_CHARGING`.
    ChargeState = "charge-detailedchargingstatus", ReadCharge,
    /// Where charging stops, percent.
    ChargeLimit = "charge-chargelimit", ReadCharge,
}

/// A text that is no signal's code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no signal")]
pub struct UnknownSignal(pub String);

impl TryFrom<String> for Signal {
    type Error = UnknownSignal;

    fn try_from(text: String) -> Result<Self, UnknownSignal> {
        text.parse()
    }
}

impl From<Signal> for &'static str {
    fn from(signal: Signal) -> Self {
        signal.code()
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A signal's value, in the metric unit that the signal names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SignalValue {
    /// Yes or no.
    Flag(bool),
    /// A quantity.
    Number(f64),
    /// A word.
    Text(String),
    /// Anything with parts.
    Parts(serde_json::Value),
}

impl SignalValue {
    /// The quantity, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The answer, if it is yes or no.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The word, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// One part of a value that has parts.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&serde_json::Value> {
        match self {
            Self::Parts(parts) => parts.get(name),
            _ => None,
        }
    }
}

/// One signal as a car reported it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which signal.
    pub signal: Signal,
    /// Its value.
    pub value: SignalValue,
    /// When the car recorded it (`SC-Data-Age`).
    pub recorded_at: Timestamp,
    /// When it was fetched from the automaker (`SC-Fetched-At`).
    pub fetched_at: Timestamp,
}

/// What one fetch brought, or what the store holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings(Vec<Reading>);

impl Readings {
    /// One signal's reading.
    #[must_use]
    pub fn get(&self, signal: Signal) -> Option<&Reading> {
        self.0.iter().find(|reading| reading.signal == signal)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every reading.
    pub fn iter(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter()
    }
}

impl FromIterator<Reading> for Readings {
    fn from_iter<I: IntoIterator<Item = Reading>>(readings: I) -> Self {
        Self(readings.into_iter().collect())
    }
}
