//! The two computers of a car that take commands.

use std::fmt;

use crate::proto::universal_message;

/// Who in the car a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// Locks, closures, remote start and keys. Answers while the rest of the car sleeps; counters must rise.
    VehicleSecurity,
    /// Everything else. Takes counters out of order, within a window.
    Infotainment,
}

impl Domain {
    /// Both.
    pub const ALL: [Self; 2] = [Self::VehicleSecurity, Self::Infotainment];

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::VehicleSecurity => 2,
            Self::Infotainment => 3,
        }
    }

    /// The domain of a number on the wire; none for broadcasts and unknown numbers.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        match universal_message::Domain::try_from(number) {
            Ok(universal_message::Domain::VehicleSecurity) => Some(Self::VehicleSecurity),
            Ok(universal_message::Domain::Infotainment) => Some(Self::Infotainment),
            Ok(universal_message::Domain::Broadcast) | Err(_) => None,
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VehicleSecurity => "vehicle security",
            Self::Infotainment => "infotainment",
        })
    }
}
