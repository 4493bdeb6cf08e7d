//! Every command of the protocol's table, to a car that can show what came of it.

use openfob_tesla_command::proto::errors::GenericErrorE;
use openfob_tesla_command::{Answer, COMMANDS, CommandError, CommandSpecification, ParameterKind, Received, Route};
use serde_json::{Map, Value, json};

use super::driver::{Driver, command};

/// Refusals that come of how the car stands, and not of the command.
const TRUE_REFUSALS: [&str; 13] = [
    "already closed",
    "already off",
    "already open",
    "already_set",
    "already_standard",
    "cable connected",
    "disconnected",
    "guest_mode_required",
    "incorrect_pin",
    "is_charging",
    "not_charging",
    "not_supported",
    "speed_limit_active",
];

fn parameters(specification: &CommandSpecification) -> Value {
    let mut parameters = Map::new();
    for parameter in specification.parameters {
        let value = match (parameter.name, parameter.kind) {
            ("pin" | "password", _) => json!("1234"),
            ("which_trunk", _) => json!("rear"),
            ("command", _) => json!("vent"),
            ("setting", _) => json!("Curfew"),
            ("days_of_week", _) => json!("Mon,WEEKDAYS"),
            ("limit_mph", _) => json!(60),
            ("percent", _) => json!(77),
            ("lat" | "lon", _) => json!(48.1),
            (_, ParameterKind::Number) => json!(1),
            (_, ParameterKind::Bool) => json!(true),
            (_, ParameterKind::Text) => json!("Ada"),
        };
        parameters.insert(parameter.name.to_owned(), value);
    }
    Value::Object(parameters)
}

#[tokio::test]
async fn every_command_of_the_table_is_obeyed_or_refused_for_a_reason() {
    let mut driver = Driver::open().await;
    driver.client.script("no-limits", "on").await;
    driver.does("door_unlock", &json!({})).await;
    driver.does("auto_conditioning_start", &json!({})).await;
    let (mut given, mut unexplained) = (0, Vec::new());
    for specification in COMMANDS {
        if !matches!(specification.route, Route::Signed(_)) || specification.name == "auto_conditioning_stop" {
            continue;
        }
        let name = specification.name;
        match driver.give(&command(name, &parameters(specification))).await {
            Ok(Received::Answer(Answer::Done)) => {}
            Err(CommandError::Refused(reason)) => {
                if !TRUE_REFUSALS.contains(&reason.as_str()) {
                    unexplained.push(format!("{name}: {reason}"));
                }
            }
            Err(CommandError::SecurityRefused(_)) if name.ends_with("tonneau") => {}
            // The boot was opened before.
            Err(CommandError::SecurityRefused(GenericErrorE::GenericerrorClosuresOpen)) if name == "door_lock" => {}
            other => panic!("{name}: {other:?}"),
        }
        given += 1;
    }
    assert_eq!(unexplained, Vec::<String>::new());
    assert!(given > 60, "{given}");
}

#[tokio::test]
async fn what_was_commanded_shows_in_the_cars_data() {
    let mut driver = Driver::open().await;
    driver.client.script("no-limits", "on").await;
    for (name, sent) in [
        ("door_unlock", json!({})),
        ("set_charge_limit", json!({"percent": 77})),
        ("auto_conditioning_start", json!({})),
        ("set_temps", json!({"driver_temp": 22.5, "passenger_temp": 20.5})),
        ("remote_seat_heater_request", json!({"seat_position": 1, "level": 2})),
        ("remote_seat_cooler_request", json!({"seat_position": 1, "seat_cooler_level": 4})),
        ("set_climate_keeper_mode", json!({"climate_keeper_mode": 2})),
        ("set_cop_temp", json!({"cop_temp": 1})),
        ("set_sentry_mode", json!({"on": true})),
        ("set_valet_mode", json!({"on": true, "password": "1234"})),
        ("speed_limit_set_limit", json!({"limit_mph": 62})),
        ("actuate_trunk", json!({"which_trunk": "rear"})),
        ("window_control", json!({"command": "vent"})),
        ("adjust_volume", json!({"volume": 4.5})),
        ("media_toggle_playback", json!({})),
        ("set_vehicle_name", json!({"vehicle_name": "Ada"})),
        ("set_scheduled_charging", json!({"enable": true, "time": 90})),
    ] {
        driver.does(name, &sent).await;
    }
    let data = driver.client.data(driver.vin).await;
    let state = &data["vehicle_state"];
    assert_eq!(
        (&state["locked"], &state["rt"], &state["fd_window"], &state["sentry_mode"], &state["valet_mode"]),
        (&json!(false), &json!(1), &json!(1), &json!(true), &json!(true))
    );
    assert_eq!(state["vehicle_name"], "Ada");
    assert_eq!(state["speed_limit_mode"]["current_limit_mph"], 62.0);
    assert_eq!(
        (&state["media_info"]["audio_volume"], &state["media_info"]["media_playback_status"]),
        (&json!(4.5), &json!("Playing"))
    );
    let climate = &data["climate_state"];
    assert_eq!((&climate["is_climate_on"], &climate["driver_temp_setting"]), (&json!(true), &json!(22.5)));
    assert_eq!((&climate["seat_heater_right"], &climate["seat_fan_front_left"]), (&json!(2), &json!(3)));
    assert_eq!(
        (&climate["climate_keeper_mode"], &climate["cop_activation_temperature"]),
        (&json!("dog"), &json!("Low"))
    );
    let charge = &data["charge_state"];
    assert_eq!(
        (&charge["charge_limit_soc"], &charge["scheduled_charging_start_time_minutes"]),
        (&json!(77), &json!(90))
    );
}
