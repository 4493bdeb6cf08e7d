//! `/api/1/users/…`: the account behind a token.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::response;
use super::caller::{Caller, Owner};
use super::cloud::region_of;
use super::error::FleetError;
use super::scope;
use crate::account::{Account, Role};
use crate::car::Car;
use crate::simulator::Simulator;

pub(crate) async fn me(State(simulator): State<Simulator>, owner: Owner) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::USER_DATA])?;
    simulator.look(|world, _| {
        let account = owner.account(world)?;
        Ok(response(json!({
            "email": account.email,
            "full_name": full_name(account),
            "profile_image_url": "https://vehicle-files.prd.usw2.vn.cloud.tesla.com/profile_images/default.jpg",
            "vault_uuid": vault(account),
        })))
    })
}

/// Answered at every region.
pub(crate) async fn region(State(simulator): State<Simulator>, caller: Caller) -> Result<Json<Value>, FleetError> {
    let account = caller.account.ok_or_else(FleetError::invalid_token)?;
    let (region, displaced) = simulator.look(|world, _| {
        let account = world.accounts.get(&account).ok_or_else(FleetError::unauthorized)?;
        Ok::<_, FleetError>((region_of(world, account), world.tesla.scripts.is_displaced(account.subject)))
    })?;
    let url = if displaced {
        caller.face.other_base_url(&simulator, region)
    } else {
        caller.face.base_url(&simulator, region)
    };
    Ok(response(json!({"region": region.code(), "fleet_api_base_url": url})))
}

/// The name that an e-mail address suggests.
pub(crate) fn full_name(account: &Account) -> String {
    let local = account.email.split('@').next().unwrap_or_default();
    let words = local.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    let name = words.collect::<Vec<_>>().join(" ");
    if name.contains(' ') { name } else { format!("{name} Example") }
}

/// Names an account's vault.
pub(crate) fn vault(account: &Account) -> Uuid {
    Uuid::new_v5(&account.subject, b"vault")
}

pub(crate) async fn feature_config(_: Owner) -> Json<Value> {
    response(json!({"signaling": {"enabled": true, "subscribe_connectivity": false, "use_auth_token": false}}))
}

/// The cars that the account owns, as they were ordered.
pub(crate) async fn orders(State(simulator): State<Simulator>, owner: Owner) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::USER_DATA])?;
    simulator.look(|world, _| {
        let shares = owner.account(world)?.shares().filter(|share| share.role == Role::Owner);
        let order = |car: &Car| {
            json!({
                "vehicleMapId": super::vehicle::id(car),
                "referenceNumber": format!("RN{}", super::vehicle::id(car) % 1_000_000_000),
                "vin": car.vin,
                "orderStatus": "DELIVERED",
                "orderSubstatus": "_Z",
                "modelCode": format!("m{}", car.vin.get(3..4).unwrap_or("3").to_lowercase()),
                "countryCode": if car.motion.home.is_american() { "US" } else { "DE" },
                "locale": "en_US",
                "mktOptions": "",
                "isB2b": car.business,
            })
        };
        let orders: Vec<Value> = shares.filter_map(|share| world.tesla_car(share)).map(order).collect();
        Ok(Json(json!({"count": orders.len(), "response": orders})))
    })
}
