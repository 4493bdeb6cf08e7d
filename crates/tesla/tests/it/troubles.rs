//! When Tesla limits us or is in trouble: bounded retries, pauses, and nothing sent that the ledger holds back.

use std::time::Duration;

use openfob_automaker::{Adapter, AdapterErrorKind, Commanded, PartnerIssue, PriceClass};
use openfob_domain::{AccessRules, Command, Signal, UpstreamFault};

use crate::harness::{CYBERTRUCK, LENA, MODEL_3, MODEL_S, World, vin};

#[tokio::test]
async fn a_limited_call_is_not_repeated_before_tesla_said_and_others_are_not_held_back() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.play("429-storm", "on").await;
    for _ in 0..3 {
        let error = world.tesla.read(&session, &vin(MODEL_3), &[Signal::Odometer]).await.unwrap_err();
        let AdapterErrorKind::RateLimited { retry_after } = error.kind else { panic!("{error:?}") };
        assert!(retry_after <= Duration::from_mins(1) && retry_after > Duration::from_secs(20));
    }
    assert_eq!(world.book.take(), ["vehicle_data"], "asked once, then left alone");
    let other = world.tesla.read(&session, &vin(CYBERTRUCK), &[Signal::Odometer]).await.unwrap_err();
    assert!(matches!(other.kind, AdapterErrorKind::RateLimited { .. }));
    assert_eq!(world.book.take(), ["vehicle_data"], "another car has a limit of its own");
}

#[tokio::test]
async fn a_region_in_trouble_gets_fewer_calls_the_longer_it_lasts() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.play("outage", "503").await;
    let mut sent = Vec::new();
    for _ in 0..6 {
        let error = world.tesla.read(&session, &vin(MODEL_3), &[Signal::Odometer]).await.unwrap_err();
        assert_eq!(error.kind, AdapterErrorKind::Upstream(UpstreamFault::NoResponse));
        sent.push(world.book.take().len());
    }
    assert_eq!(sent, [3, 1, 1, 0, 0, 0], "two retries, then none, then no calls");
}

#[tokio::test]
async fn a_command_is_sent_once_whatever_comes_of_it() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let (car, access) = (vin(MODEL_S), AccessRules::default());
    for (script, value) in [("outage", "504"), ("outage", "503"), ("429-storm", "on")] {
        world.play("outage", "off").await;
        world.play(script, value).await;
        let commands = world.tesla.commands().unwrap();
        commands.run(&session, Commanded { vin: &car, access: &access, key: None }, &Command::Lock).await.unwrap_err();
        assert_eq!(world.book.take(), ["door_lock"], "{script} {value}");
    }
}

#[tokio::test]
async fn what_the_ledger_does_not_allow_is_not_sent() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.book.cap(PriceClass::Data);
    let error = world.tesla.read(&session, &vin(MODEL_3), &[Signal::Odometer]).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::CapReached);
    assert!(world.book.take().is_empty());
    assert!(world.tesla.state(&session, &vin(MODEL_3)).await.is_ok(), "what is free goes on");
}

#[tokio::test]
async fn an_account_without_credit_is_the_operators_to_mend() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.play("limit-exceeded", "on").await;
    let error = world.tesla.read(&session, &vin(MODEL_3), &[Signal::Odometer]).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Partner(PartnerIssue::Suspended));
    assert_eq!(world.book.take(), ["vehicle_data"], "asking again helps nobody");
}
