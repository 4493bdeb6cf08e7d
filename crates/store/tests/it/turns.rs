//! Whose turn it is in the background.

use jiff::SignedDuration;
use openfob_domain::AccessRules;
use openfob_store::{KeyTurn, RefreshTurn};

use crate::harness::{Fixture, at, cars, link, link_as};

const MINUTES_5: SignedDuration = SignedDuration::from_mins(5);

fn refreshed() -> AccessRules {
    AccessRules { refresh_seconds: Some(300), ..AccessRules::default() }
}

#[tokio::test]
async fn an_account_has_its_turn_at_once_then_when_it_was_moved_to_and_at_once_after_a_new_sign_in() {
    let mut fixture = Fixture::new().await;
    let turn = KeyTurn { account: fixture.account, has_keys: true };
    assert_eq!(fixture.store.key_turns(at(0), 9).await.unwrap(), [turn]);
    fixture.store.move_key_turns(&[(fixture.account, at(900))]).await.unwrap();
    fixture.reopen().await;
    assert_eq!(fixture.store.key_turns(at(899), 9).await.unwrap(), []);
    assert_eq!(fixture.store.key_turns(at(900), 9).await.unwrap(), [turn]);
    fixture.store.move_key_turns(&[(fixture.account, at(1800))]).await.unwrap();
    link(&fixture.store, &cars()).await;
    assert_eq!(fixture.store.key_turns(at(901), 9).await.unwrap(), [turn]);
}

#[tokio::test]
async fn nothing_is_asked_of_an_account_without_keys_or_without_a_good_sign_in() {
    let fixture = Fixture::new().await;
    let keyless = cars().into_iter().take(1).map(|car| openfob_store::VehicleFacts {
        vin: "5YJ3E1EA7MF004822".parse().unwrap(),
        access: AccessRules::default(),
        ..car
    });
    let other = link_as(&fixture.store, "tom", &keyless.collect::<Vec<_>>()).await;
    fixture.store.mark_needs_sign_in(fixture.account).await.unwrap();
    let mut turns = fixture.store.key_turns(at(0), 9).await.unwrap();
    turns.sort_by_key(|turn| turn.account);
    let mut expected = [fixture.account, other].map(|account| KeyTurn { account, has_keys: false });
    expected.sort_by_key(|turn| turn.account);
    assert_eq!(turns, expected);
}

#[tokio::test]
async fn those_who_wait_longest_come_first_and_no_more_than_wanted() {
    let fixture = Fixture::new().await;
    let mut accounts = Vec::new();
    for (place, subject) in (0_i64..).zip(["ann", "bob", "cem"]) {
        let account = link_as(&fixture.store, subject, &[]).await;
        fixture.store.move_key_turns(&[(account, at(90 - 10 * place))]).await.unwrap();
        accounts.push(account);
    }
    fixture.store.move_key_turns(&[(fixture.account, at(500))]).await.unwrap();
    let turns = fixture.store.key_turns(at(100), 2).await.unwrap();
    assert_eq!(turns.iter().map(|turn| turn.account).collect::<Vec<_>>(), [accounts[2], accounts[1]]);
}

#[tokio::test]
async fn a_car_has_its_turn_when_it_was_moved_to_and_at_once_after_a_consent() {
    let fixture = Fixture::new().await;
    let vehicles = fixture.vehicles().await;
    fixture.store.set_access(vehicles[0], &refreshed()).await.unwrap();
    let turns = fixture.store.refresh_turns(at(0), 9).await.unwrap();
    let turn = |place: usize, period| RefreshTurn { account: fixture.account, vehicle: vehicles[place], period };
    assert_eq!(turns, [turn(0, Some(MINUTES_5)), turn(1, None)]);
    fixture.store.move_refresh_turns(&[(turns[0], at(300)), (turns[1], at(900))]).await.unwrap();
    assert_eq!(fixture.store.refresh_turns(at(299), 9).await.unwrap(), []);
    assert_eq!(fixture.store.refresh_turns(at(300), 9).await.unwrap(), turns[..1]);

    assert_eq!(fixture.store.account_connection(fixture.account, vehicles[1]).await.unwrap(), None);
    let granted = fixture.consent(&vehicles[1..], "read_odometer").await;
    assert_eq!(fixture.store.refresh_turns(at(1), 9).await.unwrap(), turns[1..]);
    let connection = fixture.store.account_connection(fixture.account, vehicles[1]).await.unwrap().unwrap();
    assert_eq!(connection.id, granted.connections[0]);
    fixture.store.mark_needs_sign_in(fixture.account).await.unwrap();
    assert_eq!(fixture.store.account_connection(fixture.account, vehicles[1]).await.unwrap(), None);
}
