//! Reads, sleep, regions, limits.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::client::{Client, MODEL_3, MODEL_S};

const CYBERTRUCK: &str = "7G2CEHED2RA012264";

#[tokio::test]
async fn an_unpaired_model_3_is_listed_first() {
    let client = Client::open().await;
    let list = client.get("/api/1/vehicles").await;
    assert!(list.headers.contains_key("x-txid"));
    let list = list.json();
    assert_eq!((&list["count"], &list["pagination"]["pages"]), (&3.into(), &1.into()));
    let first = &list["response"][0];
    assert_eq!((&first["vin"], &first["access_type"]), (&MODEL_3.into(), &"OWNER".into()));
    assert_eq!(first["id"].as_u64().unwrap().to_string(), first["id_s"].as_str().unwrap());
    assert!(!client.is_paired(MODEL_3).await);
    let by_id = client.get(&format!("/api/1/vehicles/{}", first["id"])).await.json();
    assert_eq!(by_id["response"]["vin"], MODEL_3);
    assert_eq!(client.get("/api/1/vehicles/5YJ3E1EA7MF000000").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn live_values_come_from_the_car_in_teslas_units() {
    let client = Client::open().await;
    client.garage.turn("4821", "charge-level", r#"{"percent": 60}"#).await;
    let car = client.garage.car("4821").await;
    let data = client.data(MODEL_3).await;
    let charge = &data["charge_state"];
    assert_eq!((&charge["battery_level"], &charge["charging_state"]), (&60.into(), &"Charging".into()));
    let close = |told: &Value, km: &Value, within: f64| {
        (told.as_f64().unwrap() * 1.609_344 - km.as_f64().unwrap()).abs() < within
    };
    assert!(close(&charge["battery_range"], &car["battery"]["range_km"], 0.1));
    assert!(close(&data["vehicle_state"]["odometer"], &car["odometer_km"], 0.1));
    assert_eq!(data["vehicle_state"]["locked"], true);
    assert_eq!(data["vehicle_config"]["car_type"], "model3");
    assert!(data.get("display_name").is_none());
}

#[tokio::test]
async fn the_place_is_told_only_when_asked_for_and_given() {
    let place = format!("/api/1/vehicles/{MODEL_3}/vehicle_data?endpoints=drive_state%3Blocation_data");
    let client = Client::open().await;
    assert!(client.data(MODEL_3).await["drive_state"].get("latitude").is_none());
    let told = client.get(&place).await.json();
    assert_eq!(told["response"]["drive_state"]["latitude"], 47.9959);
    assert!(told["response"].get("charge_state").is_none());

    let client = Client::with(r#"{"scopes": "vehicle_device_data"}"#).await;
    let refused = client.get(&place).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let error = refused.json()["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("Unauthorized missing scopes vehicle_location"), "{error}");
}

#[tokio::test]
async fn no_read_wakes_a_car_and_waking_takes_its_time() {
    let client = Client::open().await;
    client.lever(CYBERTRUCK, "sleep").await;
    let asleep = client.get(&format!("/api/1/vehicles/{CYBERTRUCK}/vehicle_data")).await;
    assert_eq!(asleep.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(asleep.json()["error"], "vehicle unavailable: vehicle is offline or asleep");
    client.fleet_status(CYBERTRUCK).await;
    client.garage.advance("2m").await;
    let state = async || {
        let one = client.get(&format!("/api/1/vehicles/{CYBERTRUCK}")).await.json();
        one["response"]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state().await, "asleep");
    let woken = client.send("POST", &format!("/api/1/vehicles/{CYBERTRUCK}/wake_up"), "null").await.json();
    assert_eq!(woken["response"]["state"], "asleep");
    client.garage.advance("9s").await;
    assert_eq!(state().await, "asleep");
    client.garage.advance("1s").await;
    assert_eq!(state().await, "online");
    client.garage.advance("16m").await;
    assert_eq!(state().await, "asleep");
}

#[tokio::test]
async fn another_region_is_told_in_body_and_header() {
    let client = Client::open().await;
    let elsewhere = client.get("/regions/na/api/1/vehicles").await;
    assert_eq!(elsewhere.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(elsewhere.headers["alt-svc"], "h2=https://sim.example.com:8081");
    let error = elsewhere.json()["error"].as_str().unwrap().to_owned();
    let url = "use base URL: http://sim.example.com:8081/regions/eu,";
    assert!(error.contains(url), "{error}");
    assert_eq!(client.get("/regions/eu/api/1/vehicles").await.status, StatusCode::OK);
    let region = client.get("/regions/na/api/1/users/region").await.json();
    assert_eq!(region["response"]["region"], "eu");

    client.script("wrong-region", "on").await;
    assert_eq!(client.get("/api/1/vehicles").await.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(client.get("/regions/eu/api/1/vehicles").await.status, StatusCode::OK);
}

#[tokio::test]
async fn sixty_reads_a_minute_are_answered() {
    let client = Client::open().await;
    for _ in 0..60 {
        client.data(MODEL_3).await;
    }
    let path = format!("/api/1/vehicles/{MODEL_3}/vehicle_data");
    let refused = client.get(&path).await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::TOO_MANY_REQUESTS, "Retry in 60 seconds"));
    assert_eq!(refused.headers["ratelimit-limit"], "60");
    assert_eq!(refused.headers["retry-after"], "60");
    assert_eq!(client.get(&format!("/api/1/vehicles/{MODEL_S}/vehicle_data")).await.status, StatusCode::OK);
    client.garage.advance("60s").await;
    assert_eq!(client.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn drivers_see_their_cars_and_owners_their_drivers() {
    let client = Client::with(r#"{"user": "max@example.com"}"#).await;
    let list = client.get("/api/1/vehicles").await.json();
    assert_eq!(list["response"][0]["access_type"], "DRIVER");
    assert_eq!(client.get(&format!("/api/1/vehicles/{MODEL_3}/drivers")).await.status, StatusCode::FORBIDDEN);

    let owner = Client::open().await;
    let drivers = owner.get(&format!("/api/1/vehicles/{MODEL_3}/drivers")).await.json();
    assert_eq!((&drivers["count"], &drivers["response"][0]["driver_first_name"]), (&1.into(), &"Max".into()));
    let invite = owner.post(&format!("/api/1/vehicles/{MODEL_S}/invitations"), &json!({})).await.json();
    assert_eq!((&invite["response"]["vin"], &invite["response"]["state"]), (&MODEL_S.into(), &"pending".into()));
}

#[tokio::test]
async fn scripts_make_calls_fail_until_they_are_called_off() {
    let client = Client::open().await;
    let cases = [
        ("429-storm", StatusCode::TOO_MANY_REQUESTS),
        ("outage", StatusCode::SERVICE_UNAVAILABLE),
        ("limit-exceeded", StatusCode::FORBIDDEN),
        ("missing-scope", StatusCode::OK),
    ];
    for (script, status) in cases {
        client.script(script, "on").await;
        assert_eq!(client.get("/api/1/vehicles").await.status, status, "{script}");
        client.script(script, "off").await;
        assert_eq!(client.get("/api/1/vehicles").await.status, StatusCode::OK, "{script}");
    }
    let unknown = client.garage.post("/api/tesla/scripts/nonsense", "").await;
    assert!(unknown.text.contains("late-pairing"));
}

#[tokio::test]
async fn every_listed_endpoint_answers() {
    let client = Client::open().await;
    let of_car = [
        "mobile_enabled",
        "nearby_charging_sites",
        "recent_alerts",
        "release_notes",
        "service_data",
        "drivers",
        "invitations",
        "fleet_telemetry_config",
        "fleet_telemetry_errors",
    ];
    let of_car = of_car.map(|name| format!("/api/1/vehicles/{MODEL_3}/{name}"));
    let others = [
        "vehicles/options",
        "warranty/details",
        "vehicles/subscriptions/eligibility",
        "vehicles/upgrades/eligibility",
        "charging/history",
    ];
    let others = others.map(|name| format!("/api/1/dx/{name}?vin={MODEL_3}"));
    let rest = ["/api/1/products", "/api/1/users/orders", "/api/1/users/feature_config"].map(str::to_owned);
    for path in of_car.into_iter().chain(others).chain(rest) {
        let answer = client.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert!(!answer.json()["response"].is_null(), "{path}");
    }
    assert_eq!(client.garage.get("/status").await.text, "ok");
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_meant_is_refused_in_teslas_shape() {
    let client = Client::open().await;
    let data = format!("/api/1/vehicles/{MODEL_3}/vehicle_data");
    for (method, path, status, error) in [
        ("GET", "/api/1/nothing", 404, "not_found"),
        ("POST", "/regions/eu/api/1/vehicles/5YJ3E1EA7MF004821/nothing", 404, "not_found"),
        ("PUT", "/api/1/vehicles", 405, "invalid_method"),
        ("DELETE", data.as_str(), 405, "invalid_method"),
    ] {
        let answer = client.send(method, path, "").await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text);
        assert_eq!(answer.headers["content-type"], "application/json", "{method} {path}");
        assert!(answer.headers.contains_key("x-txid"));
        assert_eq!(answer.json(), json!({"response": null, "error": error, "error_description": ""}));
    }
}

#[tokio::test]
async fn what_few_clients_ask_for_is_there_for_those_who_may() {
    let client = Client::open().await;
    let subscribed = client.get("/api/1/subscriptions").await.json();
    assert_eq!(subscribed["response"]["vehicle"]["count"], 3);
    assert_eq!(client.get("/api/1/vehicle_subscriptions").await.json()["count"], 3);
    let key = json!({"public_key": "ab", "kind": "mobile_device"});
    assert_eq!(client.post("/api/1/users/keys", &key).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(client.post("/api/1/dx/vehicles/pricing", &json!({})).await.status, StatusCode::FORBIDDEN);
    let fleet = Client::with(r#"{"user": "fleet@example.com"}"#).await;
    assert_eq!(fleet.get("/api/1/dx/enterprise/v1/7SAYGDEE5PF811902/roles").await.status, StatusCode::OK);
    let payer = fleet.post("/api/1/dx/enterprise/v1/7SAYGDEE5PF811902/payer", &json!({"role": "x"})).await;
    assert!(payer.text.contains("federation_id is missing"), "{}", payer.text);
    let without = Client::with(r#"{"user": "fleet@example.com", "scopes": "vehicle_device_data"}"#).await;
    let refused = without.get("/api/1/dx/enterprise/v1/7SAYGDEE5PF811902/roles").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_clients_asked_is_kept_as_it_arrived_and_no_token_with_it() {
    let client = Client::open().await;
    client.get("/regions/eu/api/1/vehicles").await;
    client.get("/api/1/dx/warranty/details?vin=5YJ3E1EA7MF004821").await;
    client.send("PUT", "/api/1/vehicles", "").await;
    let told = client.get("/api/tesla/calls").await;
    assert!(!told.text.contains(&client.token));
    let told = told.json();
    let calls: Vec<_> = told["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            format!("{} {} {}", call["method"].as_str().unwrap(), call["address"].as_str().unwrap(), call["status"])
        })
        .collect();
    assert_eq!(
        calls,
        [
            "GET /regions/eu/api/1/vehicles 200",
            "GET /api/1/dx/warranty/details?vin=5YJ3E1EA7MF004821 200",
            "PUT /api/1/vehicles 405"
        ]
    );
    let later = client.get(&format!("/api/tesla/calls?after={}", told["last"])).await.json();
    assert_eq!(later["calls"], json!([]));
}
