use serde_json::Value;

use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn an_application_lives_its_life_without_a_server() {
    let sandbox = Sandbox::new();
    insta::allow_duplicates! { live(&sandbox) }
}

#[test]
fn an_application_lives_its_life_at_a_running_server() {
    let sandbox = Sandbox::new();
    let _server = sandbox.serve(&[]);
    insta::allow_duplicates! { live(&sandbox) }
}

#[test]
fn what_a_server_registered_is_there_after_its_end() {
    let sandbox = Sandbox::new();
    let (server, _) = sandbox.serve(&[]);
    let created = sandbox.json(&["app", "create", "Acme", "--redirect-uri", "https://acme.example/callback"]);
    assert!(server.end_by("TERM").success());
    assert_eq!(sandbox.json(&["app", "list"])[0]["id"], created["id"]);
}

#[test]
fn a_socket_is_found_however_long_the_data_directorys_path_is() {
    let sandbox = Sandbox::new();
    let data = sandbox.path().join("d".repeat(120)).display().to_string();
    let _server = sandbox.serve(&["--data", &data]);
    sandbox.json(&["app", "create", "Acme", "--redirect-uri", "https://acme.example/callback", "--data", &data]);
    assert_eq!(sandbox.json(&["app", "list", "--data", &data])[0]["name"], "Acme");
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let sandbox = Sandbox::new();
    assert_outcome!(sandbox, sandbox.run(&["app", "list"]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no data directory at openfob-data
    hint: name it with --data DIR; `openfob demo` and `openfob serve` make one
    ");
    let create = ["app", "create", "Acme", "--redirect-uri"];
    assert_outcome!(sandbox, sandbox.run(&[&create[..], &["http://acme.example"]].concat()), @"
    status 1
    --- stdout
    --- stderr
    error: redirect URI `http://acme.example`: http is allowed for localhost and 127.0.0.1 alone; use https
    ");
    let wrong_scope = ["https://acme.example", "--permissions", "read_minds"];
    assert_outcome!(sandbox, sandbox.run(&[&create[..], &wrong_scope].concat()), @"
    status 1
    --- stdout
    --- stderr
    error: invalid value 'read_minds' for '--permissions <SCOPE>': `read_minds` is no permission

    For more information, try '--help'.
    ");
    assert_outcome!(sandbox, sandbox.run(&["app", "show", "acme"]), @"
    status 1
    --- stdout
    --- stderr
    error: `acme` is no client id: they are UUIDs
    hint: `openfob app list` shows them
    ");
    assert_outcome!(sandbox, sandbox.run(&["app", "show", "00000000-0000-4000-8000-000000000000"]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no application [UUID]; `openfob app list` shows them
    ");
}

/// From its registration to its end, by what the commands print.
fn live(sandbox: &Sandbox) {
    let created = sandbox.run(&[
        "app",
        "create",
        "Acme Fleet",
        "--description",
        "It finds the nearest free car.",
        "--accent",
        "#1d4ed8",
        "--redirect-uri",
        "https://acme.example/callback",
        "--redirect-uri",
        "http://localhost:3000/callback",
        "--permissions",
        "required:read_location read_vin",
        "--key-domain",
        "keys.acme.example",
        "--without-key",
        "refuse",
        "--no-stored",
    ]);
    assert_outcome!(sandbox, created, @"
    status 0
    --- stdout
    client id         [UUID]
    client secret     [UUID]
    management token  [UUID]
    --- stderr
    Keep the secrets now: openfob does not show them again.
    ");
    assert_outcome!(sandbox, sandbox.run(&["app", "list"]), @"
    status 0
    --- stdout
    CLIENT ID                             NAME        KEY DOMAIN         REDIRECT URIS
    [UUID]  Acme Fleet  keys.acme.example  https://acme.example/callback http://localhost:3000/callback
    --- stderr
    ");

    let id = sandbox.json(&["app", "list"])[0]["id"].as_str().unwrap().to_owned();
    assert_outcome!(sandbox, sandbox.run(&["app", "show", &id]), @"
    status 0
    --- stdout
    client id      [UUID]
    name           Acme Fleet
    description    It finds the nearest free car.
    accent         #1d4ed8
    redirect uri   https://acme.example/callback
    redirect uri   http://localhost:3000/callback
    permissions    required:read_location read_vin
    key domain     keys.acme.example
    key link       https://www.tesla.com/_ak/keys.acme.example
    key page       http://127.0.0.1:[PORT]/key/[UUID]
    without key    refuse
    stored values  refused
    --- stderr
    ");

    let secret = |what| match sandbox.json(&["app", "rotate", &id, what]) {
        Value::Object(members) => members.values().next().unwrap().as_str().unwrap().to_owned(),
        other => panic!("{other}"),
    };
    assert_ne!(secret("client-secret"), secret("client-secret"));
    assert_ne!(secret("management-token"), secret("client-secret"));

    assert_outcome!(sandbox, sandbox.run(&["app", "delete", &id]), @"
    status 1
    --- stdout
    --- stderr
    error: deleting an application ends every connection that its users made
    hint: repeat the command with --yes to do it
    ");
    assert_outcome!(sandbox, sandbox.run(&["app", "delete", &id, "--yes"]), @"
    status 0
    --- stdout
    deleted [UUID]
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["app", "list"]), @"
    status 0
    --- stdout
    --- stderr
    There are no applications yet. `openfob app create NAME --redirect-uri URI` registers one.
    ");
}
