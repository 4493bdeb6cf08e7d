//! What the protocol promises.

use jiff::SignedDuration;
use openfob_automaker::{AccountLink, Adapter, AdapterErrorKind, Availability, Commands, Effect, SignInRefused};
use openfob_domain::{
    AccessRules, AccountIssue, Capability, Command, DataWithoutKey, KeyClaim, KeyKind, Permission, Role, Signal,
    UpstreamFault, VehicleCondition,
};
use serde_json::json;

use crate::harness::{E_208, World, commanded, only_car, partner, session, start, vin};

const ALL: &[Signal] = Signal::ALL;

#[tokio::test]
async fn an_owner_signs_in_and_sees_their_cars_and_what_each_asks_for() {
    let world = World::start().await;
    let partner = partner("fob.example.com");
    let account = world.sign_in(&partner, "PEUGEOT", "lena@example.com").await;
    assert_eq!(account.email.as_deref(), Some("lena@example.com"));
    assert!(account.permissions.contains(&Permission::ReadLocation));
    assert_eq!(account.tokens.expires_in, SignedDuration::from_hours(2));

    let cars = world.garage.vehicles(&session(&partner, &account.tokens)).await.unwrap();
    assert_eq!(cars.len(), 1);
    let (e_208, rule) = (&cars[0], cars[0].access.key.unwrap());
    assert_eq!((e_208.vin.ending(), e_208.model.year, e_208.role), ("1208", 2022, Role::Owner));
    assert!(e_208.capabilities.contains(&Permission::ReadBattery));
    assert!(e_208.capabilities.contains(&Permission::ControlCharge));
    assert_eq!((rule.kind, rule.data_without), (KeyKind::CarKey, DataWithoutKey::Refused));

    let account = world.sign_in(&partner, "KIA", "anybody@example.com").await;
    let kia = world.garage.vehicles(&session(&partner, &account.tokens)).await.unwrap().remove(0);
    assert_eq!(kia.access, AccessRules::default());
}

#[tokio::test]
async fn a_make_with_an_adapter_of_its_own_is_not_signed_in_here() {
    let world = World::start().await;
    assert!(world.garage.brands().iter().all(|brand| brand.make.as_str() != "TESLA"));
    let redirect = "https://fob.example.com/connect/callback";
    let page = format!("/garage/authorize?client=fob.example.com&make=TESLA&redirect_uri={redirect}");
    let text = world.page(&page).await;
    assert!(text.contains("No simulated cars of the make") && !text.contains("sign-in-button"), "{text}");
}

#[tokio::test]
async fn a_car_that_is_awake_reports_and_one_that_sleeps_is_not_woken() {
    let world = World::start().await;
    let partner = partner("fob.example.com");
    let account = world.sign_in(&partner, "PEUGEOT", "lena@example.com").await;
    let session = session(&partner, &account.tokens);
    let car = vin(E_208);
    world.turn("1208", "wake", "").await;
    world.turn("1208", "charge-level", r#"{"percent": 62.5}"#).await;

    let fetched = world.garage.read(&session, &car, ALL).await.unwrap();
    let charge = fetched.readings.get(Signal::StateOfCharge).unwrap();
    assert_eq!(charge.value.number(), Some(62.5));
    assert_eq!((charge.recorded_at, charge.fetched_at), (start(), start()));
    assert_eq!(fetched.readings.get(Signal::PluggedIn).unwrap().value.flag(), Some(false));
    assert!(fetched.readings.get(Signal::Location).unwrap().value.part("latitude").is_some());
    assert!(fetched.forbidden.contains(&Signal::Locked), "it was not asked for");

    world.advance("16m").await;
    let state = world.garage.state(&session, &car).await.unwrap();
    assert_eq!((state.availability, state.idle), (Availability::Asleep, Some(true)));
    let error = world.garage.read(&session, &car, ALL).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::Asleep));
    let state = world.garage.state(&session, &car).await.unwrap();
    assert_eq!(state.availability, Availability::Asleep, "the read did not wake it");
}

#[tokio::test]
async fn tokens_end_are_refreshed_and_are_forgotten() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let first = world.sign_in(&ours, "KIA", "sam@example.com").await;
    world.advance("3h").await;
    let error = world.garage.vehicles(&session(&ours, &first.tokens)).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::TokenRejected);

    let second = world.garage.refresh(&ours, &first.tokens.refresh, None).await.unwrap();
    only_car(&world.garage, &session(&ours, &second.tokens)).await;
    let again = world.garage.refresh(&ours, &first.tokens.refresh, None).await.unwrap();
    let third = world.garage.refresh(&ours, &again.tokens.refresh, None).await.unwrap();
    let replayed = world.garage.refresh(&ours, &first.tokens.refresh, None).await.unwrap_err();
    assert_eq!(replayed.kind, AdapterErrorKind::Account(AccountIssue::AuthenticationFailed));

    world.garage.revoke(&session(&ours, &third.tokens)).await.unwrap();
    let error = world.garage.vehicles(&session(&ours, &third.tokens)).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::TokenRejected);
}

