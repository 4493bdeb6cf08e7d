//! The proof: which cars, what it is worth, and giving it up.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use openfob_carkey::{CarKey, Code, VehicleId as CarName};
use openfob_domain::{AccountId, Evidence, EvidenceSource, KeyClaim, KeyKind, KeyRecord, KeyState};
use openfob_store::Vehicle;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::audit::noted;
use crate::fault::Fault;
use crate::session::SignedIn;

/// The account's cars that ask for CarKey, with what they need to ask for steps.
pub(crate) async fn vehicles(State(service): State<CarKeyService>, who: SignedIn) -> Result<Json<Value>, Fault> {
    let cars = with_car_key(&service, who.account()).await?;
    let cars: Vec<Value> = cars
        .iter()
        .map(|car| {
            json!({
                "vin": car.vin.as_str(),
                "make": car.model.make.as_str(),
                "model": car.model.model,
                "year": car.model.year,
                "carAssociationID": car.id.to_string(),
            })
        })
        .collect();
    Ok(Json(json!({"vehicles": cars})))
}

/// What the proof for a car is worth.
pub(crate) async fn check(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Path(vin): Path<String>,
) -> Result<Json<Value>, Fault> {
    let car = named(&service, who.account(), &vin).await?;
    let (now, kept) = (service.now(), kept(&service, who.account(), &car).await?);
    Ok(Json(json!({
        "isCarKeyVerified": kept.is_verified(now),
        "cvsStatus": kept.status(now),
        // One that the maker suspended without a date has none.
        "maxReactivationDate": kept.max_reactivation_date(now).filter(|until| *until < Timestamp::MAX).map(text),
    })))
}

/// Gives the proof for a car up, as one does with a car that was sold.
pub(crate) async fn remove(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Path(vin): Path<String>,
) -> Result<StatusCode, Fault> {
    let car = named(&service, who.account(), &vin).await?;
    let outcome = give_up(&service, &who, &car).await;
    noted(&service, &who, Some(car.id), "remove", outcome).await.map(|()| StatusCode::NO_CONTENT)
}

async fn give_up(service: &CarKeyService, who: &SignedIn, car: &Vehicle) -> Result<(), Fault> {
    who.is_strong(service)?;
    let evidence = Evidence { source: EvidenceSource::Attestation, claim: KeyClaim::Absent, at: service.now() };
    Ok(service.host.record(who.account(), car, evidence).await?)
}

/// What is kept, as CarKey's own rules see it.
pub(crate) async fn kept(service: &CarKeyService, account: AccountId, car: &Vehicle) -> Result<CarKey, Fault> {
    Ok(service.host.known(account, car).await?.map_or(CarKey::None, |record| of(&record)))
}

fn of(record: &KeyRecord) -> CarKey {
    let since = record.since;
    match &record.state {
        KeyState::Paired { .. } => CarKey::Active { since },
        KeyState::Suspended { until } => CarKey::Suspended { since, until: until.unwrap_or(Timestamp::MAX) },
        KeyState::Disabled => CarKey::Disabled { until: rested_until(record) },
        KeyState::NotRequired | KeyState::Unpaired | KeyState::Unknown => CarKey::None,
    }
}

/// Until when a proof that ended could have been brought back, where that is why it ended.
fn rested_until(record: &KeyRecord) -> Option<Timestamp> {
    let newest = record.evidence.iter().max_by_key(|word| (word.at, word.source))?;
    match newest.claim {
        KeyClaim::Suspended { until } => until,
        _ => None,
    }
}

/// A car of the account that asks for CarKey, by its VIN; 2366 for any other.
pub(crate) async fn named(service: &CarKeyService, account: AccountId, vin: &str) -> Result<Vehicle, Fault> {
    let none = || {
        let advice = "Name a car of this account that asks for CarKey; GET /vehicles lists them.";
        Fault::new(Code::VinNotValid, advice).because("carkey.no_such_vehicle")
    };
    let vin: CarName = vin.parse().map_err(|_| none())?;
    let cars = with_car_key(service, account).await?;
    cars.into_iter().find(|car| car.vin.as_str() == vin.as_str()).ok_or_else(none)
}

pub(crate) async fn with_car_key(service: &CarKeyService, account: AccountId) -> Result<Vec<Vehicle>, Fault> {
    let asks = |car: &Vehicle| car.access.key.is_some_and(|rule| rule.kind == KeyKind::CarKey);
    let cars = service.store.account_vehicles(account).await?;
    Ok(cars.into_iter().map(|car| car.vehicle).filter(asks).collect())
}

/// A moment as the SDK writes it: UTC, milliseconds.
pub(crate) fn text(at: Timestamp) -> String {
    format!("{at:.3}")
}
