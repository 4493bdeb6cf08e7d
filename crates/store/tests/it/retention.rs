//! What is deleted when, and what is not.

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder};
use openfob_store::{
    CarKeyAudit, CodeRefused, DeliveryState, HeldChallenge, NewCarKeySession, NewTokens, Outcome, RefreshRefused,
    Retention, Swept,
};

use crate::harness::{Fixture, add_webhook, at, change_key, needs_key, send};

const DAY: i64 = 24 * 3600;

#[tokio::test]
async fn tokens_go_when_they_have_expired_and_reuse_is_told_until_then() {
    let fixture = Fixture::new().await;
    exchange(&fixture, "code").await;
    let (store, application) = (&fixture.store, fixture.application);
    let second = NewTokens { access: "access 2", refresh: "refresh 2" };
    store.refresh(application, "refresh 1", second, at(DAY)).await.unwrap();

    // The used one of the first pair expires after 60 days; the pair before it is expired and kept for 30 days more.
    assert_eq!(sweep(&fixture, at(59 * DAY)).await.families, 0);
    let stolen = NewTokens { access: "access 3", refresh: "refresh 3" };
    let reused = store.refresh(application, "refresh 1", stolen, at(59 * DAY)).await;
    assert!(matches!(reused, Err(RefreshRefused::Used)), "{reused:?}");
    let revoked = store.refresh(application, "refresh 2", stolen, at(59 * DAY)).await;
    assert!(matches!(revoked, Err(RefreshRefused::Invalid)), "{revoked:?}");

    let swept = sweep(&fixture, at(92 * DAY)).await;
    assert_eq!(swept.families, 1, "nothing of the family is left");
    let again = store.refresh(application, "refresh 1", stolen, at(92 * DAY)).await;
    assert!(matches!(again, Err(RefreshRefused::Unknown)), "{again:?}");
}

#[tokio::test]
async fn a_used_code_is_known_as_long_as_a_token_of_its_family_lives() {
    let fixture = Fixture::new().await;
    exchange(&fixture, "code").await;
    let (store, application) = (&fixture.store, fixture.application);
    for month in 1..5 {
        let (before, after) = (format!("refresh {month}"), format!("refresh {}", month + 1));
        let access = format!("access {}", month + 1);
        let tokens = NewTokens { access: &access, refresh: &after };
        store.refresh(application, &before, tokens, at(month * 30 * DAY)).await.unwrap();
        sweep(&fixture, at(month * 30 * DAY)).await;
    }
    let fifth = store.bearer("access 5", at(120 * DAY)).await.unwrap();
    assert!(fifth.is_some());
    let tokens = NewTokens { access: "a", refresh: "b" };
    let reused = store.exchange_code(application, "code", None, None, tokens, at(120 * DAY)).await;
    assert!(matches!(reused, Err(CodeRefused::Used)), "{reused:?}");
    assert_eq!(store.bearer("access 5", at(120 * DAY)).await.unwrap(), None, "what the code gave is revoked");
}

#[tokio::test]
async fn an_unused_code_is_good_until_it_expires_and_goes_after() {
    let fixture = Fixture::new().await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, "code", None, None, at(600)).await.unwrap();
    let keep = Retention { tokens: Some(SignedDuration::ZERO), ..Retention::default() };
    assert_eq!(fixture.store.sweep(&keep, at(599)).await.unwrap().families, 0);
    assert_eq!(fixture.store.sweep(&keep, at(600)).await.unwrap().families, 1);
}

#[tokio::test]
async fn events_go_in_batches_and_the_key_state_stays() {
    let fixture = Fixture::new().await;
    let vehicle = fixture.vehicles().await[0];
    let holder = KeyHolder::Partner("fob.example.com".parse().unwrap());
    for second in 0..=600 {
        let claim = if second % 2 == 0 { KeyClaim::Absent } else { KeyClaim::Present { key: None } };
        let said = [Evidence { source: EvidenceSource::FleetStatus, claim, at: at(second) }];
        fixture.store.record_evidence(vehicle, &holder, &needs_key(), &said, at(second)).await.unwrap();
    }
    assert_eq!(sweep(&fixture, at(89 * DAY)).await.events, 0);
    let first = fixture.store.sweep(&Retention::default(), at(91 * DAY)).await.unwrap();
    assert!(first.is_full() && first.events == 500, "{first:?}");
    assert_eq!(sweep(&fixture, at(91 * DAY)).await.events, 100);
    let record = fixture.store.key_record(vehicle, &holder).await.unwrap().unwrap();
    assert_eq!(record.since, at(600), "what holds now is kept");

    let for_ever = Retention { events: None, deliveries: None, readings: None, tokens: None, costs: None };
    assert_eq!(fixture.store.sweep(&for_ever, at(9999 * DAY)).await.unwrap(), Swept::default());
}

