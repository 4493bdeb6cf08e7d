//! Permissions in plain words: which message, which picture, under which heading.

use openfob_domain::Permission;

use super::icon::Icon;

/// Headings for permissions, in the order shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Battery, fuel and charging.
    Energy,
    /// Where it is, how far and how fast it drives.
    Driving,
    /// Locks and doors.
    Access,
    /// Warmth.
    Comfort,
    /// Wear, faults, service.
    Condition,
    /// Which car and whose account.
    Identity,
}

impl Group {
    /// Every group, in the order shown.
    pub(super) const ALL: [Self; 6] =
        [Self::Energy, Self::Driving, Self::Access, Self::Comfort, Self::Condition, Self::Identity];

    /// The key of its heading.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Energy => "group-energy",
            Self::Driving => "group-driving",
            Self::Access => "group-access",
            Self::Comfort => "group-comfort",
            Self::Condition => "group-condition",
            Self::Identity => "group-identity",
        }
    }
}

/// What the consent page needs to know of a permission.
pub(super) trait PermissionWords {
    /// The key of its words; attribute `meaning` says what it lets one do.
    fn key(self) -> &'static str;
    /// The key of what it lets one do.
    fn meaning(self) -> String;
    /// Its picture.
    fn icon(self) -> Icon;
    /// Under which heading it stands.
    fn group(self) -> Group;
}

impl PermissionWords for Permission {
    fn key(self) -> &'static str {
        match self {
            Self::ReadAlerts => "permission-read-alerts",
            Self::ReadBattery => "permission-read-battery",
            Self::ReadCharge => "permission-read-charge",
            Self::ReadChargeEvents => "permission-read-charge-events",
            Self::ReadChargeLocations => "permission-read-charge-locations",
            Self::ReadChargeRecords => "permission-read-charge-records",
            Self::ReadClimate => "permission-read-climate",
            Self::ReadCompass => "permission-read-compass",
            Self::ReadDiagnostics => "permission-read-diagnostics",
            Self::ReadEngineOil => "permission-read-engine-oil",
            Self::ReadExtendedVehicleInfo => "permission-read-extended-vehicle-info",
            Self::ReadFuel => "permission-read-fuel",
            Self::ReadLocation => "permission-read-location",
            Self::ReadOdometer => "permission-read-odometer",
            Self::ReadSecurity => "permission-read-security",
            Self::ReadServiceHistory => "permission-read-service-history",
            Self::ReadSpeedometer => "permission-read-speedometer",
            Self::ReadThermometer => "permission-read-thermometer",
            Self::ReadTires => "permission-read-tires",
            Self::ReadUserProfile => "permission-read-user-profile",
            Self::ReadVehicleInfo => "permission-read-vehicle-info",
            Self::ReadVin => "permission-read-vin",
            Self::ControlCharge => "permission-control-charge",
            Self::ControlClimate => "permission-control-climate",
            Self::ControlNavigation => "permission-control-navigation",
            Self::ControlPin => "permission-control-pin",
            Self::ControlSecurity => "permission-control-security",
            Self::ControlTrunk => "permission-control-trunk",
        }
    }

    fn meaning(self) -> String {
        format!("{}.meaning", self.key())
    }

    fn icon(self) -> Icon {
        match self {
            Self::ReadAlerts => Icon::Alert,
            Self::ReadBattery => Icon::Battery,
            Self::ReadCharge => Icon::Plug,
            Self::ReadChargeEvents | Self::ReadServiceHistory => Icon::Calendar,
            Self::ReadChargeLocations => Icon::Station,
            Self::ReadChargeRecords => Icon::List,
            Self::ReadClimate | Self::ControlClimate => Icon::Fan,
            Self::ReadCompass => Icon::Compass,
            Self::ReadDiagnostics => Icon::Wrench,
            Self::ReadEngineOil => Icon::Drop,
            Self::ReadExtendedVehicleInfo => Icon::Info,
            Self::ReadFuel => Icon::Fuel,
            Self::ReadLocation => Icon::Pin,
            Self::ReadOdometer => Icon::Road,
            Self::ReadSecurity | Self::ControlSecurity => Icon::Lock,
            Self::ReadSpeedometer => Icon::Gauge,
            Self::ReadThermometer => Icon::Thermometer,
            Self::ReadTires => Icon::Tyre,
            Self::ReadUserProfile => Icon::Person,
            Self::ReadVehicleInfo => Icon::Car,
            Self::ReadVin => Icon::Plate,
            Self::ControlCharge => Icon::Bolt,
            Self::ControlNavigation => Icon::Route,
            Self::ControlPin => Icon::Keypad,
            Self::ControlTrunk => Icon::Trunk,
        }
    }

    fn group(self) -> Group {
        match self {
            Self::ReadBattery
            | Self::ReadCharge
            | Self::ReadChargeEvents
            | Self::ReadChargeLocations
            | Self::ReadChargeRecords
            | Self::ReadFuel
            | Self::ControlCharge => Group::Energy,
            Self::ReadLocation
            | Self::ReadCompass
            | Self::ReadOdometer
            | Self::ReadSpeedometer
            | Self::ControlNavigation => Group::Driving,
            Self::ReadSecurity | Self::ControlSecurity | Self::ControlTrunk | Self::ControlPin => Group::Access,
            Self::ReadClimate | Self::ReadThermometer | Self::ControlClimate => Group::Comfort,
            Self::ReadAlerts
            | Self::ReadDiagnostics
            | Self::ReadEngineOil
            | Self::ReadServiceHistory
            | Self::ReadTires => Group::Condition,
            Self::ReadVehicleInfo | Self::ReadExtendedVehicleInfo | Self::ReadVin | Self::ReadUserProfile => {
                Group::Identity
            }
        }
    }
}
