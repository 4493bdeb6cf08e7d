//! What the cars do when told, and what keeps them from it.

use openfob_automaker::AdapterErrorKind;
use openfob_domain::{Capability, Command, ScheduleKind, Signal, UpstreamFault, VehicleCondition};
use reqwest::StatusCode;
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::drive::{Drive, parts, value};

fn refused(condition: VehicleCondition) -> Result<(), AdapterErrorKind> {
    Err(AdapterErrorKind::Vehicle(condition))
}

const NOT_CAPABLE: Result<(), AdapterErrorKind> = Err(AdapterErrorKind::Capability(Capability::VehicleNotCapable));

/// What no car of the garage knows, the protocol has no name for.
const UNKNOWN: Result<(), AdapterErrorKind> = Err(AdapterErrorKind::Capability(Capability::SmartcarNotCapable));

/// One of each.
fn every_command() -> Vec<Command> {
    use Command::{
        CabinStart, CabinStop, CabinTarget, ChargeAmperage, ChargeLimit, ChargeLocation, ChargePortClose,
        ChargePortOpen, ChargeSchedule, ChargeSchedules, ChargeStart, ChargeStop, DefrosterStart, DefrosterStop,
        FrunkOpen, Lock, Navigate, PinClear, PinSet, SteeringHeaterStart, SteeringHeaterStop, TrunkClose, TrunkOpen,
        Unlock,
    };
    vec![
        Unlock,
        Lock,
        ChargeStop,
        ChargeStart,
        ChargeLimit { percent: 90.0 },
        ChargeAmperage { amperes: 16.0 },
        ChargePortOpen,
        ChargeSchedule { kind: ScheduleKind::StartTime, enable: true, time: Some("23:15".to_owned()) },
        ChargeSchedules { schedules: json!([{"start": "01:00", "end": "05:00", "days": ["SUNDAY"]}]) },
        ChargeLocation {
            latitude: 0.0,
            longitude: 0.0,
            settings: json!({"chargeLimit": 70, "chargingSchedules": {"weekday": [], "weekend": []}}),
        },
        Navigate { latitude: 48.85, longitude: 2.29 },
        CabinStart,
        CabinTarget { celsius: 23.0 },
        CabinStop,
        DefrosterStart,
        DefrosterStop,
        SteeringHeaterStart,
        SteeringHeaterStop,
        FrunkOpen,
        TrunkOpen,
        TrunkClose,
        PinSet { pin: "1234".to_owned() },
        PinClear,
        ChargePortClose,
    ]
}

