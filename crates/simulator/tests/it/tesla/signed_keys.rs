//! The keys on the car: roles, slots, and operations that a key itself authorises.

use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::Payload;
use openfob_tesla_command::proto::universal_message::{Destination, RoutableMessage};
use openfob_tesla_command::proto::vcsec::from_vcsec_message::SubMessage;
use openfob_tesla_command::proto::vcsec::{
    FromVcsecMessage, KeyFormFactor, OperationStatusE, WhitelistInfo, WhitelistOperationInformationE as Told,
};
use openfob_tesla_command::{Answer, Command, CommandError, Fault, PublicKey, Received, SecurityCommand};
use prost::Message as _;
use serde_json::json;

use super::client::{Client, MODEL_3};
use super::driver::{Driver, command, key};

fn add(key: &PublicKey, role: Role) -> Command {
    Command::Security(SecurityCommand::AddKey { key: *key, role, form_factor: KeyFormFactor::AndroidDevice })
}

async fn list(driver: &mut Driver) -> WhitelistInfo {
    match driver.give(&Command::Security(SecurityCommand::ListKeys)).await {
        Ok(Received::Answer(Answer::Keys(keys))) => keys,
        other => panic!("{other:?}"),
    }
}

async fn opened(role: &str) -> Driver {
    let driver = Driver::of(Client::open().await, 3, MODEL_3);
    driver.client.script("no-limits", "on").await;
    driver.enrol(Some(role)).await;
    driver
}

#[tokio::test]
async fn the_owners_phone_is_on_the_car_from_the_start() {
    let mut driver = Driver::of(Client::open().await, 3, MODEL_3);
    assert_eq!(list(&mut driver).await.slot_mask, 1);
    let first = driver.give(&Command::Security(SecurityCommand::ReadKey { slot: 0 })).await;
    let Ok(Received::Answer(Answer::Key(phone))) = first else { panic!("{first:?}") };
    assert_eq!(
        (phone.key_role(), phone.metadata_for_key.unwrap().key_form_factor()),
        (Role::Owner, KeyFormFactor::IosDevice)
    );
    driver.enrol(None).await;
    assert_eq!(list(&mut driver).await.number_of_entries, 2);
    let second = driver.give(&Command::Security(SecurityCommand::ReadKey { slot: 1 })).await;
    let Ok(Received::Answer(Answer::Key(partner))) = second else { panic!("{second:?}") };
    assert_eq!(
        (partner.key_role(), partner.public_key.unwrap().public_key_raw),
        (Role::Fm, driver.key.public_key().as_bytes().to_vec())
    );
}

#[tokio::test]
async fn an_owners_key_adds_and_removes_keys_which_show_everywhere() {
    let mut owner = opened("owner").await;
    let other = key(7);
    let added = owner.give(&add(other.public_key(), Role::Driver)).await;
    assert_eq!(added, Ok(Received::Answer(Answer::Done)));
    let names = owner.car().await["keys"].as_object().unwrap().len();
    assert_eq!(names, 2, "partner and added key");
    assert_eq!(
        owner.give(&add(other.public_key(), Role::Driver)).await,
        Err(CommandError::Keychain(Told::WhitelistoperationInformationAttemptingToAddKeyThatIsAlreadyOnTheWhitelist))
    );
    let remove = |key: &PublicKey| Command::Security(SecurityCommand::RemoveKey(*key));
    assert_eq!(owner.give(&remove(other.public_key())).await, Ok(Received::Answer(Answer::Done)));
    assert_eq!(owner.car().await["keys"].as_object().unwrap().len(), 1);
    let own = *owner.key.public_key();
    assert_eq!(
        owner.give(&remove(&own)).await,
        Err(CommandError::Keychain(Told::WhitelistoperationInformationNoPermissionToRemoveOneself))
    );
}

#[tokio::test]
async fn a_key_that_was_added_by_another_stays_over_a_restart_with_its_role() {
    let mut owner = opened("owner").await;
    owner.give(&add(key(7).public_key(), Role::VehicleMonitor)).await.unwrap();
    owner.client.garage.restart();
    let mut monitor = Driver::of(owner.client, 7, MODEL_3);
    let refused = monitor.give(&command("honk_horn", &json!({}))).await;
    assert_eq!(refused, Err(CommandError::Fault(Fault::INSUFFICIENT_PRIVILEGES)));
}

