//! Counted calls: summed up, kept when a car is forgotten, told of when a cap is reached, and deleted when they are old.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use openfob_domain::Mode;
use openfob_store::{CallsBy, CapOn, DeliveryState, ReachedCap, Retention, UpstreamCall};

use crate::harness::{Fixture, add_application, add_webhook, at};

const DAY: i64 = 24 * 3600;

fn call(fixture: &Fixture, day: Date, vin: Option<&str>) -> UpstreamCall {
    UpstreamCall {
        day,
        mode: Mode::Simulated,
        automaker: "garage",
        partner: "fob.example.com".parse().unwrap(),
        class: "data",
        operation: "vehicle_data",
        application: Some(fixture.application),
        vin: vin.map(|vin| vin.parse().unwrap()),
    }
}

async fn calls(fixture: &Fixture, by: CallsBy) -> Vec<(Option<String>, u64)> {
    let totals = fixture.store.upstream_calls(date(2026, 11, 1), date(2026, 12, 1), None, by).await.unwrap();
    totals.into_iter().map(|total| (total.name, total.calls)).collect()
}

#[tokio::test]
async fn calls_add_up_within_their_days() {
    let fixture = Fixture::new().await;
    let day = date(2026, 11, 21);
    for _ in 0..2 {
        let some = [
            (call(&fixture, day, Some("5YJ3E1EA7MF004821")), 3),
            (call(&fixture, day, Some("7G2CEHED2RA012264")), 1),
            (call(&fixture, day, Some("WVWZZZAUZGW000000")), 1),
            (call(&fixture, date(2026, 12, 1), None), 100),
        ];
        fixture.store.add_upstream_calls(&some).await.unwrap();
    }
    assert_eq!(calls(&fixture, CallsBy::Class).await, [(None, 10)]);
    assert_eq!(calls(&fixture, CallsBy::Application).await, [(Some("Voltwise".to_owned()), 10)]);
    let mut cars = calls(&fixture, CallsBy::Car).await;
    cars.sort();
    let named = |name: &str, calls| (Some(name.to_owned()), calls);
    let expected = [(None, 2), named("Model 3 (2021), …2264", 2), named("Model 3 (2021), …4821", 6)];
    assert_eq!(cars, expected, "a car that is not known is no car");
    let other = add_application(&fixture.store, "Other", "another").await;
    let of_other = fixture.store.upstream_calls(date(2026, 11, 1), date(2027, 1, 1), Some(other), CallsBy::Class).await;
    assert_eq!(of_other.unwrap(), []);
}

#[tokio::test]
async fn a_forgotten_car_leaves_what_was_paid_and_nothing_of_itself() {
    let fixture = Fixture::new().await;
    let day = date(2026, 11, 21);
    let some = [
        (call(&fixture, day, Some("5YJ3E1EA7MF004821")), 3),
        (call(&fixture, day, Some("7G2CEHED2RA012264")), 2),
        (call(&fixture, day, None), 1),
    ];
    fixture.store.add_upstream_calls(&some).await.unwrap();
    let removed = fixture.store.forget_accounts(&[fixture.account]).await.unwrap();
    assert_eq!(removed["vehicle"], 2);
    assert_eq!(calls(&fixture, CallsBy::Car).await, [(None, 6)]);
}

#[tokio::test]
async fn a_reached_cap_is_noted_once_and_tells_those_whom_it_concerns() {
    let fixture = Fixture::new().await;
    let vehicles = fixture.vehicles().await;
    let webhook = add_webhook(&fixture, fixture.application).await;
    fixture.consent(&vehicles, "read_odometer").await;
    let other = add_application(&fixture.store, "Other", "another").await;
    let reached = |on: CapOn, cap| ReachedCap {
        month: date(2026, 11, 1),
        mode: Mode::Simulated,
        automaker: "garage".to_owned(),
        on,
        cap,
        at: at(60),
    };
    let until: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let pending = async || fixture.store.deliveries(webhook, Some(DeliveryState::Pending), 99).await.unwrap().len();
    let partner = CapOn::Partner("fob.example.com".parse().unwrap());
    for (on, cap, is_news, deliveries) in [
        (CapOn::Application(other), 10, true, 0),
        (CapOn::Partner("other.example".parse().unwrap()), 10, true, 0),
        (partner.clone(), 10, true, 2),
        (partner.clone(), 10, false, 2),
        (partner, 20, true, 4),
        (CapOn::Application(fixture.application), 10, true, 6),
    ] {
        assert_eq!(fixture.store.reach_cap(&reached(on.clone(), cap), until).await.unwrap(), is_news, "{on:?}");
        assert_eq!(pending().await, deliveries, "{on:?}");
    }
    let live = ReachedCap { mode: Mode::Live, ..reached(CapOn::Application(fixture.application), 10) };
    assert!(fixture.store.reach_cap(&live, until).await.unwrap());
    assert_eq!(pending().await, 6, "simulated cars are capped apart");
    assert_eq!(fixture.store.reached_caps(date(2026, 11, 1)).await.unwrap().len(), 6);
    assert_eq!(fixture.store.reached_caps(date(2026, 12, 1)).await.unwrap(), []);
}

#[tokio::test]
async fn counts_go_when_they_are_old_and_the_running_month_never() {
    let fixture = Fixture::new().await;
    let some = [(call(&fixture, date(2026, 11, 1), None), 1), (call(&fixture, date(2026, 10, 31), None), 1)];
    fixture.store.add_upstream_calls(&some).await.unwrap();
    let keep =
        |days: i64| Retention { costs: Some(jiff::SignedDuration::from_hours(24 * days)), ..Retention::default() };
    let sweep = async |days, now| fixture.store.sweep(&keep(days), now).await.unwrap().costs;
    assert_eq!(sweep(400, at(DAY)).await, 0);
    assert_eq!(sweep(1, at(DAY)).await, 1, "October's");
    assert_eq!(sweep(1, at(9 * DAY)).await, 0, "November's, on its last day");
    assert_eq!(sweep(1, at(12 * DAY)).await, 1);
}