#[tokio::test]
async fn brands_obey_their_own_commands_and_no_others() {
    for (make, alone) in
        [("NISSAN", "ChargeSchedules"), ("FORD", "ChargeLocation"), ("KIA", "nothing"), ("PEUGEOT", "nothing")]
    {
        let drive = Drive::of(make, "obeys@example.com").await;
        drive.turn("charge-level", r#"{"percent": 50}"#).await;
        drive.turn("plug", "").await;
        for command in every_command() {
            let name = format!("{command:?}");
            let outcome = drive.command(command.clone()).await;
            let common = matches!(
                command,
                Command::Lock
                    | Command::Unlock
                    | Command::ChargeStart
                    | Command::ChargeStop
                    | Command::ChargeLimit { .. }
            );
            if common || (matches!(command, Command::Navigate { .. }) && make != "PEUGEOT") {
                assert_eq!(outcome, Ok(()), "{make} {name}");
            } else if name.starts_with(alone) {
                assert_ne!(outcome, NOT_CAPABLE, "{make} {name}");
            } else if matches!(
                command,
                Command::Navigate { .. } | Command::ChargeSchedules { .. } | Command::ChargeLocation { .. }
            ) {
                assert_eq!(outcome, NOT_CAPABLE, "{make} {name}");
            } else {
                assert_eq!(outcome, UNKNOWN, "{make} {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_charge_starts_and_stops_as_cable_limit_and_state_allow() {
    let kia = Drive::of("KIA", "charge@example.com").await;
    kia.turn("charge-level", r#"{"percent": 60}"#).await;
    kia.turn("unplug", "").await;
    let unplugged = refused(VehicleCondition::ChargingPlugNotConnected);
    assert_eq!(kia.command(Command::ChargeStart).await, unplugged);
    assert_eq!(kia.command(Command::ChargeStop).await, unplugged);
    kia.turn("plug", "").await;
    assert_eq!(kia.command(Command::ChargeStart).await, refused(VehicleCondition::ChargingInProgress));
    assert_eq!(kia.command(Command::ChargeStop).await, Ok(()));
    assert_eq!(kia.command(Command::ChargeStop).await, refused(VehicleCondition::NotCharging));
    assert_eq!(kia.command(Command::ChargeLimit { percent: 50.0 }).await, Ok(()));
    assert_eq!(kia.command(Command::ChargeStart).await, refused(VehicleCondition::FullyCharged));
    assert_eq!(kia.command(Command::ChargeLimit { percent: 80.0 }).await, Ok(()));
    assert_eq!(value(&kia.everything().await, Signal::ChargeState).text(), Some("CHARGING"), "it goes on by itself");

    let fuel = Drive::of("FORD", "1FTEW1EP5LFA00001@fuel.smartcar.com").await;
    for command in [Command::ChargeStart, Command::ChargeLimit { percent: 80.0 }] {
        assert_eq!(fuel.command(command).await, NOT_CAPABLE);
    }
}

#[tokio::test]
async fn a_driving_car_neither_locks_nor_unlocks() {
    let audi = Drive::of("AUDI", "moving@example.com").await;
    audi.turn("drive", "").await;
    for command in [Command::Lock, Command::Unlock] {
        assert_eq!(audi.command(command).await, refused(VehicleCondition::InMotion));
    }
    assert_eq!(audi.command(Command::Navigate { latitude: 1.0, longitude: 2.0 }).await, Ok(()));
}

#[tokio::test]
async fn an_open_boot_is_told_and_keeps_the_car_from_locking() {
    let kia = Drive::of("KIA", "boot@example.com").await;
    kia.turn("open", r#"{"part": "trunk"}"#).await;
    let fetched = kia.everything().await;
    assert_eq!(parts(&fetched, Signal::Storage)[0], json!({"type": "rear", "status": "OPEN"}));
    assert_eq!(kia.command(Command::Lock).await, refused(VehicleCondition::TrunkOpen));
    kia.turn("close", r#"{"part": "trunk"}"#).await;
    assert_eq!(kia.command(Command::Lock).await, Ok(()));
    kia.turn("open", r#"{"part": "hood"}"#).await;
    assert_eq!(kia.command(Command::Lock).await, refused(VehicleCondition::HoodOpen));
}

#[tokio::test]
async fn schedules_are_kept_as_they_are_set() {
    let leaf = Drive::of("NISSAN", "plan@example.com").await;
    let schedules = json!([{"start": "01:00", "end": "05:30", "days": ["SATURDAY", "SUNDAY"]}]);
    leaf.command(Command::ChargeSchedules { schedules: schedules.clone() }).await.unwrap();
    assert_eq!(*parts(&leaf.everything().await, Signal::ChargeSchedules), schedules);
    let four = json!([schedules[0], schedules[0], schedules[0], schedules[0]]);
    let invalid = Err(AdapterErrorKind::Upstream(UpstreamFault::InvalidData));
    assert_eq!(leaf.command(Command::ChargeSchedules { schedules: four }).await, invalid);
}

#[tokio::test]
async fn a_saved_place_is_changed_and_an_unknown_one_is_refused() {
    let ford = Drive::of("FORD", "places@example.com").await;
    let saved = parts(&ford.everything().await, Signal::ChargeLocations)[0].clone();
    let (latitude, longitude) =
        (saved["location"]["latitude"].as_f64().unwrap(), saved["location"]["longitude"].as_f64().unwrap());
    let settings = json!({"chargeLimit": 70.0, "chargingSchedules": {"weekday": [{"start": "00:00", "end": "04:00"}], "weekend": []}});
    let set = async |latitude| {
        ford.command(Command::ChargeLocation { latitude, longitude, settings: settings.clone() }).await
    };
    set(latitude).await.unwrap();
    let changed = parts(&ford.everything().await, Signal::ChargeLocations)[0].clone();
    assert_eq!(changed["chargeLimit"], settings["chargeLimit"]);
    assert_eq!(changed["chargingSchedules"], settings["chargingSchedules"]);
    assert!(set(latitude + 0.01).await.is_err());
}

#[tokio::test]
async fn a_command_that_nobody_knows_is_told_apart_from_one_that_the_car_does_not() {
    let kia = Drive::of("KIA", "unknown@example.com").await;
    let send = async |body: &str| {
        let url = kia.world.at(&format!("/garage/v1/vehicles/{}/commands", kia.car));
        let token = kia.session.access.expose_secret();
        let request = kia.world.browser.post(url).bearer_auth(token).header("content-type", "application/json");
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let status = answer.status();
        (status, answer.json::<serde_json::Value>().await.unwrap()["error"].clone())
    };
    let (status, error) = send(r#"{"command": "fly"}"#).await;
    assert_eq!(
        (status, &error["type"], &error["code"]),
        (StatusCode::BAD_REQUEST, &json!("VALIDATION"), &json!("COMMAND"))
    );
    for body in [r#"{"command": "charge_limit"}"#, r#"{"command": "charge_limit", "percent": 30}"#, "[]", "{"] {
        let (status, error) = send(body).await;
        assert_eq!((status, &error["type"]), (StatusCode::BAD_REQUEST, &json!("VALIDATION")), "{body}");
    }
}
