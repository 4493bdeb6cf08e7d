//! Commands that nobody signed.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::client::{Client, MODEL_3, MODEL_S};

fn result(answer: &Value) -> (bool, String) {
    let response = &answer["response"];
    (response["result"].as_bool().unwrap(), response["reason"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn cars_that_ask_for_signed_commands_refuse_others_whatever_their_keys() {
    let client = Client::open().await;
    client.lever(MODEL_3, "enrol").await;
    let answer = client.command(MODEL_3, "door_unlock", &json!({})).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let error = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("Tesla Vehicle Command Protocol required"), "{error}");
    let signed =
        client.post(&format!("/api/1/vehicles/{MODEL_S}/signed_command"), &json!({"routable_message": "AAAA"})).await;
    assert_eq!(signed.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn cars_that_take_plain_commands_obey_and_show_it() {
    let client = Client::open().await;
    let run = async |name: &str, parameters: Value| {
        let answer = client.command(MODEL_S, name, &parameters).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
        result(&answer.json())
    };
    let done = (true, String::new());
    assert_eq!(run("door_unlock", json!({})).await, done);
    assert_eq!(run("set_charge_limit", json!({"percent": 90})).await, done);
    assert_eq!(run("set_charge_limit", json!({"percent": 90})).await, (false, "already_set".to_owned()));
    assert_eq!(run("charge_stop", json!({})).await, (false, "not_charging".to_owned()));
    assert_eq!(run("auto_conditioning_start", json!({})).await, done);
    assert_eq!(run("remote_seat_heater_request", json!({"heater": 0, "level": 3})).await, done);
    assert_eq!(run("set_temps", json!({"driver_temp": 22.5, "passenger_temp": 21})).await, done);
    assert_eq!(run("set_vehicle_name", json!({"vehicle_name": "Old friend"})).await, done);
    assert_eq!(run("actuate_trunk", json!({"which_trunk": "front"})).await, done);
    let data = client.data(MODEL_S).await;
    assert_eq!(data["charge_state"]["charge_limit_soc"], 90);
    assert_eq!(data["vehicle_state"]["locked"], false);
    assert_eq!(data["vehicle_state"]["ft"], 1);
    assert_eq!(data["vehicle_state"]["vehicle_name"], "Old friend");
    assert_eq!(data["climate_state"]["seat_heater_left"], 3);
    assert_eq!(data["climate_state"]["driver_temp_setting"], 22.5);
}

#[tokio::test]
async fn wrong_parameters_and_unknown_commands_are_told_apart() {
    let client = Client::open().await;
    let missing = client.command(MODEL_S, "set_charge_limit", &json!({})).await;
    assert_eq!(missing.status, StatusCode::BAD_REQUEST);
    assert_eq!(missing.json()["error_description"], "missing percent param");
    let text = client.command(MODEL_S, "set_charge_limit", &json!({"percent": "80"})).await;
    assert_eq!(text.json()["error_description"], "invalid percent param");
    let unknown = client.command(MODEL_S, "fly", &json!({})).await;
    assert_eq!((unknown.status, unknown.json()["error"].clone()), (StatusCode::BAD_REQUEST, "invalid_command".into()));
}

#[tokio::test]
async fn charging_commands_need_one_of_two_scopes() {
    let client = Client::with(r#"{"scopes": "vehicle_charging_cmds vehicle_device_data"}"#).await;
    let charge = client.command(MODEL_S, "set_charge_limit", &json!({"percent": 70})).await;
    assert_eq!(charge.status, StatusCode::OK, "{}", charge.text);
    assert_eq!(client.command(MODEL_S, "door_lock", &json!({})).await.status, StatusCode::FORBIDDEN);
}
