//! What the doctor is told of the inside: counted, asked, and nothing changed by it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::receiver::{Receiver, Reply};
use crate::world::{KEY_DOMAIN, LENA, World};

async fn facts(world: &World) -> Value {
    let answer = world.administer("GET", "/doctor", &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn looking_makes_no_partner() {
    let world = World::start().await;
    assert_eq!(facts(&world).await["partners"], json!([]));
    assert!(world.store.partners().await.unwrap().is_empty());
    world.administer("GET", "/partners/default", &json!({})).await;
    let partners = facts(&world).await["partners"].clone();
    assert_eq!((&partners[0]["name"], &partners[0]["key_domain"]), (&json!("default"), &json!(KEY_DOMAIN)));
    assert_eq!(partners[0]["public_key"].as_str().unwrap().len(), 130);
    assert_eq!(partners[0]["client_id"], Value::Null);
}

#[tokio::test]
async fn links_that_were_lost_and_permissions_that_were_taken_back_are_counted() {
    let world = World::start().await;
    let application = world.application().await;
    assert_eq!(facts(&world).await["accounts"], json!({"links": 0, "needs_sign_in": 0, "lacking": 0}));
    let lena = world.connect(&application, LENA, "TESLA").await;
    assert_eq!(facts(&world).await["accounts"], json!({"links": 1, "needs_sign_in": 0, "lacking": 0}));
    world.turn("0377", "account", json!({"state": "password-changed"})).await;
    world.advance(SignedDuration::from_hours(24));
    let answer = application.get(&lena.tokens.access, "/v2.0/vehicles").await;
    let tokens = if answer.status == 401 {
        application.refresh(&lena.tokens.refresh).await.tokens()
    } else {
        lena.tokens.clone()
    };
    application.get(&tokens.access, &lena.path("Model S", "odometer")).await;
    assert_eq!(facts(&world).await["accounts"], json!({"links": 1, "needs_sign_in": 1, "lacking": 0}));
}

#[tokio::test]
async fn a_receiver_that_fails_is_told_until_it_takes_something() {
    let world = World::start().await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    let body = json!({"application": application.id, "url": receiver.url, "all_vehicles": true});
    assert_eq!(world.administer("POST", "/webhooks", &body).await.status, 201);
    let lena = world.connect(&application, LENA, "TESLA").await;
    assert_eq!(facts(&world).await["webhooks"][0]["last_error"], Value::Null);

    receiver.reply([Reply::Status(500)]);
    world.turn("4821", "add-key", json!({"key": KEY_DOMAIN})).await;
    world.advance(SignedDuration::from_mins(10));
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    world.jobs().run_due().await;
    let told = facts(&world).await["webhooks"][0].clone();
    assert_eq!(told["url"], receiver.url.as_str());
    assert!(told["last_error"].as_str().unwrap().contains("500"), "{told}");
    assert_eq!((&told["pending"], &told["failed"]), (&json!(1), &json!(0)));

    world.advance(SignedDuration::from_secs(25));
    world.jobs().run_due().await;
    let told = facts(&world).await["webhooks"][0].clone();
    assert_eq!((&told["pending"], &told["last_error"]), (&json!(0), &Value::Null));
}
