//! `GET /vehicles/{id}/{make}/car_key`: CarKey of the brands whose cars ask for it.
//!
//! It is how an application learns that CarKey is missing, so it is no request for data and asks nothing of the car.

use openfob_domain::{Capability, KeyKind, KeyState, Platform, Refusal};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{GrantedVehicle, Parameters, needs};
use crate::http::{Problem, timestamp};
use crate::service::key_state;
use crate::vehicles::endpoint::Fact;

/// The state of CarKey, in the words of its maker's app interface: `unknown`, `active`, `suspended` or `disabled`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CarKey {
    is_car_key_verified: bool,
    cvs_status: &'static str,
    /// The last moment to activate it again, while it is suspended.
    max_reactivation_date: Option<String>,
}

impl CarKey {
    fn of(state: &KeyState) -> Self {
        let (is_car_key_verified, cvs_status, until) = match state {
            KeyState::Paired { .. } => (true, "active", None),
            KeyState::Suspended { until } => (true, "suspended", *until),
            KeyState::Disabled => (false, "disabled", None),
            KeyState::NotRequired | KeyState::Unpaired | KeyState::Unknown => (false, "unknown", None),
        };
        Self { is_car_key_verified, cvs_status, max_reactivation_date: until.map(timestamp) }
    }
}

impl Fact for CarKey {
    type Needs = needs::ReadVehicleInfo;

    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        let connection = &vehicle.connection;
        if connection.platform == Platform::Legacy {
            return Err(vehicle.refused(gateway, Refusal::Compatibility(Capability::PlatformNotCapable)));
        }
        if connection.vehicle.access.key.is_none_or(|rule| rule.kind != KeyKind::CarKey) {
            return Err(vehicle.refused(gateway, Refusal::Compatibility(Capability::VehicleNotCapable)));
        }
        let record = key_state::current(gateway, connection).await;
        let record = record.map_err(|error| vehicle.problem(gateway, &error))?;
        Ok(Self::of(&record.state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspended_car_key_says_until_when_it_can_come_back() {
        let until = Some("2026-12-01T00:00:00Z".parse().unwrap());
        let body = serde_json::to_string(&CarKey::of(&KeyState::Suspended { until })).unwrap();
        assert_eq!(
            body,
            r#"{"isCarKeyVerified":true,"cvsStatus":"suspended","maxReactivationDate":"2026-12-01T00:00:00.000Z"}"#
        );
    }

    #[test]
    fn a_car_key_that_nobody_activated_is_unknown() {
        for state in [KeyState::Unpaired, KeyState::Unknown] {
            let car_key = CarKey::of(&state);
            assert_eq!((car_key.is_car_key_verified, car_key.cvs_status), (false, "unknown"));
        }
    }
}
