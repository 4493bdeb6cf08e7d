//! Batch: every address answers for itself, and the car is asked once.

use openfob_gateway::{RateLimit, RateLimits};
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::owner::Connected;
use crate::world::{LENA, SAM, World};

async fn batch(world: &World, connected: &Connected, model: &str, paths: &[&str]) -> Answer {
    let requests: Vec<Value> = paths.iter().map(|path| json!({"path": path})).collect();
    let url = world.origin.join(&connected.path(model, "batch")).unwrap();
    let request = world.http.post(url).bearer_auth(&connected.tokens.access);
    Answer::read(request.body(json!({"requests": requests}).to_string()).send().await.unwrap()).await
}

fn item<'a>(answer: &'a Answer, path: &str) -> &'a Value {
    let responses = answer.body["responses"].as_array().unwrap();
    responses.iter().find(|item| item["path"] == path).unwrap()
}

async fn application(world: &World, serve_stored: bool) -> Application {
    world.register(json!({"serve_stored": serve_stored})).await
}

#[tokio::test]
async fn paths_come_back_as_they_were_sent_each_with_its_own_answer() {
    let world = World::start().await;
    let application = application(&world, true).await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let paths =
        ["/odometer", "battery", "/", "/engine/oil", "/tesla/virtual_key", "/nissan/charge/schedule", "/odometer"];
    let answer = batch(&world, &sam, "Model S", &paths).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let said: Vec<(&str, u64)> = answer.body["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            assert_eq!(item["headers"]["content-type"], "application/json");
            (item["path"].as_str().unwrap(), item["code"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(said, paths.into_iter().zip([200, 200, 200, 403, 200, 501, 200]).collect::<Vec<_>>());
    assert!(item(&answer, "/odometer")["headers"]["sc-data-age"].is_string());
    assert_eq!(item(&answer, "/engine/oil")["body"]["statusCode"], 403);
    assert_eq!(item(&answer, "/engine/oil")["body"]["requestId"], answer.headers["sc-request-id"].to_str().unwrap());
}

#[tokio::test]
async fn one_path_that_leads_nowhere_fails_all() {
    let world = World::start().await;
    let application = application(&world, true).await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let answer = batch(&world, &sam, "Model S", &["/odometer", "/LOCATIONNNNNNNN"]).await;
    assert_eq!((answer.status, answer.problem().as_str()), (400, "VALIDATION"));
    assert_eq!(answer.body["detail"][0]["field"], "requests[1].path");
}

#[tokio::test]
async fn without_the_key_a_batch_is_one_fetch_and_the_next_one_says_when_in_both_spellings() {
    let world = World::start().await;
    let application = application(&world, false).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let paths = ["/odometer", "/battery", "/charge", "/vin"];
    let first = batch(&world, &lena, "Model 3", &paths).await;
    for path in paths {
        assert_eq!(item(&first, path)["code"], 200, "{path}: {}", first.body);
    }
    let second = batch(&world, &lena, "Model 3", &paths).await;
    let refused = item(&second, "/battery");
    assert_eq!((&refused["code"], &refused["body"]["code"]), (&json!(429), &json!("VEHICLE")));
    for spelling in ["retry-after", "Retry-After"] {
        assert_eq!(refused["headers"][spelling], "28800");
    }
    assert_eq!(item(&second, "/vin")["code"], 200);
}

#[tokio::test]
async fn every_address_counts_against_the_vehicles_limit() {
    let vehicle = Some(RateLimit { burst: 3.try_into().unwrap(), per_minute: 1.try_into().unwrap() });
    let world = World::start_limited(RateLimits { vehicle, ..RateLimits::default() }).await;
    let application = application(&world, true).await;
    let back = world.owner(SAM).connect(&application.link(""), "TESLA").await;
    let tokens = application.exchange(&back["code"]).await;
    let id = application.get(&tokens.access, "/v2.0/vehicles").await.body["vehicles"][0].as_str().unwrap().to_owned();
    let url = world.origin.join(&format!("/v2.0/vehicles/{id}/batch")).unwrap();
    let body = json!({"requests": vec![json!({"path": "/odometer"}); 4]}).to_string();
    let answer = Answer::read(world.http.post(url).bearer_auth(&tokens.access).body(body).send().await.unwrap()).await;
    let codes: Vec<&Value> = answer.body["responses"].as_array().unwrap().iter().map(|item| &item["code"]).collect();
    assert_eq!(codes, [200, 200, 200, 429], "{}", answer.body);
}
