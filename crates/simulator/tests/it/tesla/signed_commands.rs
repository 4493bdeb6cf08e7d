//! Signed commands that the car obeys, as its model shows.

use openfob_tesla_command::{Answer, CommandError, Fault, Received};
use serde_json::json;

use super::driver::{Driver, command};

#[tokio::test]
async fn a_paired_key_locks_unlocks_and_honks() {
    let mut driver = Driver::open().await;
    driver.does("door_unlock", &json!({})).await;
    assert_eq!(driver.car().await["locked"], false);
    driver.does("door_lock", &json!({})).await;
    assert_eq!(driver.car().await["locked"], true);
    driver.does("honk_horn", &json!({})).await;
}

#[tokio::test]
async fn a_refusal_comes_with_the_cars_own_reason() {
    let mut driver = Driver::open().await;
    let limit = command("set_charge_limit", &json!({"percent": 75}));
    assert_eq!(driver.give(&limit).await, Ok(Received::Answer(Answer::Done)));
    assert_eq!(driver.give(&limit).await, Err(CommandError::Refused("already_set".to_owned())));
    driver.client.garage.turn("4821", "unplug", "").await;
    driver.client.garage.turn("4821", "drive", "").await;
    let unlock = driver.give(&command("honk_horn", &json!({}))).await;
    assert_eq!(unlock, Err(CommandError::Refused("not in park".to_owned())));
}

#[tokio::test]
async fn a_key_that_is_removed_on_the_way_is_unknown_at_once() {
    let mut driver = Driver::open().await;
    driver.does("door_unlock", &json!({})).await;
    driver.remove().await;
    let locked = driver.give(&command("door_lock", &json!({}))).await;
    assert_eq!(locked, Err(CommandError::KeyNotPaired));
    assert_eq!(driver.car().await["locked"], false);
    driver.enrol(None).await;
    let anew = driver.give(&command("door_lock", &json!({}))).await;
    assert_eq!(anew, Err(CommandError::Fault(Fault::INCORRECT_EPOCH)), "its session ended with the key");
    driver.does("door_lock", &json!({})).await;
}
