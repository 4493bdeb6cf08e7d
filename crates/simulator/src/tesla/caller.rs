//! Who calls the Fleet API: an owner through an application, or the application itself.

use std::collections::BTreeSet;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::cloud::region_of;
use super::error::FleetError;
use super::region::{Face, Region};
use crate::account::{Account, Share};
use crate::simulator::Simulator;
use crate::world::World;

/// A caller with a good token, at whatever region.
pub(crate) struct Caller {
    pub(crate) client_id: String,
    /// `None`: the application itself.
    pub(crate) account: Option<Uuid>,
    pub(crate) scopes: BTreeSet<String>,
    /// The base URL that an application's own token is for.
    pub(crate) audience: String,
    pub(crate) face: Face,
}

/// An owner through an application that is registered where the owner is served, asking there.
pub(crate) struct Owner {
    pub(crate) account: Uuid,
    pub(crate) caller: Caller,
}

impl FromRequestParts<Simulator> for Caller {
    type Rejection = FleetError;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, FleetError> {
        let Ok(face) = Face::from_request_parts(parts, simulator).await;
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            header.and_then(|value| value.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or_else(FleetError::unauthorized)?;
        let token = token.trim().to_owned();
        simulator.look(|world, now| Self::read(world, &token, face, now))
    }
}

impl Caller {
    fn read(world: &World, token: &str, face: Face, now: Timestamp) -> Result<Self, FleetError> {
        let claims = world.tesla.signing_key.verify(token).ok_or_else(FleetError::invalid_token)?;
        if claims.get("exp").and_then(Value::as_i64).is_none_or(|until| until <= now.as_second()) {
            return Err(FleetError::unauthorized());
        }
        let client_id = text(&claims, "azp").to_owned();
        let scopes = claims.get("scp").and_then(Value::as_array).into_iter().flatten();
        let scopes = scopes.filter_map(Value::as_str).map(str::to_owned).collect();
        if text(&claims, "gty") == "client-credentials" {
            if !world.tesla.applications.contains_key(&client_id) {
                return Err(FleetError::invalid_token());
            }
            let audience = claims.get("aud").and_then(Value::as_array).and_then(|aud| aud.last()?.as_str());
            let audience = audience.unwrap_or_default().to_owned();
            return Ok(Self { client_id, account: None, scopes, audience, face });
        }
        let session = world.tesla.sessions.find(text(&claims, "sid")).ok_or_else(FleetError::unauthorized)?;
        let account = world.accounts.get(&session.account).ok_or_else(FleetError::unauthorized)?;
        if account.tesla.scopes(&client_id).is_none() {
            return Err(FleetError::unauthorized());
        }
        Ok(Self { client_id, account: Some(account.subject), scopes, audience: String::new(), face })
    }

    /// Whether it has one of several scopes.
    pub(crate) fn needs(&self, any: &[&str]) -> Result<(), FleetError> {
        if any.iter().any(|scope| self.scopes.contains(*scope)) {
            Ok(())
        } else {
            Err(FleetError::missing_scopes(&any.join(" or ")))
        }
    }

    /// Only an application's own token does.
    pub(crate) fn partner(&self) -> Result<(), FleetError> {
        match self.account {
            None => Ok(()),
            Some(_) => Err(FleetError::new(StatusCode::FORBIDDEN, "Expected partner account")),
        }
    }

    /// Whether an owner's call came to their region, where the application is registered.
    pub(crate) fn check_region(&self, simulator: &Simulator) -> Result<(), FleetError> {
        let Some(account) = self.account else { return Ok(()) };
        let (region, registered, displaced) = simulator.look(|world, _| {
            let account = world.accounts.get(&account).ok_or_else(FleetError::unauthorized)?;
            let region = region_of(world, account);
            let displaced = world.tesla.scripts.is_displaced(account.subject);
            Ok::<_, FleetError>((region, world.tesla.is_registered(&self.client_id, region), displaced))
        })?;
        if !self.face.serves(region) || displaced && self.face.region.is_none() {
            return Err(FleetError::out_of_region(simulator, self.face, region));
        }
        if registered {
            Ok(())
        } else {
            Err(FleetError::not_registered(&self.client_id, &self.face.base_url(simulator, region)))
        }
    }

    /// The regions that an application's own call speaks of: where it arrived, what its token is for, or all.
    pub(crate) fn regions(&self, simulator: &Simulator) -> Vec<Region> {
        if let Some(region) = self.face.region {
            return vec![region];
        }
        let is_meant = |region: &Region| {
            let audience = self.audience.trim_end_matches('/');
            audience == region.audience()
                || simulator.region_url(*region).as_deref() == Some(audience)
                || audience.ends_with(&format!("/regions/{}", region.code()))
        };
        let named: Vec<Region> = Region::ALL.into_iter().filter(is_meant).collect();
        if named.is_empty() { Region::ALL.to_vec() } else { named }
    }
}

fn text<'c>(claims: &'c Map<String, Value>, name: &str) -> &'c str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl FromRequestParts<Simulator> for Owner {
    type Rejection = FleetError;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, FleetError> {
        let caller = Caller::from_request_parts(parts, simulator).await?;
        let account = caller.account.ok_or_else(|| FleetError::new(StatusCode::FORBIDDEN, "Unauthorized"))?;
        caller.check_region(simulator)?;
        Ok(Self { account, caller })
    }
}

impl Owner {
    pub(crate) fn account<'w>(&self, world: &'w World) -> Result<&'w Account, FleetError> {
        world.accounts.get(&self.account).ok_or_else(FleetError::unauthorized)
    }

    /// The car that a tag names, a VIN or an id, if the account sees it.
    pub(crate) fn share<'w>(&self, world: &'w World, tag: &str) -> Result<&'w Share, FleetError> {
        let account = self.account(world)?;
        let named = |share: &&Share| {
            world
                .cars
                .get(&share.car)
                .is_some_and(|car| car.vin.eq_ignore_ascii_case(tag) || super::vehicle::id(car).to_string() == tag)
        };
        account.shares().find(named).ok_or_else(FleetError::not_found)
    }
}
