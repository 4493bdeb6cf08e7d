//! The cars of an account, and their readings.

use openfob_automaker::{Adapter, AdapterErrorKind, Availability, PriceClass};
use openfob_domain::{Role, Signal, VehicleCondition};
use serde_json::json;

use crate::harness::{CYBERTRUCK, LENA, MODEL_3, MODEL_S, World, session, vin};

#[tokio::test]
async fn the_cars_of_an_account_say_what_they_ask_for() {
    let world = World::start().await;
    let cars = world.tesla.vehicles(&world.session(LENA).await).await.unwrap();
    let told: Vec<_> = cars
        .iter()
        .map(|car| {
            let key = car.access.key.map_or("none", |rule| rule.kind.as_str());
            (car.model.model.as_str(), car.model.year, key, car.access.refresh_seconds, car.streaming)
        })
        .collect();
    assert!(told.contains(&("Model 3", 2021, "virtual_key", None, None)), "{told:?}");
    assert!(told.contains(&("Model S", 2019, "none", Some(300), Some(false))), "{told:?}");
    assert!(told.contains(&("Cybertruck", 2024, "virtual_key", None, None)), "{told:?}");
    assert!(cars.iter().all(|car| car.role == Role::Owner));
    let drivers = world.tesla.vehicles(&world.session("max@example.com").await).await.unwrap();
    assert!(drivers.iter().all(|car| car.role == Role::Driver));
}

#[tokio::test]
async fn one_call_brings_all_that_is_asked_for_in_our_units() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let ask = [Signal::Odometer, Signal::StateOfCharge, Signal::BatteryRange, Signal::Location, Signal::Locked];
    let fetched = world.tesla.read(&session, &vin(MODEL_3), &ask).await.unwrap();
    assert_eq!(fetched.readings.iter().count(), ask.len(), "{fetched:?}");
    let car = world.car("4821").await;
    let odometer = fetched.readings.number(Signal::Odometer).unwrap();
    assert!((38_000.0..=52_000.0).contains(&odometer), "km, not miles: {odometer}");
    let place = fetched.readings.get(Signal::Location).unwrap();
    assert_eq!(place.value.part("latitude"), Some(&json!(47.9959)), "{car}");
    assert_eq!(place.recorded_at, world.now());
    assert_eq!(world.book.take_priced(), [("vehicle_data", PriceClass::Data)]);
}

#[tokio::test]
async fn no_read_wakes_a_car_and_looking_at_it_is_free() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.turn("0377", "sleep", json!({})).await;
    let error = world.tesla.read(&session, &vin(MODEL_S), &[Signal::Odometer]).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::Asleep));
    world.book.take();
    let state = world.tesla.state(&session, &vin(MODEL_S)).await.unwrap();
    assert_eq!((state.availability, state.idle), (Availability::Asleep, None));
    assert_eq!(world.book.take_priced(), [("vehicle", PriceClass::Free)]);
    assert_eq!(world.car("0377").await["state"], "asleep");
}

#[tokio::test]
async fn what_the_owner_kept_back_is_left_out_and_the_rest_is_read() {
    let world = World::start().await;
    let account = world.sign_in_without(LENA, &["vehicle_location", "vehicle_charging_cmds"]).await;
    let session = session(&world.partner, &account);
    let ask = [Signal::Odometer, Signal::Location, Signal::ChargeRecords, Signal::FuelLevel, Signal::AtHome];
    let fetched = world.tesla.read(&session, &vin(MODEL_3), &ask).await.unwrap();
    assert!(fetched.readings.number(Signal::Odometer).is_some());
    assert_eq!(fetched.forbidden, [Signal::Location, Signal::ChargeRecords]);
    assert_eq!(fetched.not_capable, [Signal::FuelLevel]);
    assert_eq!(fetched.readings.get(Signal::AtHome), None, "told by streams alone");
}

#[tokio::test]
async fn a_car_of_somebody_else_is_missing() {
    let world = World::start().await;
    let session = world.session("sam@example.com").await;
    let error = world.tesla.read(&session, &vin(CYBERTRUCK), &[Signal::Odometer]).await.unwrap_err();
    let missing = openfob_domain::AccountIssue::VehicleMissing;
    assert_eq!(error.kind, AdapterErrorKind::Account(missing));
}

#[tokio::test]
async fn alerts_and_charging_sessions_come_from_endpoints_of_their_own() {
    let world = World::start().await;
    let account = world.sign_in(LENA).await;
    let session = session(&world.partner, &account);
    world.book.take();
    let fetched = world.tesla.read(&session, &vin(MODEL_3), &[Signal::Alerts, Signal::ChargeRecords]).await.unwrap();
    assert_eq!(fetched.readings.iter().count(), 2, "{fetched:?}");
    assert_eq!(world.book.take(), ["recent_alerts", "charging_history"]);
    let records: serde_json::Value = fetched.readings.parts(Signal::ChargeRecords).unwrap().unwrap();
    let first = &records[0];
    assert!(first["chargeStart"].is_string() && first["cost"]["currency"].is_string(), "{records}");
    assert!(first["energyConsumed"].is_number(), "{records}");
}
