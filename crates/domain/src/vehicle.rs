//! What a car is, and how its owner's account stands to it.

use serde::{Deserialize, Serialize};

use crate::Make;

/// Make, model and year: what `GET /vehicles/{id}` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The brand.
    pub make: Make,
    /// The model's name as its maker writes it, such as `Model 3`.
    pub model: String,
    /// The model year.
    pub year: i32,
}

/// Which cars a run of Connect is about (Smartcar's `mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Real cars, at the makers' own hosts.
    Live,
    /// The simulator's cars. Smartcar's older name `test` means the same.
    #[serde(alias = "test")]
    Simulated,
}

impl Mode {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Simulated => "simulated",
        }
    }

    /// Reads `live`, `simulated` or `test`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::Live),
            "simulated" | "test" => Some(Self::Simulated),
            _ => None,
        }
    }
}

/// How an account at the automaker stands to a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The car is theirs; they may add keys from anywhere.
    Owner,
    /// They may use the car; its owner decides on keys.
    Driver,
}

/// The generation of the automaker's interface that an account is linked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// The one in force.
    Current,
    /// An earlier one, which lacks the newer abilities until the owner signs in again.
    Legacy,
}
