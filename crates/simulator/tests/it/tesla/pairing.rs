//! Keys come onto cars and go from them, and Tesla tells of it.

use axum::http::StatusCode;

use super::client::{Client, KEY, MODEL_3, MODEL_S};

#[tokio::test]
async fn a_key_that_is_enrolled_shows_in_the_fleet_status_until_it_is_removed() {
    let client = Client::open().await;
    client.lever(MODEL_3, "enrol").await;
    assert!(client.is_paired(MODEL_3).await);
    let details = &client.fleet_status(MODEL_3).await["vehicle_info"][MODEL_3];
    assert_eq!(
        (&details["total_number_of_keys"], &details["vehicle_command_protocol_required"]),
        (&1.into(), &true.into())
    );
    client.lever("first", "remove").await;
    assert!(!client.is_paired(MODEL_3).await);
}

#[tokio::test]
async fn the_fleet_status_lags_behind_the_car() {
    let client = Client::open().await;
    client.script("fleet-status-lag", "60").await;
    client.lever(MODEL_3, "enrol").await;
    assert!(!client.is_paired(MODEL_3).await);
    client.garage.advance("60s").await;
    assert!(client.is_paired(MODEL_3).await);
    client.lever(MODEL_3, "remove").await;
    assert!(client.is_paired(MODEL_3).await);
    client.garage.advance("60s").await;
    assert!(!client.is_paired(MODEL_3).await);
}

#[tokio::test]
async fn late_pairing_takes_its_time() {
    let client = Client::open().await;
    client.script("late-pairing", "30").await;
    client.lever(MODEL_3, "enrol").await;
    assert!(!client.is_paired(MODEL_3).await);
    client.garage.advance("30s").await;
    assert!(client.is_paired(MODEL_3).await);
}

#[tokio::test]
async fn older_cars_take_no_key_and_tell_of_their_streaming_switch() {
    let client = Client::open().await;
    let refused = client
        .garage
        .post(&format!("/api/tesla/cars/{MODEL_S}/enrol"), &serde_json::json!({"public_key": KEY}).to_string())
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    client.garage.turn("0377", "streaming", r#"{"on": true}"#).await;
    let details = &client.fleet_status(MODEL_S).await["vehicle_info"][MODEL_S];
    assert_eq!(details["safety_screen_streaming_toggle_enabled"], true);
    assert_eq!(details["vehicle_command_protocol_required"], false);
}

#[tokio::test]
async fn keys_outlive_a_restart() {
    let mut client = Client::open().await;
    client.lever(MODEL_3, "enrol").await;
    client.garage.restart();
    assert!(client.is_paired(MODEL_3).await);
}
