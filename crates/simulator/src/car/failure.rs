//! Errors that a car or account is told to answer with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An error of the vehicle API's table, as `TYPE.CODE`; `PERMISSION` has no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) family: &'static str,
    pub(crate) code: Option<&'static str>,
}

/// Why a text is no failure.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is no error that a car can answer: give one such as {}", examples())]
pub(crate) struct UnknownFailure {
    text: String,
}

impl Failure {
    pub(crate) const fn new(family: &'static str, code: &'static str) -> Self {
        Self { family, code: Some(code) }
    }

    /// Every failure, in the order of the table.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FAMILIES
            .iter()
            .flat_map(|(family, _, codes)| codes.iter().map(|code| Self::new(family, code)))
            .chain([PERMISSION])
    }

    /// The HTTP status of its family.
    pub(crate) fn status(&self) -> u16 {
        let listed = FAMILIES.iter().find(|(family, ..)| *family == self.family).map(|(_, status, _)| *status);
        listed.unwrap_or(if self.family == PERMISSION.family { 403 } else { 400 })
    }
}

/// The account does not let the partner do it.
pub(crate) const PERMISSION: Failure = Failure { family: "PERMISSION", code: None };

/// The request is not what the protocol says.
pub(crate) const VALIDATION: Failure = Failure { family: "VALIDATION", code: None };

const FAMILIES: &[(&str, u16, &[&str])] = &[
    (
        "VEHICLE_STATE",
        409,
        &[
            "ASLEEP",
            "CHARGING_IN_PROGRESS",
            "CHARGING_PLUG_CONNECTED",
            "CHARGING_PLUG_NOT_CONNECTED",
            "DOOR_OPEN",
            "FULLY_CHARGED",
            "NOT_CHARGING",
            "CHARGE_FAULT",
            "HOOD_OPEN",
            "IGNITION_ON",
            "IN_MOTION",
            "LOW_BATTERY",
            "REMOTE_ACCESS_DISABLED",
            "TRUNK_OPEN",
            "UNKNOWN",
            "UNREACHABLE",
            "VEHICLE_OFFLINE_FOR_SERVICE",
        ],
    ),
    (
        "CONNECTED_SERVICES_ACCOUNT",
        400,
        &[
            "ACCOUNT_ISSUE",
            "AUTHENTICATION_FAILED",
            "NO_VEHICLES",
            "PERMISSION",
            "SUBSCRIPTION",
            "VEHICLE_MISSING",
            "VIRTUAL_KEY_REQUIRED",
            "CAR_KEY_REQUIRED",
        ],
    ),
    (
        "COMPATIBILITY",
        501,
        &["MAKE_NOT_COMPATIBLE", "SMARTCAR_NOT_CAPABLE", "VEHICLE_NOT_CAPABLE", "PLATFORM_NOT_CAPABLE"],
    ),
    ("UPSTREAM", 502, &["INVALID_DATA", "KNOWN_ISSUE", "NO_RESPONSE", "RATE_LIMIT", "UNKNOWN_ISSUE"]),
    ("RATE_LIMIT", 429, &["VEHICLE"]),
    ("SERVER", 500, &["INTERNAL"]),
];

fn examples() -> String {
    let mut codes: Vec<String> =
        FAMILIES.iter().filter_map(|(family, _, codes)| Some(format!("{family}.{}", codes.first()?))).collect();
    codes.push(PERMISSION.to_string());
    codes.join(", ")
}

impl FromStr for Failure {
    type Err = UnknownFailure;

    fn from_str(text: &str) -> Result<Self, UnknownFailure> {
        let wanted = text.trim().replace(':', ".");
        Self::all()
            .find(|failure| failure.to_string().eq_ignore_ascii_case(&wanted))
            .ok_or_else(|| UnknownFailure { text: text.to_owned() })
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Failure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{}.{code}", self.family),
            None => f.write_str(self.family),
        }
    }
}
