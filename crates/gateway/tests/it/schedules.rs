//! Webhooks that tell again and again what is read of vehicles.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::application::Application;
use crate::owner::Connected;
use crate::receiver::{Receiver, Reply};
use crate::world::{LENA, World};

async fn hourly(world: &World, application: &Application, paths: &[&str]) -> (Receiver, String) {
    let receiver = Receiver::start(&application.management_token).await;
    let body = json!({
        "application": application.id,
        "url": receiver.url,
        "every_seconds": 3600,
        "paths": paths,
    });
    let created = world.administer("POST", "/webhooks", &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    (receiver, created.body["id"].as_str().unwrap().to_owned())
}

async fn subscribe(application: &Application, connected: &Connected, model: &str, webhook: &str) {
    let path = connected.path(model, &format!("webhooks/{webhook}"));
    assert_eq!(application.call("POST", &connected.tokens.access, &path).await.status, 200);
}

fn items(body: &Value) -> Vec<(&str, u64)> {
    let data = body["payload"]["vehicles"][0]["data"].as_array().unwrap();
    data.iter().map(|item| (item["path"].as_str().unwrap(), item["code"].as_u64().unwrap())).collect()
}

#[tokio::test]
async fn a_subscribed_vehicle_is_read_at_once_and_then_each_hour() {
    let world = World::start().await;
    let application = world.application().await;
    let (receiver, webhook) = hourly(&world, &application, &["/odometer", "/battery", "/tires/pressure", "/"]).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let mut jobs = world.jobs();
    jobs.run_due().await;
    assert!(receiver.deliveries().is_empty(), "no vehicle is subscribed yet");

    subscribe(&application, &lena, "Model S", &webhook).await;
    jobs.run_due().await;
    let delivered = receiver.deliveries().remove(0);
    assert!(delivered.is_signed_with(&application.management_token));
    let body = delivered.body();
    assert_eq!(
        (&body["version"], &body["eventName"], &body["mode"]),
        (&json!("2.0"), &json!("scheduled"), &json!("simulated"))
    );
    assert_eq!(body["webhookId"], webhook);
    let vehicle = &body["payload"]["vehicles"][0];
    assert_eq!(vehicle["vehicleId"], lena.car("Model S"));
    assert_eq!(vehicle["timestamp"], format!("{:.3}", world.now()));
    assert_eq!(items(&body), [("/odometer", 200), ("/battery", 200), ("/tires/pressure", 403), ("/", 200)]);
    let data = &vehicle["data"];
    assert_eq!(data[0]["headers"]["sc-unit-system"], "metric");
    assert!(data[0]["body"]["distance"].is_number());
    assert_eq!(data[2]["body"]["type"], "PERMISSION");
    assert_eq!(data[3]["body"]["make"], "TESLA");

    for (minutes, sent) in [(59, 1), (1, 2), (30, 2), (30, 3), (150, 4), (30, 5)] {
        world.advance(SignedDuration::from_mins(minutes));
        jobs.run_due().await;
        assert_eq!(receiver.deliveries().len(), sent, "hours that were missed are not made up for");
    }
}

#[tokio::test]
async fn a_schedule_never_wakes_a_car_and_tells_what_is_stored() {
    let world = World::start().await;
    let application = world.application().await;
    let (receiver, webhook) = hourly(&world, &application, &["odometer"]).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    subscribe(&application, &lena, "Model S", &webhook).await;
    world.turn("0377", "wake", json!({})).await;
    world.jobs().run_due().await;
    let read_at = format!("{:.3}", world.now());
    world.turn("0377", "sleep", json!({})).await;
    world.advance(SignedDuration::from_hours(1));
    world.jobs().run_due().await;
    assert_eq!(world.car("0377").await["state"], "asleep");
    let body = receiver.last();
    let item = &body["payload"]["vehicles"][0]["data"][0];
    assert_eq!((&item["code"], &item["headers"]["sc-data-age"]), (&json!(200), &json!(read_at)), "{item}");
}

#[tokio::test]
async fn a_vehicle_that_cannot_be_read_is_told_with_its_error_and_the_schedule_goes_on() {
    let mut world = World::start().await;
    let application = world.register(json!({"serve_stored": false})).await;
    let (receiver, webhook) = hourly(&world, &application, &["/odometer"]).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    subscribe(&application, &lena, "Model S", &webhook).await;
    world.end_simulator().await;
    receiver.reply([Reply::Status(500)]);
    world.jobs().run_due().await;
    let failed = receiver.last();
    assert_eq!(items(&failed), [("/odometer", 502)]);
    assert_eq!(failed["payload"]["vehicles"][0]["data"][0]["body"]["type"], "UPSTREAM");

    world.begin_simulator().await;
    world.turn("0377", "wake", json!({})).await;
    world.advance(SignedDuration::from_secs(25));
    world.jobs().run_due().await;
    assert_eq!(receiver.last(), failed, "what is sent again is what was read then");
    world.advance(SignedDuration::from_hours(1));
    world.turn("0377", "wake", json!({})).await;
    world = world.restart_gateway().await;
    world.jobs().run_due().await;
    assert_eq!(items(&receiver.last()), [("/odometer", 200)]);
}

#[tokio::test]
async fn every_vehicle_is_subscribed_where_the_webhook_is_for_all() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let receiver = Receiver::start(&application.management_token).await;
    let body = json!({
        "application": application.id, "url": receiver.url, "every_seconds": 3600, "paths": ["/"], "all_vehicles": true,
    });
    let created = world.administer("POST", "/webhooks", &body).await;
    assert_eq!(created.body["vehicles"], lena.cars.len());
    world.jobs().run_due().await;
    let mut told: Vec<String> = receiver
        .deliveries()
        .iter()
        .map(|delivered| delivered.body()["payload"]["vehicles"][0]["vehicleId"].as_str().unwrap().to_owned())
        .collect();
    told.sort();
    let mut cars: Vec<String> = lena.cars.iter().map(|car| car.id.clone()).collect();
    cars.sort();
    assert_eq!(told, cars);
}
