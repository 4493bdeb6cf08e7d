//! Products and energy sites: the least that clients of cars and of one home battery need.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{parameters, response};
use super::caller::Owner;
use super::error::FleetError;
use super::{scope, vehicle};
use crate::account::Account;
use crate::simulator::Simulator;
use crate::world::World;

pub(crate) async fn products(State(simulator): State<Simulator>, owner: Owner) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA, scope::ENERGY_DATA])?;
    simulator.look(|world, now| {
        let account = owner.account(world)?;
        let mut products = Vec::new();
        if owner.caller.scopes.contains(scope::DEVICE_DATA) {
            for share in account.shares() {
                let Some(car) = world.tesla_car(share) else { continue };
                let mut product = vehicle::element(car, account, share, now);
                product["tokens"] = Value::Null;
                product["cached_data"] = Value::Null;
                product["mobile_access_disabled"] = car.condition.remote_access_disabled.is_on().into();
                product["device_type"] = "vehicle".into();
                products.push(product);
            }
        }
        if owner.caller.scopes.contains(scope::ENERGY_DATA) {
            products.extend(site(world, account).map(|id| product(id, account)));
        }
        Ok(Json(json!({"count": products.len(), "response": products})))
    })
}

pub(crate) async fn live_status(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(id): Path<u64>,
) -> Result<Json<Value>, FleetError> {
    read(&simulator, &owner, id, |_, now| {
        json!({
            "solar_power": 3_120,
            "energy_left": 9_840.5,
            "total_pack_energy": 13_500.0,
            "percentage_charged": 72.9,
            "backup_capable": true,
            "battery_power": -1_240,
            "load_power": 1_880,
            "grid_status": "Active",
            "grid_power": 0,
            "grid_services_active": false,
            "generator_power": 0,
            "island_status": "on_grid",
            "storm_mode_active": false,
            "wall_connectors": [],
            "timestamp": format!("{now:.0}"),
        })
    })
}

pub(crate) async fn site_info(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(id): Path<u64>,
) -> Result<Json<Value>, FleetError> {
    read(&simulator, &owner, id, |settings, _| {
        json!({
            "id": format!("STE{id}"),
            "site_name": "My Home",
            "backup_reserve_percent": settings.get("backup_reserve_percent").unwrap_or(&json!(20)),
            "default_real_mode": settings.get("default_real_mode").unwrap_or(&json!("self_consumption")),
            "installation_date": "2022-05-04T10:00:00+00:00",
            "user_settings": {"storm_mode_enabled": settings.get("enabled").unwrap_or(&json!(true))},
            "components": components(),
            "version": "24.12.3",
            "battery_count": 1,
            "nameplate_power": 5_000,
            "nameplate_energy": 13_500,
            "installation_time_zone": "Europe/Berlin",
            "max_site_meter_power_ac": 1_000_000_000,
            "min_site_meter_power_ac": -1_000_000_000,
            "vpp_backup_reserve_percent": 0,
        })
    })
}

/// No history is kept.
pub(crate) async fn history(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(id): Path<u64>,
) -> Result<Json<Value>, FleetError> {
    read(&simulator, &owner, id, |_, _| json!({"serial_number": format!("TG{id}"), "period": "day", "time_series": []}))
}

pub(crate) async fn set(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path((id, what)): Path<(u64, String)>,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    const SETTINGS: [(&str, &str); 6] = [
        ("backup", "backup_reserve_percent"),
        ("operation", "default_real_mode"),
        ("storm_mode", "enabled"),
        ("grid_import_export", ""),
        ("off_grid_vehicle_charging_reserve", "off_grid_vehicle_charging_reserve_percent"),
        ("time_of_use_settings", "tou_settings"),
    ];
    owner.caller.needs(&[scope::ENERGY_COMMANDS])?;
    let sent = parameters(&body)?;
    let (_, needed) = SETTINGS.into_iter().find(|(name, _)| *name == what).ok_or_else(FleetError::not_found)?;
    if !needed.is_empty() && !sent.contains_key(needed) {
        return Err(FleetError::invalid_request(format!("{needed} is required.")));
    }
    simulator
        .change(|world, _| {
            let account = owner.account(world)?;
            if site(world, account) != Some(id) {
                return Err(FleetError::not_found());
            }
            world.tesla.energy.entry(id).or_default().extend(sent);
            Ok(response(json!({"code": 201, "message": "Updated"})))
        })
        .await?
}

fn read(
    simulator: &Simulator,
    owner: &Owner,
    id: u64,
    tell: impl FnOnce(&serde_json::Map<String, Value>, Timestamp) -> Value,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::ENERGY_DATA])?;
    simulator.look(|world, now| {
        if site(world, owner.account(world)?) != Some(id) {
            return Err(FleetError::not_found());
        }
        let none = serde_json::Map::new();
        Ok(response(tell(world.tesla.energy.get(&id).unwrap_or(&none), now)))
    })
}

/// The demo's owner has a battery at home; nobody else has.
fn site(world: &World, account: &Account) -> Option<u64> {
    let owner = world.account(account.make, crate::population::OWNER)?;
    (owner.subject == account.subject).then(|| 1_000_000_000 + vehicle::user_id(account.subject))
}

fn product(id: u64, account: &Account) -> Value {
    json!({
        "energy_site_id": id,
        "device_type": "energy",
        "resource_type": "battery",
        "site_name": "My Home",
        "id": format!("STE{id}"),
        "gateway_id": format!("1152100-14-J--TG{id}"),
        "asset_site_id": uuid::Uuid::new_v5(&account.subject, b"site"),
        "warp_site_number": format!("TG{id}"),
        "energy_left": 9_840.5,
        "total_pack_energy": 13_500,
        "percentage_charged": 72.9,
        "battery_type": "ac_powerwall",
        "backup_capable": true,
        "battery_power": -1_240,
        "components": components(),
        "features": {"rate_plan_manager_no_pricing_constraint": true},
    })
}

fn components() -> Value {
    json!({
        "battery": true,
        "battery_type": "ac_powerwall",
        "solar": true,
        "solar_type": "pv_panel",
        "grid": true,
        "load_meter": true,
        "market_type": "residential",
        "wall_connectors": [],
    })
}
