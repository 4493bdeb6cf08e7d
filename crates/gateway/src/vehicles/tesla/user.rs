//! `GET /vehicles/{id}/tesla/user/access` and `…/user/info`: the owner's account at Tesla.

use std::collections::BTreeSet;

use openfob_domain::{Permission, Platform, Refusal, Role};
use openfob_store::Account;
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{AnyPermission, GrantedVehicle, Parameters, needs};
use crate::service::ServiceError;
use crate::vehicles::endpoint::Fact;

/// How the account stands to the car, and Tesla's scopes that it gave. An earlier interface knows no scopes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserAccess {
    access_type: Option<AccessType>,
    permissions: Option<Vec<&'static str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum AccessType {
    Owner,
    Driver,
}

impl Fact for UserAccess {
    type Needs = AnyPermission;

    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        let account = account(gateway, vehicle).await?;
        let access_type = vehicle.connection.role.map(|role| match role {
            Role::Owner => AccessType::Owner,
            Role::Driver => AccessType::Driver,
        });
        let current = account.platform == Platform::Current;
        Ok(Self { access_type, permissions: current.then(|| tesla_scopes(&account.permissions)) })
    }
}

/// The e-mail address that the owner signs in with.
#[derive(Serialize)]
pub(crate) struct UserInfo {
    email: Option<String>,
}

impl Fact for UserInfo {
    type Needs = needs::ReadUserProfile;

    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        Ok(Self { email: account(gateway, vehicle).await?.email })
    }
}

async fn account(gateway: &Gateway, vehicle: &GrantedVehicle) -> Result<Account, Problem> {
    let account = gateway.store.account(vehicle.connection.account).await;
    let account = account.map_err(|error| vehicle.problem(gateway, &ServiceError::Store(error)))?;
    account.ok_or_else(|| vehicle.refused(gateway, Refusal::Permission))
}

/// Tesla's scopes, in its order, that cover any of these permissions (Smartcar's page for Tesla developers).
fn tesla_scopes(permissions: &BTreeSet<Permission>) -> Vec<&'static str> {
    let given: BTreeSet<&str> = permissions.iter().filter_map(|permission| tesla_scope(*permission)).collect();
    let all = ["user_data", "vehicle_device_data", "vehicle_location", "vehicle_cmds", "vehicle_charging_cmds"];
    all.into_iter().filter(|scope| given.contains(scope)).collect()
}

fn tesla_scope(permission: Permission) -> Option<&'static str> {
    use Permission as P;

    match permission {
        P::ControlCharge | P::ReadChargeRecords => Some("vehicle_charging_cmds"),
        P::ControlClimate | P::ControlNavigation | P::ControlPin | P::ControlSecurity | P::ControlTrunk => {
            Some("vehicle_cmds")
        }
        P::ReadLocation => Some("vehicle_location"),
        P::ReadUserProfile => Some("user_data"),
        P::ReadBattery
        | P::ReadCharge
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
        // No page says what these need at Tesla.
        P::ReadAlerts | P::ReadChargeEvents | P::ReadChargeLocations | P::ReadDiagnostics | P::ReadServiceHistory => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_there_once_something_under_it_is_given() {
        let given = [Permission::ReadVin, Permission::ReadBattery, Permission::ControlCharge, Permission::ReadAlerts];
        assert_eq!(tesla_scopes(&given.into()), ["vehicle_device_data", "vehicle_charging_cmds"]);
        assert!(tesla_scopes(&[].into()).is_empty());
    }
}
