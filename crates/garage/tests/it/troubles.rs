//! Every refusal, by a sign-in address or by the simulator's switches.

use openfob_automaker::{AccountLink, Adapter, AdapterErrorKind, Commands, Fetched};
use openfob_domain::{AccountIssue, Capability, Command, Permission, Signal, UpstreamFault, VehicleCondition};
use serde_json::json;

use crate::drive::{Drive, parts, value};
use crate::harness::{EVERYTHING, World, commanded, partner, session};

/// What an address `TYPE.CODE@smartcar.com` answers.
fn documented() -> Vec<(String, AdapterErrorKind)> {
    let vehicle =
        VehicleCondition::ALL.iter().map(|code| ("VEHICLE_STATE", code.as_str(), AdapterErrorKind::Vehicle(*code)));
    let account = AccountIssue::ALL
        .iter()
        .map(|code| ("CONNECTED_SERVICES_ACCOUNT", code.as_str(), AdapterErrorKind::Account(*code)));
    let capability =
        Capability::ALL.iter().map(|code| ("COMPATIBILITY", code.as_str(), AdapterErrorKind::Capability(*code)));
    let upstream = UpstreamFault::ALL.iter().map(|code| ("UPSTREAM", code.as_str(), AdapterErrorKind::Upstream(*code)));
    let all = vehicle.chain(account).chain(capability).chain(upstream);
    all.map(|(family, code, kind)| (format!("{family}.{code}"), kind)).collect()
}

#[tokio::test]
async fn every_documented_error_has_a_sign_in_address() {
    let world = World::start().await;
    let ours = partner("fob.example.com");
    for (name, kind) in documented() {
        let account = world.sign_in_for(&ours, "CHEVROLET", &format!("{name}@smartcar.com"), EVERYTHING).await;
        let session = session(&ours, &account.tokens);
        let cars = world.garage.vehicles(&session).await.unwrap();
        for _ in 0..2 {
            let read = world.garage.read(&session, &cars[0].vin, &[Signal::Odometer]).await.unwrap_err();
            assert_eq!(read.kind, kind, "{name}");
        }
        let told = world.garage.run(&session, commanded(&cars[0].vin), &Command::Lock).await;
        assert_eq!(told.unwrap_err().kind, kind, "{name}");
    }
}

#[tokio::test]
async fn errors_that_are_no_code_of_the_table_can_be_provoked_as_well() {
    let forbidden = Drive::of("FORD", "PERMISSION@smartcar.com").await;
    let read = forbidden.world.garage.read(&forbidden.session, &forbidden.car, &[Signal::Odometer]).await;
    assert_eq!(read.unwrap_err().kind, AdapterErrorKind::Forbidden);
    let limited = Drive::of("FORD", "RATE_LIMIT.VEHICLE@smartcar.com").await;
    let read = limited.world.garage.read(&limited.session, &limited.car, &[Signal::Odometer]).await;
    assert!(matches!(read.unwrap_err().kind, AdapterErrorKind::RateLimited { retry_after } if !retry_after.is_zero()));
}

