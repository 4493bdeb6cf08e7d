//! What calls to automakers cost, and what a cap on that stops.

use jiff::SignedDuration;
use openfob_automaker::Dollars;
use openfob_gateway::CostCaps;
use openfob_store::{CallsBy, DeliveryState};
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::owner::Connected;
use crate::receiver::Receiver;
use crate::world::{KEY_DOMAIN, LENA, World};

/// The Model S of 2019, which asks for no key.
const MODEL_S: &str = "0377";
const LOCKS: &str = "scope=read_vehicle_info%20read_odometer%20control_security";

/// A world in which an application was granted Lena's cars, when nothing was charged yet.
async fn connected(caps: CostCaps, changes: Value) -> (World, Application, Connected) {
    let world = World::start_capped(caps).await;
    let application = world.register(changes).await;
    let lena = world.connect_with(&application, LENA, "TESLA", LOCKS).await;
    world.turn(MODEL_S, "wake", json!({})).await;
    (world, application, lena)
}

fn partner_cap(dollars: &str) -> CostCaps {
    CostCaps { partner: Some(dollars.parse().unwrap()), application: None }
}

async fn odometer(world: &World, application: &Application, lena: &Connected) -> Answer {
    world.advance(SignedDuration::from_secs(1));
    application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await
}

/// By class, what is on the bill.
async fn bill(world: &World, by: &str) -> Answer {
    world.administer("GET", &format!("/costs?by={by}"), &json!({})).await
}

async fn spent(world: &World) -> u64 {
    bill(world, "class").await.body["totals"][0]["cost_micros"].as_u64().unwrap_or_default()
}

#[tokio::test]
async fn every_call_is_counted_by_class_application_car_and_operation_at_its_price() {
    let (world, application, lena) = connected(CostCaps::default(), json!({})).await;
    let before = spent(&world).await;
    for _ in 0..2 {
        assert_eq!(odometer(&world, &application, &lena).await.status, 200);
    }
    let lock = application.request("POST", &lena.path("Model S", "security")).bearer_auth(&lena.tokens.access);
    assert_eq!(application.send(lock.json(&json!({"action": "LOCK"}))).await.status, 200);
    assert_eq!(spent(&world).await - before, 2 * 2_000 + 1_000);

    let operations = bill(&world, "operation").await.body;
    let row = |of: &str| {
        let rows = operations["rows"].as_array().unwrap();
        rows.iter().find(|row| row["of"] == of).unwrap_or_else(|| panic!("{operations}")).clone()
    };
    assert_eq!(row("vehicle_data")["calls"], 2);
    assert_eq!(row("door_lock")["class"], "commands");
    assert_eq!(row("door_lock")["cost_micros"], 1_000);
    let applications = bill(&world, "application").await.body;
    let is_its = |row: &&Value| row["of"] == application.id.as_str();
    let its: Vec<&Value> = applications["rows"].as_array().unwrap().iter().filter(is_its).collect();
    assert!(its.iter().any(|row| row["class"] == "data") && its.iter().all(|row| row["name"] == "Voltwise"), "{its:?}");
    let cars = bill(&world, "car").await.body;
    let names: Vec<&str> = cars["rows"].as_array().unwrap().iter().filter_map(|row| row["name"].as_str()).collect();
    assert!(names.contains(&"Model S (2019), …0377"), "{names:?}");
    assert_eq!(bill(&world, "day").await.body["rows"][0]["of"], "2026-11-21");
    assert_eq!(bill(&world, "partner").await.body["rows"][0]["of"], KEY_DOMAIN);
    let prices = json!({"data": 500, "commands": 1_000, "wakes": 50, "streaming": 150_000});
    assert_eq!(bill(&world, "class").await.body["prices"][0]["per_dollar"], prices);

    let other = world.administer("GET", "/costs?days=2026-10", &json!({})).await.body;
    assert_eq!((&other["rows"], &other["to"]), (&json!([]), &json!("2026-10-31")));
    let wrong = world.administer("GET", "/costs?days=yesterday", &json!({})).await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.body["error"]["message"].as_str().unwrap().contains("expected a month such as 2026-11"),
        "{}",
        wrong.body
    );
}

