//! What the protocol promises.

use jiff::SignedDuration;
use openfob_automaker::{AccountLink, Adapter, AdapterErrorKind, Availability, Commands, Effect, SignInRefused};
use openfob_domain::{
    AccountIssue, Capability, Command, DataWithoutKey, KeyClaim, KeyKind, Permission, Platform, Role, Signal,
    UpstreamFault, VehicleCondition,
};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{MODEL_3, World, commanded, only_car, partner, session, start, vin};

const ALL: &[Signal] = Signal::ALL;

#[tokio::test]
async fn an_owner_signs_in_and_sees_their_cars_and_what_each_asks_for() {
    let world = World::start().await;
    let partner = partner("fob.example.com");
    let account = world.sign_in(&partner, "TESLA", "lena@example.com", true).await;
    assert_eq!(account.email.as_deref(), Some("lena@example.com"));
    assert_eq!(account.platform, Platform::Current);
    assert!(account.permissions.contains(&Permission::ReadLocation));
    assert_eq!(account.tokens.expires_in, SignedDuration::from_hours(2));

    let cars = world.garage.vehicles(&session(&partner, &account.tokens)).await.unwrap();
    let named = |name: &str| cars.iter().find(|car| car.model.model == name).unwrap();
    assert_eq!(cars.len(), 3);
    let model_3 = named("Model 3");
    assert_eq!((model_3.vin.ending(), model_3.model.year, model_3.role), ("4821", 2021, Role::Owner));
    assert!(model_3.capabilities.contains(&Permission::ReadBattery));
    assert!(model_3.capabilities.contains(&Permission::ControlCharge));
    let rule = model_3.access.key.unwrap();
    assert_eq!(rule.kind, KeyKind::VirtualKey);
    assert_eq!(rule.data_without, DataWithoutKey::Budget { window_seconds: 28_800 });
    let model_s = named("Model S");
    assert_eq!((model_s.vin.ending(), model_s.model.year), ("0377", 2019));
    assert_eq!(model_s.access.key, None);
    assert_eq!(model_s.access.refresh_seconds, Some(300));
    assert_eq!(model_s.streaming, Some(false));
}

#[tokio::test]
async fn a_car_that_is_awake_reports_and_one_that_sleeps_is_not_woken() {
    let world = World::start().await;
    let partner = partner("fob.example.com");
    let account = world.sign_in(&partner, "TESLA", "lena@example.com", true).await;
    let session = session(&partner, &account.tokens);
    let model_3 = vin(MODEL_3);
    world.turn("4821", "unplug", "").await;
    // Put to sleep by hand it is on guard no more.
    world.turn("4821", "sleep", "").await;
    world.turn("4821", "wake", "").await;
    world.turn("4821", "charge-level", r#"{"percent": 62.5}"#).await;

    let fetched = world.garage.read(&session, &model_3, ALL).await.unwrap();
    let charge = fetched.readings.get(Signal::StateOfCharge).unwrap();
    assert_eq!(charge.value.number(), Some(62.5));
    assert_eq!((charge.recorded_at, charge.fetched_at), (start(), start()));
    assert_eq!(fetched.readings.get(Signal::PluggedIn).unwrap().value.flag(), Some(false));
    assert!(fetched.readings.get(Signal::Location).unwrap().value.part("latitude").is_some());
    assert!(fetched.forbidden.contains(&Signal::AtHome), "it was not asked for");

    world.advance("16m").await;
    let state = world.garage.state(&session, &model_3).await.unwrap();
    assert_eq!((state.availability, state.idle), (Availability::Asleep, Some(true)));
    let error = world.garage.read(&session, &model_3, ALL).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::Asleep));
    let state = world.garage.state(&session, &model_3).await.unwrap();
    assert_eq!(state.availability, Availability::Asleep, "the read did not wake it");
}

