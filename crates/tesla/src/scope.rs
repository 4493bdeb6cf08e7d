//! Tesla's scopes and our permissions (Smartcar's page for Tesla developers; what it leaves out goes by the endpoint that
//! serves it).

use std::collections::BTreeSet;

use openfob_domain::{Permission, Scope};

/// Every sign-in asks for these: to sign in, to stay linked, to see the cars and their keys, and to tell the owner which
/// account they have to use in Tesla's app.
const ALWAYS: [&str; 4] = ["openid", "offline_access", "user_data", "vehicle_device_data"];

/// The scope that a permission needs; `None` where no Tesla serves it.
pub(crate) fn of(permission: Permission) -> Option<&'static str> {
    use Permission as P;

    match permission {
        P::ControlCharge | P::ReadChargeRecords => Some("vehicle_charging_cmds"),
        P::ControlClimate | P::ControlNavigation | P::ControlPin | P::ControlSecurity | P::ControlTrunk => {
            Some("vehicle_cmds")
        }
        P::ReadLocation => Some("vehicle_location"),
        P::ReadUserProfile => Some("user_data"),
        P::ReadAlerts
        | P::ReadBattery
        | P::ReadCharge
        | P::ReadChargeEvents
        | P::ReadClimate
        | P::ReadCompass
        | P::ReadEngineOil
        | P::ReadExtendedVehicleInfo
        | P::ReadFuel
        | P::ReadOdometer
        | P::ReadSecurity
        | P::ReadSpeedometer
        | P::ReadThermometer
        | P::ReadTires
        | P::ReadVehicleInfo
        | P::ReadVin => Some("vehicle_device_data"),
        P::ReadChargeLocations | P::ReadDiagnostics | P::ReadServiceHistory => None,
    }
}

/// What a sign-in asks for.
pub(crate) fn asked(scope: &Scope) -> String {
    let mut asked: Vec<&str> = ALWAYS.to_vec();
    for entry in scope.entries() {
        if let Some(name) = of(entry.permission)
            && !asked.contains(&name)
        {
            asked.push(name);
        }
    }
    asked.join(" ")
}

/// What the scopes of an access token give. What no Tesla serves no owner can hold back.
pub(crate) fn permissions(scopes: &BTreeSet<String>) -> BTreeSet<Permission> {
    let given = |permission: &&Permission| of(**permission).is_none_or(|name| scopes.contains(name));
    Permission::ALL.iter().filter(given).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    #[test]
    fn a_sign_in_asks_for_what_the_permissions_need_and_for_nothing_twice() {
        assert_eq!(asked(&scope("read_vin")), "openid offline_access user_data vehicle_device_data");
        assert_eq!(
            asked(&scope("read_odometer required:read_location control_charge control_trunk control_climate")),
            "openid offline_access user_data vehicle_device_data vehicle_location vehicle_charging_cmds vehicle_cmds"
        );
    }

    #[test]
    fn a_scope_that_was_held_back_holds_back_its_permissions() {
        let scopes = ["openid", "vehicle_device_data", "vehicle_cmds"].map(str::to_owned).into();
        let given = permissions(&scopes);
        assert!(given.contains(&Permission::ReadBattery) && given.contains(&Permission::ControlSecurity));
        assert!(given.contains(&Permission::ReadDiagnostics), "it is for the car to say that it has none");
        for missing in [Permission::ReadLocation, Permission::ControlCharge, Permission::ReadUserProfile] {
            assert!(!given.contains(&missing), "{missing:?}");
        }
    }
}
