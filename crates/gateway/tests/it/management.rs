//! Connections as an application's management token sees them.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::world::{NORA, SAM, World};

const CONNECTIONS: &str = "/v2.0/management/connections";

async fn manage(application: &Application, method: &str, path: &str) -> Answer {
    let request = application.request(method, path).basic_auth("default", Some(&application.management_token));
    application.send(request).await
}

fn ids(answer: &Answer, field: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let connections = answer.body["connections"].as_array().unwrap();
    connections.iter().map(|connection| connection[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn connections_are_listed_newest_first_page_by_page() {
    let world = World::start().await;
    let application = world.application().await;
    let first = world.connect(&application, SAM, "TESLA").await;
    world.advance(SignedDuration::from_mins(1));
    let second = world.connect(&application, NORA, "TESLA").await;
    let total = first.cars.len() + second.cars.len();

    let all = manage(&application, "GET", CONNECTIONS).await;
    assert_eq!(all.body["paging"], json!({"cursor": null}));
    let newest = &all.body["connections"][0];
    assert!(second.cars.iter().any(|car| newest["vehicleId"] == car.id.as_str()), "{newest}");
    assert_eq!(newest["mode"], "simulated");
    assert!(newest["connectedAt"].as_str().is_some_and(|at| at.ends_with("00.000Z")), "{newest}");
    let all = ids(&all, "vehicleId");
    assert_eq!(all.len(), total);

    let mut paged = Vec::new();
    let mut path = format!("{CONNECTIONS}/?limit=1");
    for _ in 0..total {
        let page = manage(&application, "GET", &path).await;
        paged.extend(ids(&page, "vehicleId"));
        match page.body["paging"]["cursor"].as_str() {
            Some(cursor) => path = format!("{CONNECTIONS}?limit=1&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(paged, all);
}

#[tokio::test]
async fn a_list_is_narrowed_by_user_vehicle_and_mode() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let user = application.get(&nora.tokens.access, "/v2.0/user").await.body["id"].as_str().unwrap().to_owned();
    let car = sam.car("Model S");
    let nora_s: BTreeSet<String> = nora.cars.iter().map(|car| car.id.clone()).collect();

    let by_user = manage(&application, "GET", &format!("{CONNECTIONS}?user_id={user}")).await;
    assert_eq!(ids(&by_user, "vehicleId").into_iter().collect::<BTreeSet<_>>(), nora_s);
    let by_vehicle = manage(&application, "GET", &format!("{CONNECTIONS}?vehicle_id={car}&mode=test")).await;
    assert_eq!(ids(&by_vehicle, "vehicleId"), [car]);
    let live = manage(&application, "GET", &format!("{CONNECTIONS}?mode=live")).await;
    assert_eq!(live.body["connections"], json!([]));
    let of_another = manage(&application, "GET", &format!("{CONNECTIONS}?vehicle_id={car}&user_id={user}")).await;
    assert_eq!(of_another.body["connections"], json!([]));
    let older_base = manage(&application, "GET", &format!("/management/v2.0/connections?vehicle_id={car}")).await;
    assert_eq!(ids(&older_base, "vehicleId"), [car]);
}

#[tokio::test]
async fn ended_connections_are_told_without_their_time_and_serve_no_more() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let car = sam.car("Model S");
    let user = application.get(&sam.tokens.access, "/v2.0/user").await.body["id"].clone();

    let both = format!("{CONNECTIONS}?vehicle_id={car}&user_id={}", user.as_str().unwrap());
    let ended = manage(&application, "DELETE", &both).await;
    assert_eq!(ended.body, json!({"connections": [{"vehicleId": car, "userId": user}]}));
    let gone = application.get(&sam.tokens.access, &sam.path("Model S", "odometer")).await;
    assert_eq!(gone.problem(), "PERMISSION");
    assert_eq!(manage(&application, "DELETE", &both).await.body, json!({"connections": []}));

    let all = format!("{CONNECTIONS}?user_id={}", user.as_str().unwrap());
    assert_eq!(ids(&manage(&application, "DELETE", &all).await, "vehicleId").len(), sam.cars.len() - 1);
    assert_eq!(ids(&manage(&application, "GET", CONNECTIONS).await, "vehicleId").len(), 0);
}

#[tokio::test]
async fn deleting_without_a_filter_ends_nothing_and_says_what_to_send() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, SAM, "TESLA").await;
    let refused = manage(&application, "DELETE", CONNECTIONS).await;
    assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"));
    let fields: Vec<&Value> =
        refused.body["detail"].as_array().unwrap().iter().map(|detail| &detail["field"]).collect();
    assert_eq!(fields, ["user_id", "vehicle_id"]);
    assert!(!ids(&manage(&application, "GET", CONNECTIONS).await, "vehicleId").is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let world = World::start().await;
    let application = world.application().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=bogus", "cursor"),
        ("user_id=bogus", "user_id"),
        ("vehicle_id=bogus", "vehicle_id"),
        ("mode=bogus", "mode"),
    ] {
        let refused = manage(&application, "GET", &format!("{CONNECTIONS}?{query}")).await;
        assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"), "{query}");
        assert_eq!(refused.body["detail"][0]["field"], field, "{query}");
    }
}

#[tokio::test]
async fn the_management_token_of_another_application_and_other_credentials_see_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let other = world.register(json!({"name": "Other"})).await;
    assert_eq!(ids(&manage(&other, "GET", CONNECTIONS).await, "vehicleId").len(), 0);
    let path = format!("{CONNECTIONS}?vehicle_id={}", sam.car("Model S"));
    assert_eq!(ids(&manage(&other, "DELETE", &path).await, "vehicleId").len(), 0);

    for request in [
        application.request("GET", CONNECTIONS),
        application.request("GET", CONNECTIONS).basic_auth("default", Some("wrong")),
        application.request("GET", CONNECTIONS).basic_auth(&application.id, Some(&application.secret)),
        application.request("GET", CONNECTIONS).bearer_auth(&sam.tokens.access),
        application.request("GET", CONNECTIONS).bearer_auth(&application.management_token),
    ] {
        let refused = application.send(request).await;
        assert_eq!((refused.status, refused.problem().as_str()), (401, "AUTHENTICATION"));
    }
    let renamed = application.request("GET", CONNECTIONS).basic_auth("me", Some(&application.management_token));
    assert_eq!(application.send(renamed).await.status, 200);
}

#[tokio::test]
async fn a_vehicle_is_given_up_with_the_management_token_too() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let other = world.register(json!({"name": "Other"})).await;
    let path = sam.path("Model S", "application");

    let foreign = other.call("DELETE", &other.management_token, &path).await;
    assert_eq!((foreign.status, foreign.problem().as_str()), (403, "PERMISSION"));
    let malformed = application.call("DELETE", &application.management_token, "/v2.0/vehicles/x/application").await;
    assert_eq!(malformed.problem(), "VALIDATION");
    let given_up = application.call("DELETE", &application.management_token, &path).await;
    assert_eq!(given_up.body, json!({"status": "success"}));
    assert_eq!(application.get(&sam.tokens.access, &sam.path("Model S", "vin")).await.problem(), "PERMISSION");
    let read = application.get(&application.management_token, &sam.path("Model S", "vin")).await;
    assert_eq!(read.problem(), "AUTHENTICATION", "the management token reads no cars");
}
