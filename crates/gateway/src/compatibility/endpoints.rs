//! The endpoint that stands for a permission where compatibility is told.

use openfob_domain::Permission;

/// The path below `/vehicles/{id}`.
pub(super) fn endpoint(permission: Permission) -> &'static str {
    match permission {
        Permission::ReadAlerts => "/tesla/alerts",
        Permission::ReadBattery => "/battery",
        Permission::ReadCharge | Permission::ReadChargeEvents | Permission::ControlCharge => "/charge",
        Permission::ReadChargeLocations => "/ford/charge/schedule_by_location",
        Permission::ReadChargeRecords => "/tesla/charge/records",
        Permission::ReadClimate | Permission::ControlClimate => "/tesla/climate/cabin",
        Permission::ReadCompass => "/tesla/compass",
        Permission::ReadDiagnostics => "/diagnostics/system_status",
        Permission::ReadEngineOil => "/engine/oil",
        Permission::ReadExtendedVehicleInfo => "/tesla/attributes",
        Permission::ReadFuel => "/fuel",
        Permission::ReadLocation => "/location",
        Permission::ReadOdometer => "/odometer",
        Permission::ReadSecurity | Permission::ControlSecurity => "/security",
        Permission::ReadServiceHistory => "/service/history",
        Permission::ReadSpeedometer => "/tesla/speedometer",
        Permission::ReadThermometer => "/tesla/thermometer/interior",
        Permission::ReadTires => "/tires/pressure",
        Permission::ReadUserProfile => "/tesla/user/info",
        Permission::ReadVehicleInfo => "/",
        Permission::ReadVin => "/vin",
        Permission::ControlNavigation => "/navigation/destination",
        Permission::ControlPin => "/tesla/pin",
        Permission::ControlTrunk => "/tesla/security/trunk",
    }
}