#[tokio::test]
async fn a_charge_fault_stops_the_charge_until_the_charger_is_mended() {
    let kia = Drive::of("KIA", "fault@example.com").await;
    kia.turn("charge-level", r#"{"percent": 50}"#).await;
    kia.turn("unplug", "").await;
    kia.turn("plug", "").await;
    kia.turn("charge-fault", r#"{"on": true}"#).await;
    assert_eq!(value(&kia.everything().await, Signal::ChargeState).text(), Some("NOT_CHARGING"));
    let fault = Err(AdapterErrorKind::Vehicle(VehicleCondition::ChargeFault));
    assert_eq!(kia.command(Command::ChargeStart).await, fault);
    kia.turn("charge-fault", r#"{"on": false}"#).await;
    assert_eq!(kia.command(Command::ChargeStart).await, Ok(()));
}

#[tokio::test]
async fn troubles_of_the_car_are_told_and_keep_it_from_obeying() {
    let volt = Drive::of("CHEVROLET", "trouble@example.com").await;
    for (switch, bad, good, condition) in [
        ("in-service", "true", "false", VehicleCondition::VehicleOfflineForService),
        ("low-12v", "true", "false", VehicleCondition::LowBattery),
        ("remote-access", "false", "true", VehicleCondition::RemoteAccessDisabled),
    ] {
        volt.turn(switch, &format!(r#"{{"on": {bad}}}"#)).await;
        assert_eq!(volt.command(Command::Lock).await, Err(AdapterErrorKind::Vehicle(condition)), "{switch}");
        volt.turn(switch, &format!(r#"{{"on": {good}}}"#)).await;
        assert_eq!(volt.command(Command::Lock).await, Ok(()), "{switch}");
    }
    volt.turn("low-12v", r#"{"on": true}"#).await;
    let fetched = volt.everything().await;
    let codes = parts(&fetched, Signal::FaultCodes).as_array().unwrap();
    assert!(codes.iter().any(|code| code["code"] == "P0562" && code["timestamp"] == "2026-11-21T10:00:00.000Z"));
    let visits = |fetched: &Fetched| parts(fetched, Signal::ServiceRecords).as_array().unwrap().len();
    assert_eq!(visits(&volt.everything().await), visits(&fetched));
    volt.turn("in-service", r#"{"on": true}"#).await;
    volt.turn("in-service", r#"{"on": false}"#).await;
    assert_eq!(visits(&volt.everything().await), visits(&fetched) + 1, "a visit ended");
}

#[tokio::test]
async fn doors_windows_and_lids_are_told_as_they_stand() {
    let audi = Drive::of("AUDI", "doors@example.com").await;
    for (part, signal, index, kind) in [
        ("back-right-door", Signal::Doors, 3, "backRight"),
        ("front-left-window", Signal::Windows, 0, "frontLeft"),
        ("trunk", Signal::Storage, 0, "rear"),
        ("hood", Signal::Storage, 1, "front"),
        ("charging-port", Signal::ChargingPort, 0, "chargingPort"),
    ] {
        for (switch, status) in [("open", "OPEN"), ("close", "CLOSED")] {
            audi.turn(switch, &format!(r#"{{"part": "{part}"}}"#)).await;
            let fetched = audi.everything().await;
            assert_eq!(parts(&fetched, signal)[index], json!({"type": kind, "status": status}));
        }
    }
    audi.turn("open", r#"{"part": "back-right-door"}"#).await;
    assert_eq!(audi.command(Command::Lock).await, Err(AdapterErrorKind::Vehicle(VehicleCondition::DoorOpen)));
    audi.world.advance("1h").await;
    let state = audi.world.garage.state(&audi.session, &audi.car).await.unwrap();
    assert_eq!(state.idle, Some(false), "a car that stands open is not left alone");
}

#[tokio::test]
async fn the_place_is_forbidden_while_its_permission_is_taken_back() {
    let audi = Drive::of("AUDI", "place@example.com").await;
    audi.turn("location-permission", r#"{"on": false}"#).await;
    let fetched = audi.everything().await;
    assert_eq!(fetched.forbidden, [Signal::Location]);
    let refreshed = audi.world.garage.refresh(&audi.session.partner, &audi.refresh, None).await.unwrap();
    assert!(!refreshed.permissions.contains(&Permission::ReadLocation));
    audi.turn("location-permission", r#"{"on": true}"#).await;
    assert_eq!(audi.everything().await.forbidden, []);
}

#[tokio::test]
async fn trouble_with_the_account_is_told_until_it_is_mended() {
    let kia = Drive::of("KIA", "account@example.com").await;
    let read =
        async || kia.world.garage.read(&kia.session, &kia.car, &[Signal::Odometer]).await.map_err(|error| error.kind);
    for (state, issue) in [
        ("subscription-ended", AccountIssue::Subscription),
        ("consent-revoked", AccountIssue::Permission),
        ("action-needed", AccountIssue::AccountIssue),
    ] {
        kia.turn("account", &format!(r#"{{"state": "{state}"}}"#)).await;
        assert_eq!(read().await.unwrap_err(), AdapterErrorKind::Account(issue), "{state}");
        assert_eq!(kia.command(Command::Lock).await.unwrap_err(), AdapterErrorKind::Account(issue), "{state}");
    }
    kia.turn("account", r#"{"state": "ok"}"#).await;
    read().await.unwrap();

    kia.turn("account", r#"{"state": "password-changed"}"#).await;
    assert_eq!(read().await.unwrap_err(), AdapterErrorKind::TokenRejected);
    let refused = kia.world.garage.refresh(&kia.session.partner, &kia.refresh, None).await.unwrap_err();
    assert_eq!(refused.kind, AdapterErrorKind::Account(AccountIssue::AuthenticationFailed));
    let again = kia.world.sign_in_for(&kia.session.partner, "KIA", "account@example.com", EVERYTHING).await;
    let session = session(&kia.session.partner, &again.tokens);
    kia.world.garage.read(&session, &kia.car, &[Signal::Odometer]).await.unwrap();
}

#[tokio::test]
async fn a_car_taken_out_of_the_account_is_missing_until_it_is_returned() {
    let kia = Drive::of("KIA", "gone@example.com").await;
    kia.turn("in-account", r#"{"on": false}"#).await;
    assert_eq!(kia.world.garage.vehicles(&kia.session).await.unwrap(), []);
    let missing = Err(AdapterErrorKind::Account(AccountIssue::VehicleMissing));
    assert_eq!(kia.command(Command::Lock).await, missing);
    let refused = kia.world.refused_sign_in("KIA", "gone@example.com").await;
    assert_eq!(refused, openfob_automaker::SignInRefused::NoVehicles);
    kia.turn("in-account", r#"{"on": true}"#).await;
    assert_eq!(kia.command(Command::Lock).await, Ok(()));
}
