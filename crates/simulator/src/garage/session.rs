//! Who calls: an account under a partner, by its access token; and the car that the path names, if it is theirs.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::Timestamp;
use uuid::Uuid;

use super::error::GarageError;
use crate::account::{Account, Trouble};
use crate::car::action::Refused;
use crate::car::failure::Failure;
use crate::car::{Availability, Car, CarId};
use crate::simulator::Simulator;
use crate::world::World;

/// A caller with a good token.
pub(crate) struct Session {
    pub(crate) account: Uuid,
    pub(crate) client: String,
}

/// A caller and one car that their account sees.
pub(crate) struct CarSession {
    pub(crate) session: Session,
    pub(crate) car: CarId,
}

impl FromRequestParts<Simulator> for Session {
    type Rejection = GarageError;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, GarageError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(GarageError::unauthorized)?;
        let found = simulator.look(|world, now| world.tokens.bearer(token, now));
        let (account, client) = found.ok_or_else(GarageError::unauthorized)?;
        Ok(Self { account, client })
    }
}

impl FromRequestParts<Simulator> for CarSession {
    type Rejection = GarageError;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, GarageError> {
        let session = Session::from_request_parts(parts, simulator).await?;
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(parts, simulator)
            .await
            .map_err(|_| GarageError::malformed("The path names no car."))?;
        let vin = path.get("vin").map(String::as_str).unwrap_or_default().to_ascii_uppercase();
        simulator.look(|world, _| {
            let account = session.account(world)?;
            let found = account.shares().find(|share| world.cars.get(&share.car).is_some_and(|car| car.vin == vin));
            let share = found.ok_or_else(|| {
                let missing = Failure::new("CONNECTED_SERVICES_ACCOUNT", "VEHICLE_MISSING");
                GarageError::new(missing, "This account has no car with this VIN.")
            })?;
            let car = share.car.clone();
            Ok(Self { session, car })
        })
    }
}

impl Session {
    pub(crate) fn account<'w>(&self, world: &'w World) -> Result<&'w Account, GarageError> {
        world.accounts.get(&self.account).ok_or_else(GarageError::unauthorized)
    }

    /// Whether the account gives this partner a permission.
    pub(crate) fn may(&self, account: &Account, permission: &str) -> bool {
        account.links.get(&self.client).is_some_and(|link| link.permissions.contains(permission))
    }
}

impl CarSession {
    pub(crate) fn car<'w>(&self, world: &'w World) -> Result<&'w Car, GarageError> {
        world.cars.get(&self.car).ok_or_else(GarageError::unauthorized)
    }

    /// What a call to the car answers before the car is asked: what it was told to, once, or no connection.
    pub(crate) fn check_scripted(&self, world: &mut World, now: Timestamp) -> Result<(), GarageError> {
        let account = self.session.account(world)?;
        if let Some(failure) = account.trouble.and_then(Trouble::failure) {
            return Err(GarageError::new(failure, "The owner's account at the maker stands in the way."));
        }
        if let Some(failure) = account.failure.clone() {
            return Err(GarageError::scripted(failure));
        }
        let car = world.cars.get_mut(&self.car).ok_or_else(GarageError::unauthorized)?;
        if let Some(failure) = car.next_failure.take() {
            let text = format!("{} \u{2026}{}: a call fails with {failure}, as told.", car.model, car.ending());
            world.log.note(now, Some(&self.car), text);
            return Err(GarageError::scripted(failure));
        }
        if car.availability(now) == Availability::Offline {
            let unreachable = Failure::new("VEHICLE_STATE", "UNREACHABLE");
            return Err(GarageError::new(unreachable, "The car has no connection."));
        }
        if car.condition.remote_access_disabled.is_on() {
            return Err(Refused::RemoteAccessDisabled.into());
        }
        Ok(())
    }
}
