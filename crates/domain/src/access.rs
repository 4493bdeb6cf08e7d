//! What an automaker's car asks for before it serves an application, as data that its adapter hands over.

use serde::{Deserialize, Serialize};

/// The kinds of digital key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// A partner's public key in the car (Tesla).
    VirtualKey,
    /// A proof on the owner's account that the car's keys are theirs (PSA).
    CarKey,
}

impl KeyKind {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VirtualKey => "virtual_key",
            Self::CarKey => "car_key",
        }
    }
}

/// What a car serves while the key it asks for is missing. Commands are refused in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataWithoutKey {
    /// One upstream fetch per car and key holder in a rolling window.
    Budget {
        /// The window's length, in seconds.
        window_seconds: i64,
    },
    /// Nothing.
    Refused,
}

/// A car's demand for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRule {
    /// Which kind of key.
    pub kind: KeyKind,
    /// What may be read without it.
    pub data_without: DataWithoutKey,
}

/// What one car asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRules {
    /// The key it needs, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyRule>,
    /// How often its data is refreshed in the background while it is awake, in seconds; absent: on request alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_seconds: Option<i64>,
    /// Whether its owner can switch streaming on and off in the car.
    #[serde(default)]
    pub streaming_toggle: bool,
}
