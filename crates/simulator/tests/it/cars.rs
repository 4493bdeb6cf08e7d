//! What cars do as time goes by.

use axum::http::StatusCode;

use crate::garage::Garage;

#[tokio::test]
async fn the_same_seed_and_clock_give_the_same_values() {
    let (one, same, other) = (Garage::open(1), Garage::open(1), Garage::open(2));
    for garage in [&one, &same, &other] {
        garage.turn("2264", "drive", "").await;
        garage.advance("20m").await;
    }
    let cars = one.get("/api/cars").await.json();
    assert_eq!(cars, same.get("/api/cars").await.json());
    assert_ne!(cars, other.get("/api/cars").await.json());
}

#[tokio::test]
async fn charging_fills_up_to_the_limit_and_then_the_car_falls_asleep() {
    let garage = Garage::open(1);
    garage.turn("1208", "charge-level", r#"{"percent": 50}"#).await;
    garage.turn("1208", "plug", "").await;
    garage.advance("30m").await;
    // 11 kW into 50 kWh: 11 % in half an hour.
    let car = garage.car("1208").await;
    assert_eq!((&car["battery"]["percent"], &car["battery"]["status"]), (&61.0.into(), &"CHARGING".into()));
    garage.advance("3h").await;
    let car = garage.car("1208").await;
    assert_eq!((&car["battery"]["percent"], &car["battery"]["status"]), (&80.0.into(), &"FULLY_CHARGED".into()));
    // From 50 % to 80 % takes 81 min 49 s; a quarter of an hour later it sleeps.
    assert_eq!((&car["state"], &car["recorded_at"]), (&"asleep".into(), &"2026-11-21T11:36:49.090Z".into()));
}

#[tokio::test]
async fn driving_moves_the_odometer_and_the_place_and_drains_the_battery_until_the_car_is_parked() {
    let garage = Garage::open(1);
    let before = garage.turn("2264", "drive", "").await;
    garage.advance("15m").await;
    let after = garage.turn("2264", "park", "").await;
    let number = |car: &serde_json::Value, name: &str| car[name].as_f64().unwrap();
    assert!((number(&after, "odometer_km") - number(&before, "odometer_km") - 12.0).abs() < 0.2);
    assert_ne!(after["place"], before["place"]);
    assert_eq!(after["at_home"], false);
    assert!(after["battery"]["percent"].as_f64() < before["battery"]["percent"].as_f64());
    garage.advance("1h").await;
    let later = garage.car("2264").await;
    assert_eq!((&later["odometer_km"], &later["state"]), (&after["odometer_km"], &"asleep".into()));
}

#[tokio::test]
async fn the_ready_car_stays_awake_plugged_in_at_sixty_percent() {
    let garage = Garage::open(9);
    garage.advance("3d").await;
    let car = garage.car("8650").await;
    assert_eq!((&car["state"], &car["streaming"]), (&"awake".into(), &true.into()));
    assert_eq!((&car["battery"]["percent"], &car["battery"]["plugged_in"]), (&60.0.into(), &true.into()));
}

#[tokio::test]
async fn errors_name_what_was_expected() {
    let garage = Garage::open(1);
    let cases = [
        ("/api/cars/9999/plug", "", StatusCode::NOT_FOUND, "give its VIN, the VIN's last characters or its id"),
        ("/api/cars/4821/fly", "", StatusCode::NOT_FOUND, "Switches: plug, unplug"),
        ("/api/cars/4821/charge-level", r#"{"percent": 101}"#, StatusCode::BAD_REQUEST, "a number from 0 to 100"),
        ("/api/cars/4821/plug", "[", StatusCode::BAD_REQUEST, "must be a JSON object"),
        ("/api/cars/4821/fail", r#"{"error": "TIRED"}"#, StatusCode::BAD_REQUEST, "VEHICLE_STATE.ASLEEP"),
        ("/api/cars/4821/drive", "", StatusCode::CONFLICT, "Unplug it first"),
        ("/api/cars/4821/streaming", r#"{"on": true}"#, StatusCode::CONFLICT, "2020 or earlier"),
        ("/api/cars/0377/add-key", r#"{"key": "fob.example.com"}"#, StatusCode::CONFLICT, "needs no virtual key"),
        ("/api/time", r#"{"advance": "-8h"}"#, StatusCode::BAD_REQUEST, "forward only"),
        ("/api/time", r#"{"advance": "soon"}"#, StatusCode::BAD_REQUEST, "a duration such as 8h"),
    ];
    for (path, body, status, expected) in cases {
        let answer = garage.post(path, body).await;
        assert_eq!(answer.status, status, "{path}");
        let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(expected), "{path}: {message}");
    }
}

#[tokio::test]
async fn the_log_tells_what_happened_in_order_with_the_command_line_that_does_the_same() {
    let garage = Garage::open(1);
    garage.turn("4821", "unplug", "").await;
    garage.advance("8h").await;
    let log = garage.get("/api/log").await.json();
    let commands: Vec<_> =
        log["log"].as_array().unwrap().iter().filter_map(|entry| entry["command"].as_str()).collect();
    assert_eq!(commands, ["openfob sim unplug 4821", "openfob sim time 8h"]);
}