#[tokio::test]
async fn a_key_is_absent_until_the_owners_phone_adds_it_and_again_once_it_is_removed() {
    let world = World::start().await;
    let (ours, theirs) = (partner("fob.example.com"), partner("keys.example.net"));
    let page = "/_ak/fob.example.com";
    let link = world.garage.key_link(&"TESLA".parse().unwrap(), &ours.key_domain, None).unwrap();
    assert_eq!(link, world.at(page));
    assert_eq!(world.garage.key_link(&"PEUGEOT".parse().unwrap(), &ours.key_domain, None), None);

    let phone = phone(&world, page, "lena@example.com").await;
    assert!(phone.page().await.contains("Sign in from the application first"));
    assert_eq!(phone.submit("add", "tesla-5yj3e1ea7mf004821").await, StatusCode::FORBIDDEN);

    let account = world.sign_in(&ours, "TESLA", "lena@example.com", true).await;
    let our_session = session(&ours, &account.tokens);
    let claim = async || world.garage.key_report(&our_session, &vin(MODEL_3)).await.unwrap().evidence.remove(0).claim;
    assert_eq!(claim().await, KeyClaim::Absent);

    assert_eq!(phone.submit("add", "tesla-5yj3e1ea7mf004821").await, StatusCode::SEE_OTHER);
    assert_eq!(claim().await, KeyClaim::Present { key: Some("fob.example.com".to_owned()) });
    let other = world.sign_in(&theirs, "TESLA", "lena@example.com", true).await;
    let evidence = world.garage.key_report(&session(&theirs, &other.tokens), &vin(MODEL_3)).await.unwrap().evidence;
    assert_eq!(evidence[0].claim, KeyClaim::Absent, "another partner's key is another key");

    assert!(world.page("/cars/4821/screen").await.contains("fob.example.com"));
    assert_eq!(phone.submit("remove", "tesla-5yj3e1ea7mf004821").await, StatusCode::SEE_OTHER);
    assert_eq!(claim().await, KeyClaim::Absent);

    assert_eq!(phone.submit("add", "all").await, StatusCode::SEE_OTHER);
    assert!(matches!(claim().await, KeyClaim::Present { .. }));
    let removed = world.submit("/cars/4821/screen/remove", &[("key", "fob.example.com")]).await;
    assert_eq!(removed, StatusCode::SEE_OTHER);
    assert_eq!(claim().await, KeyClaim::Absent, "the car's own screen removes it as well");
}

#[tokio::test]
async fn the_phone_refuses_strangers_drivers_and_cars_that_need_no_key() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let page = "/_ak/fob.example.com";
    let account = world.sign_in(&ours, "TESLA", "lena@example.com", true).await;
    world.sign_in(&ours, "TESLA", "max@example.com", true).await;

    let stranger = phone(&world, page, "stranger@example.com").await;
    assert!(stranger.page().await.contains("This account is not linked"));
    assert_eq!(stranger.submit("add", "tesla-5yj3e1ea7mf004821").await, StatusCode::FORBIDDEN);
    let driver = phone(&world, page, "max@example.com").await;
    assert!(driver.page().await.contains("Only its owner can add a key from afar"));
    driver.submit("add", "tesla-5yj3e1ea7mf004821").await;
    let owner = phone(&world, page, "lena@example.com").await;
    assert!(owner.page().await.contains("no key needed"));
    owner.submit("add", "tesla-5yjsa1e21kf130377").await;

    let session = session(&ours, &account.tokens);
    for car in [MODEL_3, "5YJSA1E21KF130377"] {
        assert_eq!(world.garage.key_report(&session, &vin(car)).await.unwrap().evidence[0].claim, KeyClaim::Absent);
    }
}

#[tokio::test]
async fn keys_are_not_told_to_drivers_nor_to_legacy_accounts() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let driver = world.sign_in(&ours, "TESLA", "max@example.com", true).await;
    let error = world.garage.key_report(&session(&ours, &driver.tokens), &vin(MODEL_3)).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Account(AccountIssue::VehicleMissing));

    let legacy = world.sign_in(&ours, "TESLA", "nora@example.com", true).await;
    assert_eq!(legacy.platform, Platform::Legacy);
    let session = session(&ours, &legacy.tokens);
    let car = only_car(&world.garage, &session).await;
    let error = world.garage.key_report(&session, &car).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Capability(Capability::PlatformNotCapable));
}

#[tokio::test]
async fn without_the_makers_location_permission_only_the_place_is_forbidden() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "TESLA", "lena@example.com", false).await;
    assert!(!account.permissions.contains(&Permission::ReadLocation));
    let session = session(&ours, &account.tokens);
    let want = [Signal::Odometer, Signal::Location];
    let fetched = world.garage.read(&session, &vin(MODEL_3), &want).await.unwrap();
    assert_eq!(fetched.forbidden, [Signal::Location]);
    assert!(fetched.readings.get(Signal::Odometer).is_some());
}