#[tokio::test]
async fn roles_decide_what_a_key_may_do() {
    let mut manager = opened("charging-manager").await;
    manager.does("set_charge_limit", &json!({"percent": 72})).await;
    let refused = manager.give(&command("door_unlock", &json!({}))).await;
    assert_eq!(refused, Err(CommandError::Fault(Fault::INSUFFICIENT_PRIVILEGES)));
    assert_eq!(
        manager.give(&add(key(7).public_key(), Role::Driver)).await,
        Err(CommandError::Keychain(Told::WhitelistoperationInformationNoPermissionToAdd))
    );
}

#[tokio::test]
async fn a_car_takes_20_keys_and_no_more() {
    let mut owner = opened("owner").await;
    for number in 10..28 {
        let added = owner.give(&add(key(number).public_key(), Role::Driver)).await;
        assert_eq!(added, Ok(Received::Answer(Answer::Done)), "{number}");
    }
    assert_eq!(list(&mut owner).await.number_of_entries, 20);
    assert_eq!(
        owner.give(&add(key(28).public_key(), Role::Driver)).await,
        Err(CommandError::Keychain(Told::WhitelistoperationInformationWhitelistFull))
    );
    let path = format!("/api/tesla/cars/{MODEL_3}/enrol");
    let more = owner.client.garage.post(&path, &json!({"public_key": key(29).public_key().to_pem()}).to_string()).await;
    assert_eq!(more.status, axum::http::StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_phone_page_takes_a_key_off_and_the_car_forgets_it_at_once() {
    let mut driver = Driver::of(Client::open().await, 3, MODEL_3);
    let key = json!({"public_key": driver.key.public_key().to_pem(), "name": "fob.example.com"});
    driver.lever("enrol", &key).await;
    driver.does("honk_horn", &json!({})).await;
    driver.client.garage.turn("4821", "remove-key", r#"{"key": "fob.example.com"}"#).await;
    assert_eq!(driver.give(&command("honk_horn", &json!({}))).await, Err(CommandError::KeyNotPaired));
}

#[tokio::test]
async fn a_key_that_was_asked_for_without_a_signature_waits_for_a_card() {
    let mut driver = Driver::of(Client::open().await, 7, MODEL_3);
    driver.client.script("no-limits", "on").await;
    let path = format!("/api/tesla/cars/{MODEL_3}/tap-card");
    let nothing_waits = driver.client.garage.post(&path, "{}").await;
    assert_eq!(nothing_waits.status, axum::http::StatusCode::BAD_REQUEST);

    let place = |sub| Some(Destination { sub_destination: Some(sub) });
    let request = RoutableMessage {
        to_destination: place(SubDestination::Domain(2)),
        from_destination: place(SubDestination::RoutingAddress(vec![1; 16])),
        uuid: vec![2; 16],
        payload: Some(Payload::ProtobufMessageAsBytes(add(driver.key.public_key(), Role::Driver).to_payload())),
        ..RoutableMessage::default()
    };
    let answer = RoutableMessage::decode(driver.ask(&request.encode_to_vec()).await.as_slice()).unwrap();
    let Some(Payload::ProtobufMessageAsBytes(said)) = answer.payload else { panic!("no answer") };
    let Some(SubMessage::CommandStatus(status)) = FromVcsecMessage::decode(said.as_slice()).unwrap().sub_message else {
        panic!("no status");
    };
    assert_eq!(status.operation_status(), OperationStatusE::OperationstatusWait);
    let refused = driver.give(&command("door_lock", &json!({}))).await;
    assert_eq!(refused, Err(CommandError::KeyNotPaired), "not before a card is held to the car");

    driver.lever("tap-card", &json!({})).await;
    driver.does("door_lock", &json!({})).await;
    let added = driver.car().await["keys"].as_object().unwrap().len();
    assert_eq!(added, 1);
}