#[tokio::test]
async fn a_call_is_in_the_store_before_it_is_sent() {
    let (world, application, lena) = connected(CostCaps::default(), json!({})).await;
    let before = spent(&world).await;
    assert_eq!(odometer(&world, &application, &lena).await.status, 200);
    // Nothing is asked of the gateway any more: what a kill leaves is what a store has that is opened anew.
    let world = world.restart_gateway().await;
    let calls =
        world.store.upstream_calls("2026-11-01".parse().unwrap(), "2026-12-01".parse().unwrap(), None, CallsBy::Class);
    let data: u64 = calls.await.unwrap().iter().filter(|total| total.class == "data").map(|total| total.calls).sum();
    assert_eq!(data * 2_000, before + 2_000);
}

#[tokio::test]
async fn calls_at_once_are_all_counted_though_those_who_asked_go_away() {
    let (world, application, lena) = connected(CostCaps::default(), json!({})).await;
    let before = spent(&world).await;
    let path = lena.path("Model S", "odometer");
    let asked = (0..40).map(|number| {
        let request = application.request("GET", &path).bearer_auth(&lena.tokens.access);
        // Every second one hangs up at a moment of its own.
        let patience = std::time::Duration::from_millis(if number % 2 == 0 { number } else { 10_000 });
        tokio::spawn(request.timeout(patience).send())
    });
    let mut answered = 0;
    for asked in asked.collect::<Vec<_>>() {
        answered += u64::from(asked.await.unwrap().is_ok());
    }
    assert!(answered >= 20, "{answered}");
    let counted = (spent(&world).await - before) / 2_000;
    assert!((answered..=40).contains(&counted), "{counted} counted, {answered} answered");
    let reads = world.reads_of(MODEL_S).await as u64;
    assert!(reads <= counted, "{reads} reads came, {counted} were counted");
}

#[tokio::test]
async fn what_a_cap_does_not_allow_is_not_sent_and_is_told_as_it_is() {
    let changes = json!({"serve_stored": false});
    let (world, application, lena) = connected(partner_cap("0.0"), changes).await;
    let reads = world.reads_of(MODEL_S).await;
    let answer = odometer(&world, &application, &lena).await;
    assert_eq!(answer.problem(), "BILLING:VEHICLE_REQUEST_LIMIT");
    assert_eq!(answer.status, 430);
    assert_eq!(answer.body["resolution"]["type"], "CONTACT_SUPPORT");
    assert!(answer.body["description"].as_str().unwrap().contains("when the month ends"), "{}", answer.body);
    let lock = application.request("POST", &lena.path("Model S", "security")).bearer_auth(&lena.tokens.access);
    let lock = application.send(lock.json(&json!({"action": "LOCK"}))).await;
    assert_eq!(lock.problem(), "BILLING:VEHICLE_REQUEST_LIMIT", "a cap is hard");
    assert_eq!(world.reads_of(MODEL_S).await, reads, "nothing was sent");
    assert_eq!(spent(&world).await, 0, "and nothing counted");
    assert_eq!(application.get(&lena.tokens.access, "/v2.0/vehicles").await.status, 200);

    // The key is not asked about either; what is known of it is served.
    let key = application.get(&lena.tokens.access, &lena.path("Model 3", "key")).await;
    assert_eq!(key.status, 200, "{}", key.body);
    let stopped = json!({"reason": "COST_CAP_REACHED", "scope": "partner",
        "since": key.body["stopped"]["since"], "until": "2026-12-01T00:00:00.000Z"});
    assert_eq!(key.body["stopped"], stopped);

    let standing = bill(&world, "class").await.body["standings"][0].clone();
    assert_eq!((&standing["scope"], &standing["of"]), (&json!("partner"), &json!(KEY_DOMAIN)));
    assert_eq!((&standing["cap_micros"], &standing["left_micros"]), (&json!(0), &json!(0)));
    assert!(standing["reached_at"].is_string(), "{standing}");
}

#[tokio::test]
async fn an_application_that_takes_stored_values_gets_them_with_their_age_after_the_cap() {
    let world = World::start_capped(CostCaps { partner: None, application: Some(Dollars::from_micros(20_000)) }).await;
    let application = world.application().await;
    let lena = world.connect_with(&application, LENA, "TESLA", LOCKS).await;
    world.turn(MODEL_S, "wake", json!({})).await;
    let mut fetched = Vec::new();
    for _ in 0..12 {
        let answer = odometer(&world, &application, &lena).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        fetched.push(answer.header("sc-fetched-at").unwrap().to_owned());
    }
    fetched.dedup();
    assert!((1..=10).contains(&fetched.len()), "the cap lets ten calls through at most: {fetched:?}");
    let key = application.get(&lena.tokens.access, &lena.path("Model S", "key")).await;
    assert_eq!(key.body["stopped"]["scope"], "application", "{}", key.body);

    let other = world.application().await;
    let again = world.connect_with(&other, LENA, "TESLA", LOCKS).await;
    let answer = odometer(&world, &other, &again).await;
    let now = format!("{:.3}", world.now());
    assert_eq!(answer.header("sc-fetched-at"), Some(now.as_str()), "another application has a cap of its own");
    let key = other.get(&again.tokens.access, &again.path("Model S", "key")).await;
    assert_eq!(key.body.get("stopped"), None);
}

