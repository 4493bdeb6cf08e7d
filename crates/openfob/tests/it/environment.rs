use serde_json::Value;

use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn each_sdk_gets_its_own_variables() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "python"]), @"
    status 0
    --- stdout
    export SMARTCAR_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_AUTH_ORIGIN=http://127.0.0.1:[PORT]/oauth/token
    export SMARTCAR_CONNECT_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_MANAGEMENT_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_VEHICLE_API_V3_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CLIENT_ID=[UUID]
    export SMARTCAR_CLIENT_SECRET=[UUID]
    export SMARTCAR_REDIRECT_URI=http://127.0.0.1:[PORT]/demo/callback
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "node"]), @"
    status 0
    --- stdout
    export SMARTCAR_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_AUTH_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_MANAGEMENT_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_API_V3_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CLIENT_ID=[UUID]
    export SMARTCAR_CLIENT_SECRET=[UUID]
    export SMARTCAR_REDIRECT_URI=http://127.0.0.1:[PORT]/demo/callback
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "java"]), @"
    status 0
    --- stdout
    export SMARTCAR_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_AUTH_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CONNECT_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_MANAGEMENT_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_API_V3_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CLIENT_ID=[UUID]
    export SMARTCAR_CLIENT_SECRET=[UUID]
    export SMARTCAR_REDIRECT_URI=http://127.0.0.1:[PORT]/demo/callback
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "ruby"]), @"
    status 0
    --- stdout
    export SMARTCAR_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_AUTH_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CONNECT_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_MANAGEMENT_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_VEHICLE_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CLIENT_ID=[UUID]
    export SMARTCAR_CLIENT_SECRET=[UUID]
    export SMARTCAR_REDIRECT_URI=http://127.0.0.1:[PORT]/demo/callback
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "curl"]), @"
    status 0
    --- stdout
    export OPENFOB_ORIGIN=http://127.0.0.1:[PORT]
    export OPENFOB_CONNECT_URL='http://127.0.0.1:[PORT]/oauth/authorize?response_type=code&client_id=[UUID]&redirect_uri=http%3A%2F%2F127.0.0.1%3A[PORT]%2Fdemo%2Fcallback&scope=required%3Aread_vehicle_info+required%3Aread_battery+required%3Aread_charge+read_odometer+read_location+read_vin+control_charge&mode=simulated'
    export OPENFOB_MANAGEMENT_TOKEN=[UUID]
    export OPENFOB_CLIENT_ID=[UUID]
    export OPENFOB_CLIENT_SECRET=[UUID]
    export OPENFOB_REDIRECT_URI=http://127.0.0.1:[PORT]/demo/callback
    --- stderr
    ");
}

#[test]
fn a_shell_takes_the_variables_as_they_are_printed() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let script =
        format!("eval \"$({} env --sdk curl)\"; printf %s \"$OPENFOB_CONNECT_URL\"", env!("CARGO_BIN_EXE_openfob"));
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(sandbox.path()).output().unwrap();
    assert_eq!(Value::from(String::from_utf8(output.stdout).unwrap()), facts["connect_url"]);
}

#[test]
fn another_application_gets_all_but_its_secret() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    let created = sandbox.json(&["app", "create", "Acme", "--redirect-uri", "https://acme.example/callback"]);
    let id = created["id"].as_str().unwrap();
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "python", "--app", id]), @"
    status 0
    --- stdout
    export SMARTCAR_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_AUTH_ORIGIN=http://127.0.0.1:[PORT]/oauth/token
    export SMARTCAR_CONNECT_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_MANAGEMENT_API_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_VEHICLE_API_V3_ORIGIN=http://127.0.0.1:[PORT]
    export SMARTCAR_CLIENT_ID=[UUID]
    export SMARTCAR_REDIRECT_URI=https://acme.example/callback
    --- stderr
    The client secret is not among them: openfob does not keep it readable. `openfob app rotate CLIENT_ID client-secret` makes another.
    ");
}

#[test]
fn without_a_demo_it_says_what_to_do() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "python"]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no data directory at openfob-data
    hint: name it with --data DIR; `openfob demo` and `openfob serve` make one
    ");
    std::fs::create_dir(sandbox.path().join("openfob-data")).unwrap();
    assert_outcome!(sandbox, sandbox.run(&["env", "--sdk", "python"]), @"
    status 1
    --- stdout
    --- stderr
    error: no demo has run on openfob-data
    hint: run `openfob demo`, or name an application with --app CLIENT_ID
    ");
}
