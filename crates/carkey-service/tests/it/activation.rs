use axum::http::StatusCode;
use jiff::SignedDuration;
use openfob_carkey::{ContactPosition, LateReactivation, Zone};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder};
use serde_json::{Value, json};

use crate::world::{Says, VIN, World};

fn code(answer: &(StatusCode, Value)) -> (u64, &str) {
    let error = &answer.1["error"];
    (error["code"].as_u64().unwrap_or_default(), error["subErrors"][0].as_str().unwrap_or_default())
}

#[tokio::test]
async fn an_owner_inside_the_car_with_phone_and_key_activates_it() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let none = json!({"isCarKeyVerified": false, "cvsStatus": "unknown", "maxReactivationDate": null});
    assert_eq!(world.status(&token).await, none);
    let (status, answer) = world.activate(&token, &Says::default()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((&answer["hasCarKey"], &answer["vin"]), (&json!(true), &json!(VIN)));
    assert_eq!(answer["securityExpiration"], "2026-11-22T12:00:00.000Z");
    let active = json!({"isCarKeyVerified": true, "cvsStatus": "active", "maxReactivationDate": null});
    assert_eq!(world.status(&token).await, active);
}

#[tokio::test]
async fn each_missing_condition_has_its_own_answer_and_none_counts() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    for (says, expected) in [
        (Says { paired: false, ..Says::default() }, (2342, "carkey.not_paired")),
        (Says { connected: false, ..Says::default() }, (2205, "505.000")),
        (Says { phone: "phone-2".to_owned(), ..Says::default() }, (2342, "carkey.other_phone")),
        (Says { key_present: false, ..Says::default() }, (2354, "carkey.key_absent")),
        (Says { position: ContactPosition::Stop, ..Says::default() }, (2354, "carkey.key_position")),
        (Says { zone: Zone::Short, ..Says::default() }, (2354, "carkey.not_inside")),
        (Says { skew: SignedDuration::from_secs(-61), ..Says::default() }, (2356, "carkey.too_old")),
        (Says { skew: SignedDuration::from_secs(6), ..Says::default() }, (2356, "carkey.in_the_future")),
        (Says { vin: "VR3UHZKXZPT500002".to_owned(), ..Says::default() }, (2355, "carkey.certificate_of_another")),
        (Says { vin: "VR3UHZKXZPT5000018".to_owned(), ..Says::default() }, (2355, "carkey.certificate_of_another")),
    ] {
        let answer = world.activate(&token, &says).await;
        assert_eq!(code(&answer), expected);
        assert_eq!(world.status(&token).await["cvsStatus"], "unknown");
    }
    assert_eq!(world.activate(&token, &Says::default()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_counts_once_and_in_time() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let nonce = world.challenge(&token, Value::Null).await;
    let relay = world.attest(nonce, &Says::default());
    world.ok("POST", "/car-key", &token, relay.clone()).await;
    assert_eq!(world.refused("POST", "/car-key", &token, relay.clone()).await, (2356, "carkey.replayed".to_owned()));
    let world = world.restart().await;
    assert_eq!(world.refused("POST", "/car-key", &token, relay).await.1, "carkey.replayed", "nor after a restart");
    let nonce = world.challenge(&token, Value::Null).await;
    let world = world.restart().await;
    world.ok("POST", "/car-key", &token, world.attest(nonce, &Says::default())).await;
    let nonce = world.challenge(&token, Value::Null).await;
    world.wait(SignedDuration::from_mins(2));
    let late = world.attest(nonce, &Says::default());
    assert_eq!(world.refused("POST", "/car-key", &token, late).await, (2356, "carkey.challenge_expired".to_owned()));
}

#[tokio::test]
async fn a_challenge_of_someone_else_does_not_help() {
    let world = World::new().await;
    let lena = world.enrolled("lena", "phone-1").await;
    let mara = world.enrolled("mara", "phone-1").await;
    let nonce = world.challenge(&lena, Value::Null).await;
    let refused = world.refused("POST", "/car-key", &mara, world.attest(nonce, &Says::default())).await;
    assert_eq!(refused, (2356, "carkey.other_challenge".to_owned()));
    assert_eq!(world.status(&mara).await["cvsStatus"], "unknown");
}

#[tokio::test]
async fn the_proof_survives_a_restart_a_new_phone_and_a_new_sign_in() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    assert_eq!(world.activate(&token, &Says::default()).await.0, StatusCode::OK);
    let world = world.restart().await;
    world.ok("DELETE", "/enrollment", &token, Value::Null).await;
    let on_a_new_phone = world.sign_in("lena", "phone-2").await;
    assert_eq!(world.status(&on_a_new_phone).await["cvsStatus"], "active");
    assert_eq!(world.status(&token).await["cvsStatus"], "active");
}

#[tokio::test]
async fn a_second_activation_does_no_harm() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let (_, first) = world.activate(&token, &Says::default()).await;
    world.wait(SignedDuration::from_secs(30));
    let (status, second) = world.activate(&token, &Says::default()).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(first["securityCode"], second["securityCode"]);
    assert_eq!(
        world.store.key_changes(world.vehicle(&token).await).await.unwrap().len(),
        0,
        "no event for nothing new"
    );
}

