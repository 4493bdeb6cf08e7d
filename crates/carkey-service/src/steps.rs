//! `/steps`, `/step`, `/services`: the service activation steps, in their order.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use openfob_carkey::Code;
use openfob_domain::VehicleId;
use openfob_store::{CarKeySteps, Step, Vehicle};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::CarKeyService;
use crate::body::Asked;
use crate::car_key::{kept, named, with_car_key};
use crate::fault::{Fault, invalid, missing};
use crate::session::SignedIn;

const ORDER: [Step; 3] = [Step::TrustedPhoneNumber, Step::DeviceActivation, Step::MediumCarKey];

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
enum Filter {
    #[default]
    All,
    Todo,
    AlreadyDone,
}

#[derive(Deserialize)]
pub(crate) struct Request {
    #[serde(rename = "stepsID")]
    steps_id: Option<String>,
    #[serde(rename = "carAssociationID")]
    car_association_id: Option<String>,
    vin: Option<String>,
    #[serde(rename = "resetSteps", alias = "resetStep", default)]
    reset_steps: bool,
    #[serde(rename = "stepsStatus", alias = "stepStatus", default)]
    filter: Filter,
}

/// All steps of a car on this phone: by `stepsID`, `carAssociationID` or `vin`.
pub(crate) async fn steps(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Asked(request): Asked<Request>,
) -> Result<Json<Value>, Fault> {
    let walk = match (&request.steps_id, &request.car_association_id, &request.vin) {
        (Some(id), _, _) => by_id(&service, &who, id).await?,
        (None, Some(association), _) => {
            let id: VehicleId =
                association.parse().map_err(|_| invalid("carAssociationID", "one that GET /vehicles lists"))?;
            begun(&service, &who, id).await?
        }
        (None, None, Some(vin)) => begun(&service, &who, named(&service, who.account(), vin).await?.id).await?,
        (None, None, None) => return Err(missing("stepsID, carAssociationID or vin")),
    };
    let done = look(&service, &who, &walk, request.reset_steps).await?;
    let mut answer = Map::from_iter([("stepsID".to_owned(), json!(walk.id.to_string()))]);
    for step in ORDER {
        let is_done = done.contains(&step);
        if matches!((request.filter, is_done), (Filter::All, _) | (Filter::Todo, false) | (Filter::AlreadyDone, true)) {
            answer.extend([entry(step, is_done)?]);
        }
    }
    Ok(Json(Value::Object(answer)))
}

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(rename = "stepsID")]
    steps_id: Option<String>,
}

/// The next step to do, or `null`.
pub(crate) async fn next(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Asked(request): Asked<Next>,
) -> Result<Json<Value>, Fault> {
    let walk = by_id(&service, &who, &request.steps_id.ok_or_else(|| missing("stepsID"))?).await?;
    let done = look(&service, &who, &walk, false).await?;
    let Some(step) = ORDER.into_iter().find(|step| !done.contains(step)) else { return Ok(Json(Value::Null)) };
    Ok(Json(Value::Object(Map::from_iter([entry(step, false)?]))))
}

#[derive(Deserialize)]
pub(crate) struct OfVehicle {
    vin: Option<String>,
}

/// The services that CarKey opens for a car. The maker never listed its codes; these are ours.
pub(crate) async fn services(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Asked(request): Asked<OfVehicle>,
) -> Result<Json<Value>, Fault> {
    named(&service, who.account(), &request.vin.ok_or_else(|| missing("vin"))?).await?;
    Ok(Json(json!({"services": [
        {"code": "remote", "name": "Remote commands"},
        {"code": "status", "name": "Vehicle status"},
    ]})))
}

/// The steps before CarKey, where the operator wants them in order.
pub(crate) async fn come_before_car_key(service: &CarKeyService, who: &SignedIn) -> Result<(), Fault> {
    if !service.settings.steps_in_order {
        return Ok(());
    }
    if service.store.car_key_profile(who.account()).await?.phone_number.is_none() {
        return Err(Fault::new(Code::Server, "Certify a phone number first.").because("carkey.step.trusterPhoneNumber"));
    }
    if !service.store.is_enrolled(who.account(), who.phone()).await? {
        return Err(Fault::new(Code::Server, "Enrol this phone first.").because("carkey.step.deviceActivation"));
    }
    Ok(())
}

async fn by_id(service: &CarKeyService, who: &SignedIn, id: &str) -> Result<CarKeySteps, Fault> {
    let none =
        || Fault::new(Code::NoSuchSteps, "Ask for the steps of the car again; the number is this phone's alone.");
    let id = id.trim().parse().map_err(|_| none())?;
    service.store.car_key_steps_by_id(who.account(), who.phone(), id).await?.ok_or_else(none)
}

async fn begun(service: &CarKeyService, who: &SignedIn, vehicle: VehicleId) -> Result<CarKeySteps, Fault> {
    car(service, who, vehicle).await?;
    Ok(service.store.car_key_steps(who.account(), who.phone(), vehicle).await?)
}

async fn car(service: &CarKeyService, who: &SignedIn, vehicle: VehicleId) -> Result<Vehicle, Fault> {
    let cars = with_car_key(service, who.account()).await?;
    cars.into_iter()
        .find(|car| car.id == vehicle)
        .ok_or_else(|| invalid("carAssociationID", "one that GET /vehicles lists"))
}

/// What is done: what was, unless looked at afresh, and what is now.
async fn look(
    service: &CarKeyService,
    who: &SignedIn,
    walk: &CarKeySteps,
    afresh: bool,
) -> Result<BTreeSet<Step>, Fault> {
    let mut done = if afresh { BTreeSet::new() } else { walk.done.clone() };
    if service.store.car_key_profile(who.account()).await?.phone_number.is_some() {
        done.insert(Step::TrustedPhoneNumber);
    }
    if service.store.is_enrolled(who.account(), who.phone()).await? {
        done.insert(Step::DeviceActivation);
    }
    let car = car(service, who, walk.vehicle).await?;
    if kept(service, who.account(), &car).await?.opens_services(service.now()) {
        done.insert(Step::MediumCarKey);
    }
    if done != walk.done {
        service.store.set_car_key_steps(walk.id, &done).await?;
    }
    Ok(done)
}

fn entry(step: Step, is_done: bool) -> Result<(String, Value), Fault> {
    let Ok(Value::String(name)) = serde_json::to_value(step) else {
        return Err(Fault::new(Code::Unknown, "Try again."));
    };
    let order = ORDER.iter().position(|other| *other == step).unwrap_or_default() + 1;
    let status = if is_done { "alreadyDone" } else { "todo" };
    Ok((name.clone(), json!({"name": name, "status": status, "order": order})))
}
