//! What opens and closes, and the locks.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signals::Asked;

/// Closures at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Closures {
    pub(crate) locked: bool,
    pub(crate) open: BTreeSet<Part>,
    pub(crate) has_sunroof: bool,
}

/// Something that opens and closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    FrontLeftDoor,
    FrontRightDoor,
    BackLeftDoor,
    BackRightDoor,
    FrontLeftWindow,
    FrontRightWindow,
    BackLeftWindow,
    BackRightWindow,
    Sunroof,
    Trunk,
    Hood,
    ChargingPort,
}

impl Part {
    pub(crate) const ALL: [Self; 12] = [
        Self::FrontLeftDoor,
        Self::FrontRightDoor,
        Self::BackLeftDoor,
        Self::BackRightDoor,
        Self::FrontLeftWindow,
        Self::FrontRightWindow,
        Self::BackLeftWindow,
        Self::BackRightWindow,
        Self::Sunroof,
        Self::Trunk,
        Self::Hood,
        Self::ChargingPort,
    ];

    /// As switches name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FrontLeftDoor => "front-left-door",
            Self::FrontRightDoor => "front-right-door",
            Self::BackLeftDoor => "back-left-door",
            Self::BackRightDoor => "back-right-door",
            Self::FrontLeftWindow => "front-left-window",
            Self::FrontRightWindow => "front-right-window",
            Self::BackLeftWindow => "back-left-window",
            Self::BackRightWindow => "back-right-window",
            Self::Sunroof => "sunroof",
            Self::Trunk => "trunk",
            Self::Hood => "hood",
            Self::ChargingPort => "charging-port",
        }
    }

    /// As a sentence names it.
    pub(crate) fn spoken(self) -> String {
        match self {
            Self::Trunk => "boot".to_owned(),
            Self::Hood => "bonnet".to_owned(),
            other => other.name().replace('-', " "),
        }
    }

    pub(crate) fn is_window(self) -> bool {
        use Part::{BackLeftWindow, BackRightWindow, FrontLeftWindow, FrontRightWindow, Sunroof};
        matches!(self, FrontLeftWindow | FrontRightWindow | BackLeftWindow | BackRightWindow | Sunroof)
    }

    pub(crate) fn is_door(self) -> bool {
        matches!(self, Self::FrontLeftDoor | Self::FrontRightDoor | Self::BackLeftDoor | Self::BackRightDoor)
    }
}

impl FromStr for Part {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|part| part.name() == text).ok_or(())
    }
}

impl Closures {
    /// Locked and shut.
    pub(crate) fn shut(has_sunroof: bool) -> Self {
        Self { locked: true, open: BTreeSet::new(), has_sunroof }
    }

    pub(crate) fn is_open(&self, part: Part) -> bool {
        self.open.contains(&part)
    }

    /// Whether nothing stands open but, at most, a window or the charging port.
    pub(crate) fn is_shut(&self) -> bool {
        !self.open.iter().any(|part| part.is_door() || matches!(part, Part::Trunk | Part::Hood))
    }
}

pub(super) fn is_locked(asked: &Asked<'_>) -> Value {
    json!(asked.car.closures.locked)
}

pub(super) fn doors(asked: &Asked<'_>) -> Value {
    let doors = [
        ("frontLeft", Part::FrontLeftDoor),
        ("frontRight", Part::FrontRightDoor),
        ("backLeft", Part::BackLeftDoor),
        ("backRight", Part::BackRightDoor),
    ];
    statuses(asked, &doors)
}

pub(super) fn windows(asked: &Asked<'_>) -> Value {
    let windows = [
        ("frontLeft", Part::FrontLeftWindow),
        ("frontRight", Part::FrontRightWindow),
        ("backLeft", Part::BackLeftWindow),
        ("backRight", Part::BackRightWindow),
    ];
    statuses(asked, &windows)
}

pub(super) fn sunroof(asked: &Asked<'_>) -> Value {
    if asked.car.closures.has_sunroof { statuses(asked, &[("sunroof", Part::Sunroof)]) } else { json!([]) }
}

pub(super) fn storage(asked: &Asked<'_>) -> Value {
    statuses(asked, &[("rear", Part::Trunk), ("front", Part::Hood)])
}

pub(super) fn charging_port(asked: &Asked<'_>) -> Value {
    match asked.car.battery {
        Some(_) => statuses(asked, &[("chargingPort", Part::ChargingPort)]),
        None => json!([]),
    }
}

fn statuses(asked: &Asked<'_>, parts: &[(&str, Part)]) -> Value {
    let status = |part| if asked.car.closures.is_open(part) { "OPEN" } else { "CLOSED" };
    parts.iter().map(|(kind, part)| json!({"type": kind, "status": status(*part)})).collect()
}