#[tokio::test]
async fn a_suspended_one_comes_back_before_its_date_and_not_after() {
    for (late, then) in
        [(LateReactivation::Refused, StatusCode::CONFLICT), (LateReactivation::FromScratch, StatusCode::OK)]
    {
        let world = World::with(|settings| settings.late = late).await;
        let token = world.enrolled("lena", "phone-1").await;
        world.activate(&token, &Says::default()).await;
        let suspend = async |hours: Option<i64>| {
            world.wait(SignedDuration::from_secs(1));
            let car = world.store.account_vehicles(world.account(&token).await).await.unwrap().remove(0).vehicle;
            let until = hours.map(|hours| world.now() + SignedDuration::from_hours(hours));
            let claim = KeyClaim::Suspended { until };
            let evidence = Evidence { source: EvidenceSource::FleetStatus, claim, at: world.now() };
            let holder = KeyHolder::Account(world.account(&token).await);
            world.store.record_evidence(car.id, &holder, &car.access, &[evidence], world.now()).await.unwrap();
        };
        suspend(None).await;
        assert_eq!(
            world.status(&token).await,
            json!({"isCarKeyVerified": true, "cvsStatus": "suspended", "maxReactivationDate": null})
        );
        suspend(Some(1)).await;
        assert_eq!(
            world.status(&token).await,
            json!({"isCarKeyVerified": true, "cvsStatus": "suspended", "maxReactivationDate": "2026-11-21T13:00:02.000Z"})
        );
        world.wait(SignedDuration::from_secs(1));
        assert_eq!(world.activate(&token, &Says::default()).await.0, StatusCode::OK);
        assert_eq!(world.status(&token).await["cvsStatus"], "active");
        suspend(Some(0)).await;
        assert_eq!(world.status(&token).await["cvsStatus"], "disabled");
        world.wait(SignedDuration::from_secs(1));
        let answer = world.activate(&token, &Says::default()).await;
        assert_eq!(answer.0, then, "{answer:?}");
    }
}

#[tokio::test]
async fn garbage_is_refused_with_its_number() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    let nonce = world.challenge(&token, json!({"vin": VIN})).await;
    let good = world.attest(nonce, &Says::default());
    for (name, value, expected) in [
        ("CarData", json!("bm8gY2Fy"), 2355),
        ("CarData", json!("%"), 2102),
        ("CarData_signature", json!("AAAA"), 2355),
        ("certificates", json!(["AAAA"]), 2355),
        ("certificates", json!([]), 2102),
        ("certificates", json!("none"), 2102),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(world.refused("POST", "/car-key", &token, bad).await.0, expected, "{name}");
    }
    assert_eq!(world.refused("POST", "/car-key", &token, json!({})).await.0, 2101);
    assert_eq!(world.refused("POST", "/challenges", &token, json!({"vin": "VR1AB12C3D45678909"})).await.0, 2366);
    assert_eq!(world.refused("GET", "/vehicles/VR1AB12C3D45678909/car-key", &token, Value::Null).await.0, 2366);
    world.ok("POST", "/car-key", &token, good).await;
}

#[tokio::test]
async fn a_sold_car_is_given_up_after_a_one_time_code() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    world.activate(&token, &Says::default()).await;
    world.wait(SignedDuration::from_secs(1));
    let path = format!("/vehicles/{VIN}");
    assert_eq!(world.refused("DELETE", &path, &token, Value::Null).await.0, 2302);
    world.ok("POST", "/one-time-codes", &token, json!({"action": "withPIN", "pinCode": "1234"})).await;
    world.ok("DELETE", &path, &token, Value::Null).await;
    assert_eq!(world.status(&token).await["cvsStatus"], "unknown");
    assert_eq!(world.activate(&token, &Says::default()).await.0, StatusCode::OK, "a new owner begins anew");
}

#[tokio::test]
async fn what_was_done_and_refused_is_on_record_without_secrets() {
    let world = World::new().await;
    let token = world.enrolled("lena", "phone-1").await;
    world.activate(&token, &Says { key_present: false, ..Says::default() }).await;
    world.activate(&token, &Says::default()).await;
    let record = world.store.car_key_audit(world.account(&token).await).await.unwrap();
    let told: Vec<(&str, &str)> = record.iter().map(|entry| (entry.action.as_str(), entry.outcome.as_str())).collect();
    let expected = [
        ("sign-in", "done"),
        ("sms", "done"),
        ("enroll", "done"),
        ("activate", "2354 carkey.key_absent"),
        ("activate", "done"),
    ];
    assert_eq!(told, expected);
    let account = world.account(&token).await;
    world.ok("POST", "/sign-out", &token, Value::Null).await;
    let record = world.store.car_key_audit(account).await.unwrap();
    assert_eq!(record.last().unwrap().action, "sign-out");
}
