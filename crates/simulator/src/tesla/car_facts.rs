//! What Tesla tells of a car beside its live values.

use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::response;
use super::caller::{Caller, Owner};
use super::error::FleetError;
use super::limits::Class;
use super::scope;
use crate::car::alerts::alerts;
use crate::car::details::Build;
use crate::car::{Availability, Car};
use crate::catalogue::Make;
use crate::simulator::Simulator;

/// Whether a question needs the car itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Cloud,
    Car,
}

pub(crate) async fn mobile_enabled(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &tag, Needs::Car, |_, _| json!({"result": true, "reason": ""}))
}

pub(crate) async fn nearby_charging_sites(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &tag, Needs::Car, |car, now| {
        let place = car.motion_at(now).place();
        let site = |name: &str, kind: &str, north: f64| {
            json!({
                "location": {"lat": place.latitude + north, "long": place.longitude},
                "name": name,
                "type": kind,
                "distance_miles": (north.abs() * 69.0 * 100.0).round() / 100.0,
            })
        };
        let mut destination = site("Harbour Hotel", "destination", 0.02);
        destination["amenities"] = "restrooms,wifi,lodging".into();
        let mut supercharger = site("Old Town Supercharger", "supercharger", 0.04);
        supercharger["available_stalls"] = 6.into();
        supercharger["total_stalls"] = 12.into();
        supercharger["site_closed"] = false.into();
        supercharger["billing_info"] = "".into();
        json!({
            "congestion_sync_time_utc_secs": now.as_second(),
            "destination_charging": [destination],
            "superchargers": [supercharger],
            "timestamp": now.as_millisecond(),
        })
    })
}

pub(crate) async fn recent_alerts(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &tag, Needs::Car, |car, now| json!({"recent_alerts": alerts(car, now)}))
}

/// Doubly wrapped, as Tesla's sample has it.
pub(crate) async fn release_notes(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &tag, Needs::Car, |car, now| {
        json!({"response": {"release_notes": [{
            "title": "Minor updates",
            "subtitle": "Some models",
            "description": "This release contains minor improvements and bug fixes.",
            "customer_version": car.firmware(now),
            "icon": "release_notes_icon",
            "image_url": "",
            "light_image_url": "",
        }]}})
    })
}

pub(crate) async fn service_data(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &tag, Needs::Cloud, |car, now| match car.condition.in_service.since() {
        None => json!({}),
        Some(since) => json!({
            "service_status": "in_service",
            "service_etc": format!("{:.0}", now.max(since)),
            "service_visit_number": format!("SV{}", since.as_second() % 1_000_000),
            "status_id": 8,
        }),
    })
}

#[derive(Deserialize)]
pub(crate) struct OfVin {
    vin: String,
}

pub(crate) async fn options(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(OfVin { vin }): Query<OfVin>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &vin, Needs::Cloud, |car, _| {
        let build = Build::of(car);
        let code = |code: &str, name: &str| json!({"code": code, "displayName": name, "isActive": true});
        let mut paint = code("$PAINT", build.colour.unwrap_or("PearlWhite"));
        paint["colorCode"] = "PAINT".into();
        json!({"codes": [code("$MDL", &car.model), code("$TRIM", build.trim), code("$WHEEL", build.wheel), paint]})
    })
}

pub(crate) async fn warranty(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(OfVin { vin }): Query<OfVin>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &vin, Needs::Cloud, |car, now| {
        let expires = car.year + 8;
        let item = json!({
            "warrantyType": "BATTERY_DRIVEUNIT",
            "warrantyDisplayName": "Battery & Drive Unit Limited Warranty",
            "expirationDate": format!("{expires}-06-30T00:00:00.000Z"),
            "expirationOdometer": 120_000,
            "odometerUnit": "MI",
            "warrantyExpiredOn": null,
            "coverageAgeInYears": 8,
        });
        let year = i32::from(now.to_zoned(jiff::tz::TimeZone::UTC).year());
        let (active, over) = if expires > year { (vec![item], vec![]) } else { (vec![], vec![item]) };
        json!({"activeWarranty": active, "upcomingWarranty": [], "expiredWarranty": over})
    })
}

pub(crate) async fn subscriptions(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(OfVin { vin }): Query<OfVin>,
) -> Result<Json<Value>, FleetError> {
    ask(&simulator, &owner, &vin, Needs::Cloud, |car, _| {
        json!({"country": country(car), "vin": car.vin, "eligible": [{
            "optionCode": "$CPF1",
            "product": "PREMIUM_CONNECTIVITY",
            "startDate": "2024-01-01T00:00:00.000Z",
            "addons": [],
            "billingOptions": [{"billingPeriod": "MONTHLY", "currencyCode": car.motion.home.currency(), "price": 9.99}],
        }]})
    })
}

pub(crate) async fn upgrades(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(OfVin { vin }): Query<OfVin>,
) -> Result<Json<Value>, FleetError> {
    ask(
        &simulator,
        &owner,
        &vin,
        Needs::Cloud,
        |car, _| json!({"vin": car.vin, "country": country(car), "type": "VEHICLE", "eligible": []}),
    )
}

/// A car as it was sold; for an application's own token, and for any car.
pub(crate) async fn specs(
    State(simulator): State<Simulator>,
    caller: Caller,
    Path(vin): Path<String>,
) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    caller.needs(&[scope::SPECS])?;
    simulator.look(|world, _| {
        let of_vin = |car: &&Car| car.make == Make::Tesla && car.vin.eq_ignore_ascii_case(&vin);
        let car = world.cars.values().find(of_vin).ok_or_else(FleetError::not_found)?;
        let build = Build::of(car);
        Ok(response(json!({
            "vin": car.vin,
            "model": car.model,
            "year": car.year,
            "trim": build.trim,
            "exteriorColor": build.colour,
            "batteryCapacityKwh": car.battery.as_ref().map(|battery| battery.capacity_kwh),
            "batterySoH": 94,
        })))
    })
}

fn country(car: &Car) -> &'static str {
    if car.motion.home.is_american() { "US" } else { "DE" }
}

fn ask(
    simulator: &Simulator,
    owner: &Owner,
    tag: &str,
    needs: Needs,
    tell: impl FnOnce(&Car, Timestamp) -> Value,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.jot(|world, now| {
        let share = owner.share(world, tag)?.clone();
        let vin = world.tesla_car(&share).ok_or_else(FleetError::not_found)?.vin.clone();
        world.count(Class::Data, &owner.caller.client_id, &vin, now)?;
        if needs == Needs::Car {
            world.reach(owner, &share, now)?;
        }
        let car = world.tesla_car(&share).ok_or_else(FleetError::not_found)?;
        if needs == Needs::Car && car.availability(now) != Availability::Awake {
            return Err(FleetError::asleep());
        }
        Ok(response(tell(car, now)))
    })
}