#[tokio::test]
async fn commands_change_the_car_and_wake_it() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "PEUGEOT", "lena@example.com").await;
    let session = session(&ours, &account.tokens);
    let car = vin(E_208);
    world.turn("1208", "charge-level", r#"{"percent": 50}"#).await;
    world.turn("1208", "plug", "").await;
    world.garage.run(&session, commanded(&car), &Command::ChargeStop).await.unwrap();
    let charge = world.garage.read(&session, &car, &[Signal::ChargeState]).await.unwrap();
    assert_eq!(charge.readings.get(Signal::ChargeState).unwrap().value.text(), Some("NOT_CHARGING"));
    world.turn("1208", "sleep", "").await;
    world.garage.run(&session, commanded(&car), &Command::ChargeLimit { percent: 90.0 }).await.unwrap();
    assert_eq!(world.garage.state(&session, &car).await.unwrap().availability, Availability::Awake);
    let limit = world.garage.read(&session, &car, &[Signal::ChargeLimit]).await.unwrap();
    assert_eq!(limit.readings.get(Signal::ChargeLimit).unwrap().value.number(), Some(90.0));

    world.turn("1208", "unplug", "").await;
    let error = world.garage.run(&session, commanded(&car), &Command::ChargeStart).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::ChargingPlugNotConnected));
    let schedules = Command::ChargeSchedules { schedules: json!([]) };
    let error = world.garage.run(&session, commanded(&car), &schedules).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Capability(Capability::VehicleNotCapable));

    let account = world.sign_in(&ours, "KIA", "sam@example.com").await;
    let narrow = crate::harness::session(&ours, &account.tokens);
    let kia = only_car(&world.garage, &narrow).await;
    let error = world.garage.run(&narrow, commanded(&kia), &Command::Navigate { latitude: 1.0, longitude: 2.0 }).await;
    assert_eq!(error.unwrap_err().kind, AdapterErrorKind::Forbidden, "its permission was not asked for");
}

#[tokio::test]
async fn of_a_car_key_the_maker_tells_suspensions_and_ends_alone() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "PEUGEOT", "lena@example.com").await;
    let session = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &session).await;
    let claim = async || world.garage.key_report(&session, &car).await.unwrap().evidence.remove(0).claim;
    assert_eq!(claim().await, KeyClaim::Unknown, "it keeps no proof");

    world.turn_car_key("1208", "suspend", r#"{"value": "2026-11-21T11:00:00Z"}"#).await;
    assert_eq!(claim().await, KeyClaim::Suspended { until: Some("2026-11-21T11:00:00Z".parse().unwrap()) });
    world.garage.read(&session, &car, &[Signal::Odometer]).await.unwrap();
    world.turn_car_key("1208", "disable", "").await;
    assert_eq!(claim().await, KeyClaim::Disabled);
    world.turn_car_key("1208", "garbage", r#"{"value": "cloud"}"#).await;
    let error = world.garage.key_report(&session, &car).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Upstream(UpstreamFault::InvalidData));
}

#[tokio::test]
async fn a_scripted_failure_answers_once_and_a_failing_account_always() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "KIA", "sam@example.com").await;
    let sam = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &sam).await;
    world.turn(car.as_str(), "fail", r#"{"error": "UPSTREAM.NO_RESPONSE"}"#).await;
    let error = world.garage.read(&sam, &car, &[Signal::Odometer]).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Upstream(UpstreamFault::NoResponse));
    assert_eq!(error.effect, Effect::MayHaveApplied);
    world.garage.read(&sam, &car, &[Signal::Odometer]).await.unwrap();

    let email = "VEHICLE_STATE.HOOD_OPEN@smartcar.com";
    let account = world.sign_in(&ours, "CHEVROLET", email).await;
    let failing = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &failing).await;
    assert_eq!(car.as_str(), "0SCLR000219CD4A2C");
    for _ in 0..2 {
        let error = world.garage.read(&failing, &car, &[Signal::Odometer]).await.unwrap_err();
        assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::HoodOpen));
    }
}

#[tokio::test]
async fn smartcars_test_addresses_do_what_they_say() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    assert_eq!(world.refused_sign_in("AUDI", "smartcar@invalid-subscription.com").await, SignInRefused::Subscription);
    let refused = world.refused_sign_in("AUDI", "smartcar@vehicle-incompatible.com").await;
    assert!(matches!(refused, SignInRefused::Incompatible { vin: Some(vin), .. } if vin.ending() == "B132"));
    assert_eq!(world.refused_sign_in("KIA", "0-vehicles@smartcar.com").await, SignInRefused::NoVehicles);

    let fleet = world.sign_in(&ours, "FORD", "12-vehicles@smartcar.com").await;
    assert_eq!(world.garage.vehicles(&session(&ours, &fleet.tokens)).await.unwrap().len(), 12);
    let fuel = world.sign_in(&ours, "FORD", "1FTEW1EP5LFA00001@fuel.smartcar.com").await;
    let session = session(&ours, &fuel.tokens);
    let car = only_car(&world.garage, &session).await;
    assert_eq!(car.as_str(), "1FTEW1EP5LFA00001");
    let fetched = world.garage.read(&session, &car, &[Signal::StateOfCharge, Signal::Odometer]).await.unwrap();
    assert_eq!(fetched.not_capable, [Signal::StateOfCharge]);
    let capabilities = world.garage.vehicles(&session).await.unwrap().remove(0).capabilities;
    assert!(!capabilities.contains(&Permission::ReadBattery) && capabilities.contains(&Permission::ReadOdometer));
}

#[tokio::test]
async fn a_restart_keeps_cars_keys_tokens_and_the_clock() {
    let mut world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "KIA", "sam@example.com").await;
    let session = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &session).await;
    world.turn("4821", "add-key", r#"{"key": "fob.example.com"}"#).await;
    world.turn(car.as_str(), "unplug", "").await;
    world.turn(car.as_str(), "drive", "").await;
    world.advance("30m").await;
    let before = world.garage.read(&session, &car, ALL).await.unwrap();

    world.restart().await;
    assert_eq!(world.simulator.clock().offset(), SignedDuration::from_mins(30));
    assert_eq!(world.garage.read(&session, &car, ALL).await.unwrap(), before);
    assert!(world.page("/cars/4821/screen").await.contains("fob.example.com"));
}
