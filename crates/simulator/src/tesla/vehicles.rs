//! `/api/1/vehicles`: the list, one car, and waking it. None but the last wakes a car.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::Value;

use super::answer::{Paging, response};
use super::caller::Owner;
use super::error::FleetError;
use super::limits::Class;
use super::{scope, vehicle};
use crate::simulator::Simulator;

const MOST_IN_A_PAGE: usize = 100;

pub(crate) async fn list(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, now| {
        let account = owner.account(world)?;
        let element = |share| Some(vehicle::element(world.tesla_car(share)?, account, share, now));
        Ok(paging.list(account.shares().filter_map(element).collect(), MOST_IN_A_PAGE))
    })
}

pub(crate) async fn one(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::DEVICE_DATA])?;
    simulator.look(|world, now| {
        let share = owner.share(world, &tag)?;
        let car = world.tesla_car(share).ok_or_else(FleetError::not_found)?;
        Ok(response(vehicle::element(car, owner.account(world)?, share, now)))
    })
}

/// Answers with the state of that moment; the car's connection comes later.
pub(crate) async fn wake_up(
    State(simulator): State<Simulator>,
    owner: Owner,
    Path(tag): Path<String>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::COMMANDS, scope::DEVICE_DATA, scope::CHARGING])?;
    simulator
        .change(|world, now| {
            let share = owner.share(world, &tag)?.clone();
            let car = world.tesla_car(&share).ok_or_else(FleetError::not_found)?;
            let text = format!("{} \u{2026}{}: an application wakes it up.", car.model, car.ending());
            let vin = car.vin.clone();
            world.count(Class::Wakes, &owner.caller.client_id, &vin, now)?;
            let at = now.checked_add(world.tesla.scripts.wakes_in()).unwrap_or(now);
            if let Some(car) = world.settled(&share.car, now) {
                car.wake_later(at, now);
            }
            world.log.note(now, Some(&share.car), text);
            let car = world.tesla_car(&share).ok_or_else(FleetError::not_found)?;
            Ok(response(vehicle::element(car, owner.account(world)?, &share, now)))
        })
        .await?
}