#[tokio::test]
async fn tokens_end_are_refreshed_and_are_forgotten() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let first = world.sign_in(&ours, "TESLA", "sam@example.com", true).await;
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
async fn commands_change_the_car_wake_it_and_need_its_key() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "TESLA", "lena@example.com", true).await;
    let session = session(&ours, &account.tokens);
    let model_3 = vin(MODEL_3);
    let error = world.garage.run(&session, commanded(&model_3), &Command::ChargeStop).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Account(AccountIssue::VirtualKeyRequired));

    world.turn("4821", "add-key", r#"{"key": "fob.example.com"}"#).await;
    world.garage.run(&session, commanded(&model_3), &Command::ChargeStop).await.unwrap();
    let charge = world.garage.read(&session, &model_3, &[Signal::ChargeState]).await.unwrap();
    assert_eq!(charge.readings.get(Signal::ChargeState).unwrap().value.text(), Some("NOT_CHARGING"));
    world.turn("4821", "sleep", "").await;
    world.garage.run(&session, commanded(&model_3), &Command::ChargeLimit { percent: 90.0 }).await.unwrap();
    assert_eq!(world.garage.state(&session, &model_3).await.unwrap().availability, Availability::Awake);
    let limit = world.garage.read(&session, &model_3, &[Signal::ChargeLimit]).await.unwrap();
    assert_eq!(limit.readings.get(Signal::ChargeLimit).unwrap().value.number(), Some(90.0));

    world.turn("4821", "unplug", "").await;
    let error = world.garage.run(&session, commanded(&model_3), &Command::ChargeStart).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Vehicle(VehicleCondition::ChargingPlugNotConnected));
    let error =
        world.garage.run(&session, commanded(&model_3), &Command::Navigate { latitude: 1.0, longitude: 2.0 }).await;
    assert_eq!(error.unwrap_err().kind, AdapterErrorKind::Forbidden, "its permission was not asked for");
    let error =
        world.garage.run(&session, commanded(&model_3), &Command::ChargeSchedules { schedules: json!([]) }).await;
    assert_eq!(error.unwrap_err().kind, AdapterErrorKind::Capability(Capability::VehicleNotCapable));
}

#[tokio::test]
async fn of_a_car_key_the_maker_tells_suspensions_and_ends_alone() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    let account = world.sign_in(&ours, "PEUGEOT", "lena@example.com", true).await;
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
    let account = world.sign_in(&ours, "TESLA", "sam@example.com", true).await;
    let sam = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &sam).await;
    world.turn("8650", "fail", r#"{"error": "UPSTREAM.NO_RESPONSE"}"#).await;
    let error = world.garage.read(&sam, &car, &[Signal::Odometer]).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Upstream(UpstreamFault::NoResponse));
    assert_eq!(error.effect, Effect::MayHaveApplied);
    world.garage.read(&sam, &car, &[Signal::Odometer]).await.unwrap();

    let email = "VEHICLE_STATE.HOOD_OPEN@smartcar.com";
    let account = world.sign_in(&ours, "CHEVROLET", email, true).await;
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

    let fleet = world.sign_in(&ours, "FORD", "12-vehicles@smartcar.com", true).await;
    assert_eq!(world.garage.vehicles(&session(&ours, &fleet.tokens)).await.unwrap().len(), 12);
    let fuel = world.sign_in(&ours, "FORD", "1FTEW1EP5LFA00001@fuel.smartcar.com", true).await;
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
    let account = world.sign_in(&ours, "TESLA", "sam@example.com", true).await;
    let session = session(&ours, &account.tokens);
    let car = only_car(&world.garage, &session).await;
    world.turn("4821", "add-key", r#"{"key": "fob.example.com"}"#).await;
    world.advance("90m").await;
    let before = world.garage.read(&session, &car, ALL).await.unwrap();

    world.restart().await;
    assert_eq!(world.simulator.clock().offset(), SignedDuration::from_mins(90));
    assert_eq!(world.garage.read(&session, &car, ALL).await.unwrap(), before);
    assert!(world.page("/cars/4821/screen").await.contains("fob.example.com"));
}

/// The owner's phone: a browser that remembers which account its app is signed in with.
struct Phone<'w> {
    world: &'w World,
    page: &'static str,
    cookie: String,
}

async fn phone<'w>(world: &'w World, page: &'static str, email: &str) -> Phone<'w> {
    let url = world.at(&format!("{page}/account"));
    let answer = world.browser.post(url).form(&[("email", email)]).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    Phone { world, page, cookie }
}

impl Phone<'_> {
    async fn page(&self) -> String {
        let request = self.world.browser.get(self.world.at(self.page)).header("cookie", &self.cookie);
        request.send().await.unwrap().text().await.unwrap()
    }

    async fn submit(&self, action: &str, car: &str) -> StatusCode {
        let url = self.world.at(&format!("{}/{action}", self.page));
        let request = self.world.browser.post(url).header("cookie", &self.cookie).form(&[("car", car)]);
        request.send().await.unwrap().status()
    }
}
