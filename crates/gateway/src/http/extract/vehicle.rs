//! A vehicle that the bearer may use in this way.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use openfob_domain::{AccountIssue, ConnectionId, Permission, Refusal};
use openfob_store::{Application, Connection};

use super::{Authenticated, PathParameters};
use crate::Gateway;
use crate::http::Problem;
use crate::service::{ServiceError, car_key, linking};

/// What an endpoint needs; a type, so that the route's handler states it.
pub(crate) trait Needs: Send + Sync + 'static {
    /// The permission, if any.
    const PERMISSION: Option<Permission>;
}

/// Any good token will do.
pub(crate) struct AnyPermission;

impl Needs for AnyPermission {
    const PERMISSION: Option<Permission> = None;
}

macro_rules! needs {
    ($($name:ident),+ $(,)?) => {$(
        /// The permission of the same name.
        pub(crate) struct $name;

        impl Needs for $name {
            const PERMISSION: Option<Permission> = Some(Permission::$name);
        }
    )+};
}

/// A type per permission that some endpoint needs.
pub(crate) mod needs {
    use super::{Needs, Permission};

    needs!(
        ReadAlerts,
        ReadBattery,
        ReadCharge,
        ReadChargeLocations,
        ReadChargeRecords,
        ReadClimate,
        ReadCompass,
        ReadDiagnostics,
        ReadEngineOil,
        ReadExtendedVehicleInfo,
        ReadFuel,
        ReadLocation,
        ReadOdometer,
        ReadSecurity,
        ReadServiceHistory,
        ReadSpeedometer,
        ReadThermometer,
        ReadTires,
        ReadUserProfile,
        ReadVehicleInfo,
        ReadVin,
        ControlCharge,
        ControlClimate,
        ControlNavigation,
        ControlPin,
        ControlSecurity,
        ControlTrunk,
    );
}

/// A vehicle that an application was granted, with who asks.
pub(crate) struct GrantedVehicle {
    /// What may be done with it.
    pub(crate) permissions: Arc<BTreeSet<Permission>>,
    pub(crate) application: Arc<Application>,
    pub(crate) connection: Arc<Connection>,
}

/// A vehicle of the bearer's grant, for an endpoint whose permission the bearer has. Someone else's vehicle answers as
/// one that does not exist: `PERMISSION`.
pub(crate) struct Authorized<N: Needs> {
    vehicle: GrantedVehicle,
    needs: PhantomData<N>,
}

impl<N: Needs> Deref for Authorized<N> {
    type Target = GrantedVehicle;

    fn deref(&self) -> &GrantedVehicle {
        &self.vehicle
    }
}

impl<N: Needs> FromRequestParts<Gateway> for Authorized<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let path = PathParameters::of(parts, gateway).await;
        Self::at(&path, parts, gateway).await
    }
}

impl<N: Needs> Authorized<N> {
    /// The vehicle whose id the address has.
    pub(super) async fn at(path: &PathParameters, parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Authenticated { bearer, application } = Authenticated::from_request_parts(parts, gateway).await?;
        let id = vehicle_id(path)?;
        if N::PERMISSION.is_some_and(|permission| !bearer.permissions.contains(&permission)) {
            return Err(Problem::from(Refusal::Permission).for_application(&application.details.name));
        }
        let connection = gateway.store.granted_connection(bearer.grant, id).await;
        let connection = connection.map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
        let refused = || Problem::from(Refusal::Permission).for_application(&application.details.name);
        let connection = connection.ok_or_else(refused)?;
        Ok(Self {
            vehicle: GrantedVehicle { permissions: Arc::clone(&bearer.permissions), application, connection },
            needs: PhantomData,
        })
    }
}

impl GrantedVehicle {
    /// Counts a request for data or a command against the operator's limit for each vehicle. What asks nothing of the
    /// car's cloud, such as the state of its key, is never limited so.
    pub(crate) fn count(&self, gateway: &Gateway) -> Result<(), Problem> {
        let taken = gateway.buckets.take_for_vehicle(self.connection.id, gateway.clock.now());
        taken.map_err(|retry_at| self.refused(gateway, Refusal::VehicleRateLimit { retry_at }))
    }

    /// A refusal of what was asked of this vehicle.
    pub(crate) fn refused(&self, gateway: &Gateway, refusal: Refusal) -> Problem {
        self.problem(gateway, &refusal.into())
    }

    /// A service's failure with this vehicle, with the address that mends it.
    pub(crate) fn problem(&self, gateway: &Gateway, error: &ServiceError) -> Problem {
        let problem = Problem::of(error, gateway.clock.now()).for_application(&self.application.details.name);
        let Refusal::ConnectedServicesAccount(issue) = problem.refusal() else { return problem };
        match issue {
            AccountIssue::VirtualKeyRequired => match self.key_link(gateway) {
                Some(link) => problem.resolve_at(link),
                None => problem,
            },
            AccountIssue::CarKeyRequired => match car_key::link(gateway, &self.connection) {
                Some(link) => problem.resolve_at(link),
                None => problem,
            },
            AccountIssue::AuthenticationFailed | AccountIssue::Permission => {
                problem.resolve_at(self.sign_in_link(gateway))
            }
            _ => problem,
        }
    }

    /// The link that adds the application's key to this car.
    pub(crate) fn key_link(&self, gateway: &Gateway) -> Option<String> {
        let make = &self.connection.vehicle.model.make;
        let adapter = gateway.adapters.for_make(self.connection.mode, make)?;
        adapter.key_link(make, &linking::key_domain_of(gateway, &self.application), None).map(String::from)
    }

    /// The link that has the owner sign in again.
    pub(crate) fn sign_in_link(&self, gateway: &Gateway) -> String {
        let mut url = gateway.settings.url("/oauth/reauthenticate");
        url.query_pairs_mut()
            .append_pair("response_type", "vehicle_id")
            .append_pair("client_id", &self.application.id.to_string())
            .append_pair("vehicle_id", &self.connection.id.to_string());
        url.into()
    }
}

/// The vehicle id of the address.
pub(crate) fn vehicle_id(path: &PathParameters) -> Result<ConnectionId, Problem> {
    path.id("id", "vehicle_id")
}
