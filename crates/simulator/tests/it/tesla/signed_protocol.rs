//! What the car checks in a message, and how it answers: sessions, counters, clocks, envelopes.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::{Payload, SubSigData};
use openfob_tesla_command::proto::universal_message::{Destination, RoutableMessage};
use openfob_tesla_command::{
    Answer, Command, CommandError, Domain, Fault, Ignored, Received, Signature, SystemRandomness,
};
use prost::Message as _;
use serde_json::json;

use super::client::{Client, MODEL_3, MODEL_S};
use super::driver::{Driver, command};

const DONE: Result<Received, CommandError> = Ok(Received::Answer(Answer::Done));

fn lock() -> Command {
    command("door_lock", &json!({}))
}

fn honk() -> Command {
    command("honk_horn", &json!({}))
}

fn fault(fault: Fault) -> Result<Received, CommandError> {
    Err(CommandError::Fault(fault))
}

fn changed(bytes: &[u8], change: impl FnOnce(&mut RoutableMessage)) -> Vec<u8> {
    let mut message = RoutableMessage::decode(bytes).unwrap();
    change(&mut message);
    message.encode_to_vec()
}

fn fault_in(answer: &[u8]) -> Option<Fault> {
    let status = RoutableMessage::decode(answer).unwrap().signed_message_status?;
    Fault::from_code(status.signed_message_fault)
}

fn has_info(answer: &[u8]) -> bool {
    let message = RoutableMessage::decode(answer).unwrap();
    matches!(message.payload, Some(Payload::SessionInfo(_))) && message.sub_sig_data.is_some()
}

#[tokio::test]
async fn an_answer_goes_back_to_the_asker_and_says_what_it_answers() {
    let mut driver = Driver::open().await;
    driver.start(Domain::Infotainment).await.unwrap();
    let request = driver.authorize(&honk());
    let sent = RoutableMessage::decode(request.bytes()).unwrap();
    let answer = RoutableMessage::decode(driver.ask(request.bytes()).await.as_slice()).unwrap();
    assert_eq!(answer.to_destination, sent.from_destination);
    assert_eq!(answer.from_destination, sent.to_destination);
    assert_eq!(answer.request_uuid, sent.uuid);
    let Some(SubSigData::SignatureData(signature)) = answer.sub_sig_data else { panic!("the answer is not encrypted") };
    assert!(matches!(signature.sig_type, Some(SigType::AesGcmResponseData(_))));
}

#[tokio::test]
async fn the_same_message_again_is_refused_with_session_info() {
    let mut driver = Driver::open().await;
    for command in [lock(), honk()] {
        driver.start(command.domain()).await.unwrap();
        let request = driver.authorize(&command);
        driver.ask(request.bytes()).await;
        let again = driver.ask(request.bytes()).await;
        assert_eq!((fault_in(&again), has_info(&again)), (Some(Fault::INVALID_TOKEN_OR_COUNTER), true));
    }
}

#[tokio::test]
async fn a_restart_of_the_car_ends_the_epoch_and_the_next_try_succeeds() {
    let mut driver = Driver::open().await;
    driver.does("door_lock", &json!({})).await;
    driver.does("honk_horn", &json!({})).await;
    driver.lever("reboot", &json!({})).await;
    for command in [lock(), honk()] {
        assert_eq!(driver.once(&command).await, fault(Fault::INCORRECT_EPOCH));
        assert_eq!(driver.once(&command).await, DONE);
    }
}

#[tokio::test]
async fn a_clock_that_was_set_forward_expires_messages_until_the_session_heals() {
    let mut driver = Driver::open().await;
    driver.does("honk_horn", &json!({})).await;
    driver.client.script("car-clock", "3600").await;
    assert_eq!(driver.once(&honk()).await, fault(Fault::TIME_EXPIRED));
    assert_eq!(driver.once(&honk()).await, DONE);
}

#[tokio::test]
async fn a_car_keeps_keys_epochs_counters_and_clock_over_a_restart_of_the_simulator() {
    let mut driver = Driver::open().await;
    driver.client.script("car-clock", "600").await;
    driver.does("door_lock", &json!({})).await;
    let used = driver.authorize(&lock());
    driver.ask(used.bytes()).await;
    driver.client.garage.restart();
    let again = driver.ask(used.bytes()).await;
    assert_eq!(fault_in(&again), Some(Fault::INVALID_TOKEN_OR_COUNTER), "the counter is remembered");
    assert_eq!(driver.once(&lock()).await, DONE, "the session goes on");
    assert_eq!(driver.start(Domain::VehicleSecurity).await, Ok(Received::Answer(Answer::Session)));
}

#[tokio::test]
async fn infotainment_takes_counters_out_of_order_and_vehicle_security_does_not() {
    let mut driver = Driver::open().await;
    for (command, out_of_order) in [(honk(), None), (lock(), Some(Fault::INVALID_TOKEN_OR_COUNTER))] {
        driver.start(command.domain()).await.unwrap();
        let (first, second) = (driver.authorize(&command), driver.authorize(&command));
        assert_eq!(fault_in(&driver.ask(second.bytes()).await), None);
        assert_eq!(fault_in(&driver.ask(first.bytes()).await), out_of_order);
    }
}