#[tokio::test]
async fn what_still_has_to_leave_outlives_every_age_with_its_event() {
    let fixture = Fixture::new().await;
    let vehicle = fixture.vehicles().await[0];
    fixture.consent(&[vehicle], "read_vin").await;
    let webhook = add_webhook(&fixture, fixture.application).await;
    change_key(&fixture, vehicle).await;
    let later = at(999 * DAY);
    assert_eq!(sweep(&fixture, later).await, Swept::default());

    send(&fixture, webhook, Outcome::Again(at(9)), at(1)).await;
    assert_eq!(sweep(&fixture, later).await, Swept::default(), "it is tried again");
    assert_eq!(fixture.store.outbox().await.unwrap().pending, 1);
    send(&fixture, webhook, Outcome::Failed, at(10)).await;
    let swept = sweep(&fixture, later).await;
    assert_eq!((swept.deliveries, swept.events), (1, 1), "it has failed");
}

#[tokio::test]
async fn deliveries_have_an_age_of_their_own_from_their_last_attempt_on() {
    let fixture = Fixture::new().await;
    let vehicle = fixture.vehicles().await[0];
    fixture.consent(&[vehicle], "read_vin").await;
    let webhook = add_webhook(&fixture, fixture.application).await;
    change_key(&fixture, vehicle).await;
    send(&fixture, webhook, Outcome::Failed, at(0)).await;

    assert_eq!(sweep(&fixture, at(29 * DAY)).await, Swept::default());
    let failed = fixture.store.deliveries(webhook, Some(DeliveryState::Failed), 9).await.unwrap();
    assert!(fixture.store.replay_delivery(failed[0].id, at(29 * DAY)).await.unwrap());
    send(&fixture, webhook, Outcome::Delivered, at(29 * DAY)).await;
    assert_eq!(sweep(&fixture, at(58 * DAY)).await, Swept::default(), "it was sent again meanwhile");
    let keep = Retention { deliveries: None, ..Retention::default() };
    assert_eq!(fixture.store.sweep(&keep, at(999 * DAY)).await.unwrap(), Swept::default(), "its event is kept with it");
    let swept = sweep(&fixture, at(60 * DAY)).await;
    assert_eq!((swept.deliveries, swept.events), (1, 0), "the event is kept longer");
    assert_eq!(sweep(&fixture, at(91 * DAY)).await.events, 1);
}

async fn exchange(fixture: &Fixture, code: &str) {
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, code, None, None, at(600)).await.unwrap();
    let tokens = NewTokens { access: "access 1", refresh: "refresh 1" };
    fixture.store.exchange_code(fixture.application, code, None, None, tokens, at(1)).await.unwrap();
}

async fn sweep(fixture: &Fixture, now: Timestamp) -> Swept {
    fixture.store.sweep(&Retention::default(), now).await.unwrap()
}

#[tokio::test]
async fn what_car_key_keeps_goes_after_its_end_and_the_record_stays() {
    let fixture = Fixture::new().await;
    let (store, application, account) = (&fixture.store, fixture.application, fixture.account);
    let tokens = NewCarKeySession {
        access: "access",
        access_expires_at: at(3600),
        refresh: "refresh",
        refresh_expires_at: at(90 * DAY),
    };
    store.open_car_key_session(account, application, "phone-1", tokens).await.unwrap();
    let challenge = HeldChallenge {
        nonce: [7; 32],
        account,
        phone: "phone-1".to_owned(),
        vin: None,
        issued_at: at(0),
        expires_at: at(120),
        used_at: None,
    };
    store.keep_challenge(&challenge).await.unwrap();
    let entry = CarKeyAudit {
        at: at(0),
        account,
        vehicle: None,
        phone: "phone-1".to_owned(),
        action: "sign-in".to_owned(),
        outcome: "done".to_owned(),
    };
    store.audit_car_key(&entry).await.unwrap();

    assert_eq!(sweep(&fixture, at(30 * DAY)).await.car_key, 0, "a late answer is told from one to no question");
    assert_eq!(sweep(&fixture, at(31 * DAY)).await.car_key, 1);
    assert!(store.use_challenge(&[7; 32], at(31 * DAY)).await.unwrap().is_none());
    assert!(store.refresh_car_key_session("refresh", tokens, at(89 * DAY)).await.unwrap(), "it is still good");
    assert_eq!(sweep(&fixture, at(119 * DAY)).await.car_key, 0);
    assert_eq!(sweep(&fixture, at(121 * DAY)).await.car_key, 1);
    assert_eq!(store.car_key_audit(account).await.unwrap(), [entry]);
}
