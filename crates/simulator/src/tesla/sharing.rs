//! Drivers of a car, and invitations to become one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Paging, parameters, response};
use super::caller::Owner;
use super::error::FleetError;
use super::users::{full_name, vault};
use super::{scope, vehicle};
use crate::account::{Account, Role, Share};
use crate::car::CarId;
use crate::simulator::Simulator;
use crate::world::World;

const MOST_DRIVERS: usize = 5;
const MOST_IN_A_PAGE: usize = 25;
const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// An invitation to drive a car: for one person, for a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Invitation {
    id: u64,
    code: String,
    car: CarId,
    owner: Uuid,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
    redeemed_by: Option<Uuid>,
}

pub(crate) async fn drivers(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, _| {
        let share = owned(world, &owner, &tag)?;
        let people = world.people(&share.car).filter(|(_, role)| *role == Role::Driver);
        let drivers: Vec<Value> = people.map(|(account, _)| driver(account)).collect();
        Ok(Json(json!({"count": drivers.len(), "response": drivers})))
    })
}

#[derive(Default, Deserialize)]
pub(crate) struct Removed {
    share_user_id: Option<String>,
}

/// Without a user's id: the caller.
pub(crate) async fn remove_driver(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
    Query(named): Query<Removed>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::COMMANDS])?;
    let sent = parameters(&body)?;
    let by_body = sent.get("share_user_id").filter(|id| !id.is_null()).map(|id| id.to_string().replace('"', ""));
    let wanted = named.share_user_id.or(by_body);
    simulator
        .change(|world, _| {
            let car = match &wanted {
                Some(_) => owned(world, &owner, &tag)?.car.clone(),
                None => owner.share(world, &tag)?.car.clone(),
            };
            let leaves = |account: &Account| match &wanted {
                Some(id) => vehicle::user_id(account.subject).to_string() == *id,
                None => account.subject == owner.account,
            };
            let account = world.accounts.values_mut().find(|account| leaves(account));
            let account = account.ok_or_else(FleetError::not_found)?;
            let before = account.cars.len();
            account.cars.retain(|share| share.car != car || share.role == Role::Owner);
            if account.cars.len() == before {
                return Err(FleetError::not_found());
            }
            Ok(response("ok".into()))
        })
        .await?
}

pub(crate) async fn invitations(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA, scope::COMMANDS])?;
    simulator.look(|world, now| {
        let share = owned(world, &owner, &tag)?;
        let open = world.tesla.invitations.iter().filter(|known| known.car == share.car && known.is_open(now));
        Ok(paging.list(open.filter_map(|known| told(world, known)).collect(), MOST_IN_A_PAGE))
    })
}

pub(crate) async fn invite(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::COMMANDS])?;
    simulator
        .change(|world, now| {
            let car = owned(world, &owner, &tag)?.car.clone();
            world.tesla.invitations.retain(|known| known.is_open(now));
            let invitation = Invitation {
                id: 4_000_000_000 + u64::from(Uuid::new_v4().as_fields().0),
                code: Uuid::new_v4().simple().to_string(),
                car,
                owner: owner.account,
                expires_at: now.checked_add(INVITATION_LIFE).unwrap_or(now),
                revoked_at: None,
                redeemed_by: None,
            };
            world.tesla.invitations.push(invitation.clone());
            told(world, &invitation).map(response).ok_or_else(FleetError::not_found)
        })
        .await?
}

pub(crate) async fn revoke(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path((tag, id)): Path<(String, u64)>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::COMMANDS])?;
    simulator
        .change(|world, now| {
            let car = owned(world, &owner, &tag)?.car.clone();
            let mut known = world.tesla.invitations.iter_mut();
            let known = known.find(|known| known.id == id && known.car == car).ok_or_else(FleetError::not_found)?;
            known.revoked_at = known.revoked_at.or(Some(now));
            Ok(response(true.into()))
        })
        .await?
}

/// The code comes in the body; one client sends it as the name of a query field.
pub(crate) async fn redeem(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(query): Query<Vec<(String, String)>>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    let sent = parameters(&body)?;
    let in_query = query.first().map(|(name, value)| if name == "code" { value.clone() } else { name.clone() });
    let code = sent.get("code").and_then(Value::as_str).map(str::to_owned).or(in_query);
    let code = code.ok_or_else(|| FleetError::invalid_request("code is required."))?;
    simulator
        .change(|world, now| {
            let World { accounts, cars, tesla, .. } = world;
            let open = tesla.invitations.iter_mut().find(|known| known.code == code && known.is_open(now));
            let open = open.ok_or_else(FleetError::not_found)?;
            let car = cars.get(&open.car).ok_or_else(FleetError::not_found)?;
            let drives = |account: &&Account| {
                account.cars.iter().any(|share| share.car == open.car && share.role == Role::Driver)
            };
            if accounts.values().filter(drives).count() >= MOST_DRIVERS {
                let text = "Validation failed: too many drivers";
                return Err(FleetError::new(StatusCode::UNPROCESSABLE_ENTITY, text));
            }
            let account = accounts.get_mut(&owner.account).ok_or_else(FleetError::unauthorized)?;
            if !account.cars.iter().any(|share| share.car == open.car) {
                let share = Share { car: open.car.clone(), role: Role::Driver, removed: false, hide_private: false };
                account.cars.push(share);
            }
            open.redeemed_by = Some(owner.account);
            Ok(response(json!({"vehicle_id_s": vehicle::id(car).to_string(), "vin": car.vin})))
        })
        .await?
}

impl Invitation {
    fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.redeemed_by.is_none() && now < self.expires_at
    }
}

/// The car that a tag names, of which the caller is the owner.
fn owned<'w>(world: &'w World, owner: &Owner, tag: &str) -> Result<&'w Share, FleetError> {
    let share = owner.share(world, tag)?;
    if share.role == Role::Owner { Ok(share) } else { Err(FleetError::new(StatusCode::FORBIDDEN, "Unauthorized")) }
}

fn driver(account: &Account) -> Value {
    let name = full_name(account);
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    let id = vehicle::user_id(account.subject);
    json!({
        "my_tesla_unique_id": id + 1,
        "user_id": id,
        "user_id_s": id.to_string(),
        "vault_uuid": vault(account),
        "driver_first_name": first,
        "driver_last_name": last,
        "granular_access": {"hide_private": account.cars.first().is_some_and(|share| share.hide_private)},
        "active_pubkeys": [],
        "public_key": "",
    })
}

fn told(world: &World, invitation: &Invitation) -> Option<Value> {
    let vin = &world.cars.get(&invitation.car)?.vin;
    let owner = vehicle::user_id(invitation.owner);
    let first = json!({
        "id": invitation.id,
        "id_s": invitation.id.to_string(),
        "owner_id": owner,
        "owner_id_s": owner.to_string(),
        "share_user_id": null,
        "share_user_id_s": "",
        "product_id": vin,
        "vin": vin,
        "state": "pending",
        "code": invitation.code,
        "share_link": format!("https://www.tesla.com/_rs/1/{}", invitation.code),
        "expires_at": format!("{:.3}", invitation.expires_at),
        "revoked_at": invitation.revoked_at.map(|at| format!("{at:.3}")),
        "product_type": "vehicle",
        "share_type": "customer",
        "active_pubkeys": [null],
        "borrowing_device_id": null,
        "key_id": null,
        "borrowing_key_hash": null,
        "share_user_sso_id": null,
    });
    Some(first)
}
