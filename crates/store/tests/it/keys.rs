//! Evidence, what it folds to, and one event per change.

use openfob_domain::{AccessRules, Evidence, EvidenceSource, KeyClaim, KeyHolder, KeyState};

use crate::harness::{Fixture, at, needs_key};

fn holder(domain: &str) -> KeyHolder {
    KeyHolder::Partner(domain.parse().unwrap())
}

fn word(source: EvidenceSource, claim: KeyClaim, seconds: i64) -> Evidence {
    Evidence { source, claim, at: at(seconds) }
}

const PRESENT: KeyClaim = KeyClaim::Present { key: None };
const PAIRED: KeyState = KeyState::Paired { key: None };

#[tokio::test]
async fn each_change_makes_one_event_and_what_is_first_learnt_makes_none() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let holder = holder("fob.example.com");
    let mut events = Vec::new();
    for (seconds, claim) in
        [(1, KeyClaim::Absent), (2, KeyClaim::Absent), (3, PRESENT), (4, PRESENT), (5, KeyClaim::Absent)]
    {
        let said = [word(EvidenceSource::FleetStatus, claim, seconds)];
        let change = fixture.store.record_evidence(car, &holder, &needs_key(), &said, at(seconds)).await.unwrap();
        events.extend(change);
    }
    let states: Vec<(&KeyState, &KeyState)> = events.iter().map(|event| (&event.old, &event.new)).collect();
    assert_eq!(states, [(&KeyState::Unpaired, &PAIRED), (&PAIRED, &KeyState::Unpaired)]);
    assert_eq!(fixture.store.key_changes(car).await.unwrap(), events, "the log holds what was told");
    let record = fixture.store.key_record(car, &holder).await.unwrap().unwrap();
    assert_eq!((record.since, record.checked_at), (at(5), at(5)));
}

#[tokio::test]
async fn an_older_word_of_a_source_never_replaces_a_newer_one() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let holder = holder("fob.example.com");
    let say = |said: Vec<Evidence>, now: i64| {
        let (store, holder) = (&fixture.store, &holder);
        async move { store.record_evidence(car, holder, &needs_key(), &said, at(now)).await.unwrap() }
    };
    say(vec![word(EvidenceSource::FleetStatus, PRESENT, 10)], 10).await;
    assert_eq!(say(vec![word(EvidenceSource::FleetStatus, KeyClaim::Absent, 5)], 11).await, None);
    assert_eq!(
        say(vec![word(EvidenceSource::Telemetry, KeyClaim::Absent, 9)], 12).await,
        None,
        "older than the other's"
    );
    let said = vec![word(EvidenceSource::FleetStatus, KeyClaim::Unknown, 13)];
    assert_eq!(say(said, 13).await, None, "not knowing changes nothing");
    assert_eq!(fixture.store.key_record(car, &holder).await.unwrap().unwrap().state, PAIRED);
}

#[tokio::test]
async fn at_the_same_moment_the_car_outranks_the_cloud() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let holder = holder("fob.example.com");
    let said = [word(EvidenceSource::Command, PRESENT, 7), word(EvidenceSource::FleetStatus, KeyClaim::Absent, 7)];
    fixture.store.record_evidence(car, &holder, &needs_key(), &said, at(7)).await.unwrap();
    let record = fixture.store.key_record(car, &holder).await.unwrap().unwrap();
    assert_eq!(record.state, PAIRED);
    assert_eq!(record.evidence.len(), 2, "the newest word of each source is kept");
}

#[tokio::test]
async fn holders_and_cars_are_apart() {
    let fixture = Fixture::new().await;
    let cars = fixture.vehicles().await;
    let (ours, theirs) = (holder("fob.example.com"), holder("keys.example.net"));
    let said = [word(EvidenceSource::FleetStatus, PRESENT, 1)];
    fixture.store.record_evidence(cars[0], &ours, &needs_key(), &said, at(1)).await.unwrap();
    assert_eq!(fixture.store.key_record(cars[0], &theirs).await.unwrap(), None);
    assert_eq!(fixture.store.key_record(cars[1], &ours).await.unwrap(), None);
}

#[tokio::test]
async fn a_car_that_asks_for_no_key_is_not_required_whatever_is_said() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let holder = holder("fob.example.com");
    let said = [word(EvidenceSource::Command, PRESENT, 1)];
    fixture.store.record_evidence(car, &holder, &AccessRules::default(), &said, at(1)).await.unwrap();
    let record = fixture.store.key_record(car, &holder).await.unwrap().unwrap();
    assert_eq!(record.state, KeyState::NotRequired);
}

#[tokio::test]
async fn two_that_learn_the_same_change_at_once_write_one_event() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let (holder, rules) = (holder("fob.example.com"), needs_key());
    let absent = [word(EvidenceSource::FleetStatus, KeyClaim::Absent, 1)];
    fixture.store.record_evidence(car, &holder, &rules, &absent, at(1)).await.unwrap();
    let present = [word(EvidenceSource::FleetStatus, PRESENT, 2)];
    let (one, other) = tokio::join!(
        fixture.store.record_evidence(car, &holder, &rules, &present, at(2)),
        fixture.store.record_evidence(car, &holder, &rules, &present, at(2))
    );
    assert_eq!([one.unwrap(), other.unwrap()].into_iter().flatten().count(), 1);
    assert_eq!(fixture.store.key_changes(car).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_word_that_is_only_repeated_moves_the_time_of_the_look_and_a_later_change_keeps_it() {
    let fixture = Fixture::new().await;
    let car = fixture.vehicles().await[0];
    let holder = holder("fob.example.com");
    let say = async |claim, seconds| {
        let said = [word(EvidenceSource::FleetStatus, claim, seconds)];
        fixture.store.record_evidence(car, &holder, &needs_key(), &said, at(seconds)).await.unwrap()
    };
    say(PRESENT, 1).await;
    for seconds in [2, 60, 120] {
        assert_eq!(say(PRESENT, seconds).await, None);
        let record = fixture.store.key_record(car, &holder).await.unwrap().unwrap();
        assert_eq!((record.since, record.checked_at, record.evidence[0].at), (at(1), at(seconds), at(seconds)));
    }
    let late = [word(EvidenceSource::FleetStatus, KeyClaim::Absent, 100)];
    let change = fixture.store.record_evidence(car, &holder, &needs_key(), &late, at(121)).await.unwrap();
    assert_eq!(change, None, "older than what was repeated since");
    assert!(say(KeyClaim::Absent, 122).await.is_some());
}