#[tokio::test]
async fn a_late_counter_must_expire_within_30_s() {
    let mut driver = Driver::open().await;
    driver.start(Domain::Infotainment).await.unwrap();
    let now = driver.now();
    let minute = SignedDuration::from_secs(60);
    let mut sign =
        || driver.infotainment.authorize(&honk(), Signature::Hmac, minute, now, &mut SystemRandomness).unwrap();
    let (first, second) = (sign(), sign());
    assert_eq!(fault_in(&driver.ask(second.bytes()).await), None);
    let answer = driver.ask(first.bytes()).await;
    assert_eq!((fault_in(&answer), has_info(&answer)), (Some(Fault::TIME_TO_LIVE_TOO_LONG), true));
}

#[tokio::test]
async fn what_is_changed_on_the_way_is_refused() {
    let mut driver = Driver::open().await;
    driver.start(Domain::Infotainment).await.unwrap();
    let request = driver.authorize(&honk());
    let flags = changed(request.bytes(), |message| message.flags = 0);
    let answer = driver.ask(&flags).await;
    assert_eq!((fault_in(&answer), has_info(&answer)), (Some(Fault::INVALID_SIGNATURE), true));
    let without_epoch = changed(request.bytes(), |message| {
        if let Some(SubSigData::SignatureData(data)) = &mut message.sub_sig_data
            && let Some(SigType::HmacPersonalizedData(data)) = &mut data.sig_type
        {
            data.epoch.clear();
        }
    });
    assert_eq!(fault_in(&driver.ask(&without_epoch).await), None, "the right epoch counts, named or not");
    let other = driver.authorize(&honk());
    let to = |number| {
        changed(other.bytes(), |message| {
            message.to_destination = Some(Destination { sub_destination: Some(SubDestination::Domain(number)) });
        })
    };
    let nowhere = driver.ask(&to(7)).await;
    assert_eq!((fault_in(&nowhere), has_info(&nowhere)), (Some(Fault::INVALID_DOMAINS), false));
    assert!(fault_in(&driver.ask(&to(2)).await).is_some(), "the other domain takes no message for this one");
}

#[tokio::test]
async fn a_key_that_is_not_on_the_car_gets_no_session() {
    let mut driver = Driver::of(Client::open().await, 5, MODEL_3);
    assert_eq!(driver.start(Domain::VehicleSecurity).await, Err(CommandError::KeyNotPaired));
    driver.enrol(None).await;
    assert_eq!(driver.start(Domain::VehicleSecurity).await, Ok(Received::Answer(Answer::Session)));
}

#[tokio::test]
async fn a_half_installed_key_is_good_for_nothing() {
    let client = Client::open().await;
    client.script("half-installed-key", "on").await;
    let mut driver = Driver::of(client, 5, MODEL_3);
    driver.enrol(None).await;
    assert_eq!(driver.start(Domain::Infotainment).await, Err(CommandError::KeyNotPaired));
}

#[tokio::test]
async fn cars_have_clocks_and_keys_of_their_own() {
    let mut driver = Driver::open().await;
    driver.start(Domain::VehicleSecurity).await.unwrap();
    driver.start(Domain::Infotainment).await.unwrap();
    let (one, other) = (driver.security.state().unwrap(), driver.infotainment.state().unwrap());
    assert_ne!(one.car_key, other.car_key);
    assert_ne!(one.epoch, other.epoch);
}

