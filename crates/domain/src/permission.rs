//! Smartcar's permission names and the `scope` that a Connect link asks for.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What an owner may allow an application (page "Permissions" of Smartcar's API reference).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Permission { $($(#[$doc])* $variant),+ }

        impl Permission {
            /// Every permission, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl FromStr for Permission {
            type Err = UnknownPermission;

            fn from_str(text: &str) -> Result<Self, UnknownPermission> {
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownPermission(text.to_owned())),
                }
            }
        }
    };
}

permissions! {
    /// Warnings that the car shows.
    ReadAlerts = "read_alerts",
    /// Charge level, range, capacity.
    ReadBattery = "read_battery",
    /// Plugged in, charging, charge limit.
    ReadCharge = "read_charge",
    /// Starts and stops of charging, as events.
    ReadChargeEvents = "read_charge_events",
    /// Saved charging places and their schedules.
    ReadChargeLocations = "read_charge_locations",
    /// Past charging sessions.
    ReadChargeRecords = "read_charge_records",
    /// Cabin and defroster state.
    ReadClimate = "read_climate",
    /// Heading.
    ReadCompass = "read_compass",
    /// Fault codes and system states.
    ReadDiagnostics = "read_diagnostics",
    /// Oil life.
    ReadEngineOil = "read_engine_oil",
    /// Firmware, trim, nickname, at home or not.
    ReadExtendedVehicleInfo = "read_extended_vehicle_info",
    /// Fuel level and range.
    ReadFuel = "read_fuel",
    /// Where the car is.
    ReadLocation = "read_location",
    /// Distance driven.
    ReadOdometer = "read_odometer",
    /// Locks, doors, windows.
    ReadSecurity = "read_security",
    /// Workshop visits.
    ReadServiceHistory = "read_service_history",
    /// Speed.
    ReadSpeedometer = "read_speedometer",
    /// Inside and outside temperature.
    ReadThermometer = "read_thermometer",
    /// Tyre pressures.
    ReadTires = "read_tires",
    /// E-mail address of the account.
    ReadUserProfile = "read_user_profile",
    /// Make, model, year, key state.
    ReadVehicleInfo = "read_vehicle_info",
    /// The VIN.
    ReadVin = "read_vin",
    /// Start and stop charging, set the limit.
    ControlCharge = "control_charge",
    /// Heat or cool the cabin.
    ControlClimate = "control_climate",
    /// Send a destination.
    ControlNavigation = "control_navigation",
    /// Set or clear the driving PIN.
    ControlPin = "control_pin",
    /// Lock and unlock.
    ControlSecurity = "control_security",
    /// Open and close trunk and frunk.
    ControlTrunk = "control_trunk",
}

/// A name that is no permission.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no permission")]
pub struct UnknownPermission(pub String);

impl TryFrom<String> for Permission {
    type Error = UnknownPermission;

    fn try_from(text: String) -> Result<Self, UnknownPermission> {
        text.parse()
    }
}

impl From<Permission> for &'static str {
    fn from(permission: Permission) -> Self {
        permission.as_str()
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One entry of a `scope`: a permission, and whether the application cannot do without it (`required:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedPermission {
    /// Which one.
    pub permission: Permission,
    /// Whether the owner may untick it (no, if required).
    pub required: bool,
}

/// What a Connect link asks for: permissions in the order given, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(Vec<RequestedPermission>);

/// Why a text is no scope.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidScope {
    /// One of the names is none of Smartcar's.
    #[error(transparent)]
    Unknown(#[from] UnknownPermission),
}

impl Scope {
    /// The entries, in the order in which they were asked for.
    #[must_use]
    pub fn entries(&self) -> &[RequestedPermission] {
        &self.0
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every permission asked for.
    #[must_use]
    pub fn permissions(&self) -> BTreeSet<Permission> {
        self.0.iter().map(|entry| entry.permission).collect()
    }

    /// The permissions that the owner cannot untick.
    #[must_use]
    pub fn required(&self) -> BTreeSet<Permission> {
        self.0.iter().filter(|entry| entry.required).map(|entry| entry.permission).collect()
    }
}

impl From<Vec<RequestedPermission>> for Scope {
    fn from(entries: Vec<RequestedPermission>) -> Self {
        Self(entries)
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    /// Reads names apart by white space, each with or without `required:`. A name given twice counts once, and as
    /// required if it was so once.
    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        let mut entries: Vec<RequestedPermission> = Vec::new();
        for word in text.split_whitespace() {
            let (name, required) = word.strip_prefix("required:").map_or((word, false), |name| (name, true));
            let permission = name.parse()?;
            match entries.iter_mut().find(|entry| entry.permission == permission) {
                Some(entry) => entry.required |= required,
                None => entries.push(RequestedPermission { permission, required }),
            }
        }
        Ok(Self(entries))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, entry) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            let required = if entry.required { "required:" } else { "" };
            write!(f, "{space}{required}{}", entry.permission)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_required_and_optional_names_once_each() {
        let scope: Scope = "required:read_odometer read_vin  read_odometer".parse().unwrap();
        assert_eq!(scope.to_string(), "required:read_odometer read_vin");
        assert_eq!(scope.required().into_iter().collect::<Vec<_>>(), [Permission::ReadOdometer]);
    }

    #[test]
    fn names_the_word_that_is_no_permission() {
        let error = "read_vin read_minds".parse::<Scope>().unwrap_err();
        assert_eq!(error.to_string(), "`read_minds` is no permission");
    }

    #[test]
    fn every_name_reads_back() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(*permission));
        }
    }
}
