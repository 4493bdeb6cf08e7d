use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn switches_turn_and_are_seen_in_the_list() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    let model_3 = || {
        let cars = sandbox.json(&["sim", "list"])["cars"].clone();
        cars.as_array().unwrap().iter().find(|car| car["model"] == "Model 3").unwrap().clone()
    };
    let name = model_3()["vin"].as_str().unwrap()[13..].to_owned();
    let turn = |arguments: &[&str]| {
        let outcome = sandbox.run(&[&["sim", arguments[0], &name], &arguments[1..]].concat());
        assert_eq!(outcome.status, 0, "{outcome}");
    };

    turn(&["unplug"]);
    assert_eq!(model_3()["battery"]["plugged_in"], false);
    turn(&["plug"]);
    assert_eq!(model_3()["battery"]["plugged_in"], true);
    turn(&["unplug"]);
    turn(&["charge-level", "41"]);
    assert_eq!(model_3()["battery"]["percent"], 41.0);
    turn(&["charge-limit", "70"]);
    assert_eq!(model_3()["battery"]["limit_percent"], 70.0);
    turn(&["drive"]);
    assert_eq!(model_3()["driving"], true);
    turn(&["park"]);
    assert_eq!(model_3()["driving"], false);
    turn(&["unlock"]);
    assert_eq!(model_3()["locked"], false);
    turn(&["lock"]);
    assert_eq!(model_3()["locked"], true);
    turn(&["sleep"]);
    assert_eq!(model_3()["state"], "asleep");
    turn(&["wake"]);
    assert_eq!(model_3()["state"], "awake");
    turn(&["offline"]);
    assert_eq!(model_3()["state"], "offline");
    turn(&["online"]);
    turn(&["add-key", "fob.example.com"]);
    assert!(model_3()["keys"]["fob.example.com"].is_string());
    turn(&["remove-key", "fob.example.com"]);
    assert_eq!(model_3()["keys"], serde_json::json!({}));
    turn(&["fail", "VEHICLE_STATE.DOOR_OPEN"]);
    assert!(!model_3()["next_failure"].is_null());
    turn(&["fail", "none"]);
    assert!(model_3()["next_failure"].is_null());
}

#[test]
fn streaming_and_car_keys_belong_to_the_cars_that_have_them() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    let car = |model: &str| {
        let cars = sandbox.json(&["sim", "list"])["cars"].clone();
        cars.as_array().unwrap().iter().find(|car| car["model"] == model).unwrap().clone()
    };
    let vin = |model| car(model)["vin"].as_str().unwrap().to_owned();

    assert_eq!(sandbox.json(&["sim", "streaming", &vin("Model S"), "on"])["streaming"], true);
    assert_eq!(sandbox.run(&["sim", "streaming", &vin("Cybertruck"), "on"]).status, 1);

    let peugeot = vin("e-208");
    let until = "2035-01-01T00:00:00Z";
    sandbox.json(&["sim", "psa", "set", "--vin", &peugeot, "suspend", until]);
    assert_eq!(car("e-208")["car_key"]["cloud"]["until"], until);
    assert_eq!(sandbox.run(&["sim", "psa", "set", "--vin", &vin("Cybertruck"), "disable"]).status, 1);
    assert_outcome!(sandbox, sandbox.run(&["sim", "psa", "set", "ignition", "4"]), @"
    status 1
    --- stdout
    --- stderr
    error: the simulator refused (400 Bad Request): The switch ignition needs 0 (stop), 1 (contact), 2 (starting) or 3 (free).
    ");
}

#[test]
fn time_moves_on_and_survives_a_restart() {
    let sandbox = Sandbox::new();
    let (demo, _) = sandbox.demo(&[]);
    let ahead = |arguments: &[&str]| sandbox.json(&[&["sim", "time"], arguments].concat())["ahead_seconds"].clone();
    assert_eq!(ahead(&[]), 0);
    assert_eq!(ahead(&["+8h"]), 8 * 3600);
    assert_eq!(ahead(&["+1h 30m"]), 9 * 3600 + 1800);
    assert!(demo.end_by("TERM").success());
    let (_demo, _) = sandbox.demo(&[]);
    assert_eq!(ahead(&[]), 9 * 3600 + 1800);
    assert_outcome!(sandbox, sandbox.run(&["sim", "time", "yesterday"]), @r#"
    status 1
    --- stdout
    --- stderr
    error: `yesterday` is no duration to move on by
    hint: time only moves forward: write it as in +8h, "+1h 30m" or +90s
    "#);
}

#[test]
fn a_car_that_is_not_there_is_told_with_those_that_are() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    assert_outcome!(sandbox, sandbox.run(&["sim", "plug", "../../time"]), @"
    status 1
    --- stdout
    --- stderr
    error: the simulator refused (404 Not Found): No car is called “../../time”: give its VIN, the VIN's last characters or its id. Known: 1208, 4821, 2716, 0377, 8650, 8443, 2264, 5533.
    ");
}

#[test]
fn without_a_simulator_it_says_what_to_do() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["sim", "list"]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no data directory at ./openfob-data
    hint: name the simulator with --simulator URL, or the demo's data directory with --data DIR
    ");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{nobody}");
    assert_outcome!(sandbox, sandbox.run(&["sim", "list", "--simulator", &address]), @"
    status 1
    --- stdout
    --- stderr
    error: no simulator answers at http://127.0.0.1:[PORT]
    hint: start one with `openfob demo` or `openfob sim serve`, or name another with --simulator URL
    ");
}

#[test]
fn cars_run_on_their_own_as_well() {
    let sandbox = Sandbox::new();
    let (cars, address) = sandbox.sim_serve();
    let list = sandbox.json(&["sim", "list", "--simulator", &address]);
    assert!(list["cars"].as_array().is_some_and(|cars| !cars.is_empty()), "{list}");
    assert!(cars.end_by("TERM").success());
}