#[tokio::test]
async fn what_is_no_message_is_answered_400_and_what_is_too_long_413() {
    let driver = Driver::open().await;
    let path = format!("/api/1/vehicles/{MODEL_3}/signed_command");
    for body in
        [json!({}), json!({"routable_message": ""}), json!({"routable_message": 7}), json!({"routable_message": "?"})]
    {
        let answer = driver.client.post(&path, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.json()["error"], "invalid_request");
    }
    for garbage in [vec![0; 3], vec![0xff; 40], b"hello".to_vec()] {
        assert_eq!(driver.post(&garbage).await.status, StatusCode::BAD_REQUEST, "{garbage:?}");
    }
    let long = json!({"routable_message": STANDARD.encode(vec![0x2a; 100_000])});
    assert_eq!(driver.client.post(&path, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_encrypted_command_is_not_forwarded() {
    let mut driver = Driver::open().await;
    driver.start(Domain::Infotainment).await.unwrap();
    let (now, life) = (driver.now(), SignedDuration::from_secs(5));
    let request = driver.infotainment.authorize(&honk(), Signature::AesGcm, life, now, &mut SystemRandomness).unwrap();
    let answer = driver.post(request.bytes()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.json()["error_description"].as_str().unwrap().contains("encrypted"));
}

#[tokio::test]
async fn tesla_answers_for_cars_that_cannot_be_reached() {
    let mut driver = Driver::open().await;
    driver.start(Domain::Infotainment).await.unwrap();
    driver.client.garage.turn("4821", "unplug", "").await;
    driver.lever("sleep", &json!({})).await;
    let request = driver.authorize(&honk());
    let asleep = driver.post(request.bytes()).await;
    assert_eq!(asleep.status, StatusCode::REQUEST_TIMEOUT);
    assert!(asleep.text.contains("vehicle is offline"), "{}", asleep.text);
    let path = format!("/api/1/vehicles/{MODEL_S}/signed_command");
    let legacy = driver.client.post(&path, &json!({"routable_message": STANDARD.encode(request.bytes())})).await;
    assert_eq!(legacy.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = "/api/1/vehicles/5YJ3E1EA7MF999999/signed_command";
    let foreign = driver.client.post(path, &json!({"routable_message": STANDARD.encode(request.bytes())})).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_scopes_decide_what_is_forwarded() {
    let charging = Client::with(r#"{"scopes":"vehicle_charging_cmds"}"#).await;
    let mut driver = Driver::of(charging, 3, MODEL_3);
    driver.enrol(None).await;
    driver.does("set_charge_limit", &json!({"percent": 71})).await;
    let request = driver.authorize(&honk());
    let refused = driver.post(request.bytes()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["error"], "Unauthorized missing scopes vehicle_cmds");
}

#[tokio::test]
async fn every_fault_of_the_protocol_can_be_told_and_ends() {
    let mut driver = Driver::open().await;
    driver.client.script("no-limits", "on").await;
    driver.does("honk_horn", &json!({})).await;
    for told in Fault::ALL {
        let name = told.to_string().trim_start_matches("MESSAGEFAULT_ERROR_").to_ascii_lowercase().replace('_', "-");
        driver.client.script("signed-fault", &name).await;
        let request = driver.authorize(&honk());
        let answer = driver.ask(request.bytes()).await;
        assert_eq!((fault_in(&answer), has_info(&answer)), (Some(*told), told.is_of_the_session()), "{name}");
    }
    assert_eq!(driver.once(&honk()).await, DONE);
    driver.client.script("session-fault", "internal:2").await;
    assert_eq!(driver.start(Domain::Infotainment).await, fault(Fault::INTERNAL));
    assert_eq!(driver.start(Domain::Infotainment).await, fault(Fault::INTERNAL));
    assert_eq!(driver.start(Domain::Infotainment).await, Ok(Received::Answer(Answer::Session)));
    driver.client.script("signed-fault", "busy:always").await;
    for _ in 0..3 {
        assert_eq!(driver.once(&honk()).await, fault(Fault::BUSY));
    }
    driver.client.script("signed-fault", "off").await;
    assert_eq!(driver.once(&honk()).await, DONE);
}

#[tokio::test]
async fn answers_can_be_lost_spoiled_and_put_off() {
    let mut driver = Driver::open().await;
    driver.does("door_lock", &json!({})).await;
    let unlock = command("door_unlock", &json!({}));
    for (told, locked) in [("dropped", true), ("lost", false)] {
        driver.client.script("signed-fault", told).await;
        let request = driver.authorize(&unlock);
        assert_eq!(driver.post(request.bytes()).await.status, StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(driver.car().await["locked"], locked, "{told}");
    }
    driver.client.script("signed-fault", "empty").await;
    let request = driver.authorize(&lock());
    assert_eq!(driver.ask(request.bytes()).await, b"");
    driver.start(Domain::Infotainment).await.unwrap();
    let ignored = |why| Ok(Received::Ignored(why));
    for (told, expected) in [
        ("other-domain", ignored(Ignored::Source)),
        ("garbled", ignored(Ignored::Undecryptable)),
        ("bad-tag", ignored(Ignored::Undecryptable)),
        ("wait", Err(CommandError::Busy)),
    ] {
        driver.client.script("signed-fault", told).await;
        assert_eq!(driver.once(&honk()).await, expected, "{told}");
    }
    for (told, expected) in [("command-wait", Err(CommandError::Busy)), ("no-request-id", DONE)] {
        driver.client.script("signed-fault", told).await;
        assert_eq!(driver.once(&lock()).await, expected, "{told}");
    }
    for told in ["bad-tag", "unsigned", "garbled", "not-on-whitelist"] {
        driver.client.script("session-fault", told).await;
        assert!(driver.start(Domain::Infotainment).await.is_err(), "{told}");
    }
    assert_eq!(driver.start(Domain::Infotainment).await, Ok(Received::Answer(Answer::Session)));
}

#[tokio::test]
async fn an_unknown_fault_is_refused_with_a_list() {
    let client = Client::open().await;
    let answer = client.garage.post("/api/tesla/scripts/signed-fault", r#"{"value":"toothache"}"#).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("time-expired") && answer.text.contains("other-domain"), "{}", answer.text);
}