#[tokio::test]
async fn a_cap_that_stops_the_background_refresh_is_told_once_in_its_month_and_ends_with_it() {
    let (world, application, lena) = connected(partner_cap("0.02"), json!({"serve_stored": false})).await;
    let receiver = Receiver::start(&application.management_token).await;
    let body = json!({"application": application.id, "url": receiver.url, "all_vehicles": true});
    let created = world.administer("POST", "/webhooks", &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    world.turn(MODEL_S, "drive", json!({})).await;
    let mut jobs = world.jobs();
    for _ in 0..12 {
        jobs.run_due().await;
        world.advance(SignedDuration::from_mins(5));
    }
    let reads = world.reads_of(MODEL_S).await;
    jobs.run_due().await;
    assert_eq!(world.reads_of(MODEL_S).await, reads, "the background refresh rests");
    assert!(spent(&world).await <= 20_000);

    let told = |receiver: &Receiver| {
        let told =
            receiver.deliveries().into_iter().map(|delivered| serde_json::from_str::<Value>(&delivered.text).unwrap());
        told.filter(|told| told["payload"]["eventType"] == "COST_CAP_REACHED").collect::<Vec<_>>()
    };
    let of_cars = told(&receiver);
    assert_eq!(of_cars.len(), lena.cars.len(), "once for each car");
    let of_car = of_cars.iter().find(|told| told["payload"]["vehicleId"] == lena.car("Model S")).unwrap();
    assert_eq!(of_car["eventName"], "eventBased");
    let payload = of_car["payload"].as_object().unwrap();
    assert_eq!((&payload["scope"], &payload["until"]), (&json!("partner"), &json!("2026-12-01T00:00:00.000Z")));
    assert_eq!(payload.keys().len(), 6, "{payload:?}");

    for _ in 0..5 {
        assert_eq!(odometer(&world, &application, &lena).await.status, 430);
    }
    let world = world.restart_gateway().await;
    assert_eq!(odometer(&world, &application, &lena).await.status, 430);
    world.jobs().run_due().await;
    assert_eq!(told(&receiver).len(), lena.cars.len(), "and not again, nor after a restart");
    let webhook = created.body["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(world.store.deliveries(webhook, Some(DeliveryState::Pending), 9).await.unwrap(), []);

    world.advance(SignedDuration::from_hours(24 * 10));
    let access = application.refresh(&lena.tokens.refresh).await.tokens().access;
    world.turn(MODEL_S, "wake", json!({})).await;
    let answer = application.get(&access, &lena.path("Model S", "odometer")).await;
    assert_eq!(answer.status, 200, "a new month: {}", answer.body);
    let key = application.get(&access, &lena.path("Model S", "key")).await;
    assert_eq!(key.body.get("stopped"), None, "{}", key.body);
}

#[tokio::test]
async fn an_application_learns_what_it_costs_and_nothing_of_others() {
    let (world, application, lena) = connected(CostCaps::default(), json!({})).await;
    assert_eq!(odometer(&world, &application, &lena).await.status, 200);
    let other = world.application().await;
    let ask = async |application: &Application, query: &str| {
        let request = application.request("GET", &format!("/v2.0/management/costs{query}"));
        application.send(request.basic_auth("default", Some(&application.management_token))).await
    };
    let own = ask(&application, "").await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert_eq!((&own.body["from"], &own.body["to"]), (&json!("2026-11-01"), &json!("2026-11-30")));
    let data = own.body["calls"].as_array().unwrap().iter().find(|calls| calls["class"] == "data").unwrap();
    assert_eq!(data["costMicros"].as_u64().unwrap(), data["calls"].as_u64().unwrap() * 2_000);
    assert_eq!(own.body["standings"][0]["capMicros"], Value::Null);
    let others = ask(&other, "").await;
    assert_eq!((&others.body["calls"], &others.body["standings"]), (&json!([]), &json!([])));
    let wrong = ask(&application, "?days=soon").await;
    assert_eq!(wrong.problem(), "VALIDATION");
    assert_eq!(wrong.body["detail"][0]["field"], "days");
}
