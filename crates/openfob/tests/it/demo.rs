use std::net::TcpListener;

use serde_json::Value;

use crate::sandbox::{Sandbox, assert_outcome, http};

#[test]
fn its_facts_are_complete_and_on_one_line() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let text = |name: &str| facts[name].as_str().unwrap_or_else(|| panic!("{name} in {facts}")).to_owned();
    assert_eq!(text("redirect_uri"), format!("{}/demo/callback", text("origin")));
    for name in ["client_id", "client_secret", "management_token"] {
        assert_eq!(text(name).len(), 36, "{name}");
    }
    for account in ["owner", "driver", "legacy", "ready"] {
        assert!(facts[account]["username"].as_str().unwrap().contains('@'), "{account}");
        assert!(!facts[account]["password"].as_str().unwrap().is_empty(), "{account}");
    }

    let connect = reqwest::Url::parse(&text("connect_url")).unwrap();
    assert_eq!(connect.path(), "/oauth/authorize");
    let query: std::collections::BTreeMap<_, _> = connect.query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], text("client_id"));
    assert_eq!(query["redirect_uri"], text("redirect_uri"));
    assert_eq!(query["mode"], "simulated");
    assert!(query["scope"].contains("required:read_vehicle_info"), "{}", query["scope"]);
    assert!(!query.contains_key("state"));
}

#[tokio::test]
async fn everything_answers_once_the_facts_are_printed() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let http = http();
    for (url, status) in [
        (facts["connect_url"].as_str().unwrap().to_owned(), 200),
        (format!("{}/demo", facts["origin"].as_str().unwrap()), 200),
        (facts["simulator"].as_str().unwrap().to_owned(), 200),
        (format!("{}/v2.0/vehicles", facts["origin"].as_str().unwrap()), 401),
    ] {
        let answer = http.get(&url).send().await.unwrap();
        assert!(answer.status() == status || answer.status().is_redirection(), "{url}: {}", answer.status());
    }
}

#[test]
fn a_restart_keeps_the_application_and_follows_the_port() {
    let sandbox = Sandbox::new();
    let (first, before) = sandbox.demo(&[]);
    assert!(first.end_by("TERM").success());
    let (second, after) = sandbox.demo(&[]);
    for name in ["client_id", "client_secret", "management_token"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert_ne!(before["redirect_uri"], after["redirect_uri"], "port 0 took another port");
    let applications = sandbox.json(&["app", "list"]);
    assert_eq!(applications.as_array().unwrap().len(), 1);
    assert_eq!(applications[0]["redirect_uris"], Value::from(vec![after["redirect_uri"].clone()]));
    assert!(second.end_by("INT").success());
}

#[test]
fn public_addresses_stand_in_every_link() {
    let sandbox = Sandbox::new();
    let arguments = ["--public-url", "http://192.168.1.5:8080", "--sim-public-url", "http://192.168.1.5:8081"];
    let (_demo, facts) = sandbox.demo(&arguments);
    assert_eq!(facts["origin"], "http://192.168.1.5:8080");
    assert_eq!(facts["simulator"], "http://192.168.1.5:8081");
    assert_eq!(facts["redirect_uri"], "http://192.168.1.5:8080/demo/callback");
    assert!(facts["connect_url"].as_str().unwrap().starts_with("http://192.168.1.5:8080/oauth/authorize?"));
}

#[test]
fn the_cars_take_the_next_free_port() {
    let sandbox = Sandbox::new();
    // Three ports in a row: the gateway's own, one that is taken, and the one after it.
    let (port, taken) = loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let next = port.checked_add(2).and_then(|_| TcpListener::bind(("127.0.0.1", port + 1)).ok());
        if let Some(next) = next
            && TcpListener::bind(("127.0.0.1", port + 2)).is_ok()
        {
            break (port, next);
        }
    };
    let (_demo, facts) = sandbox.demo_at(&format!("127.0.0.1:{port}"));
    assert_eq!(facts["simulator"], format!("http://127.0.0.1:{}", port + 2));
    drop(taken);
}

#[test]
fn the_screen_shows_where_to_go_and_no_secret() {
    let sandbox = Sandbox::new();
    let (_demo, screen) = sandbox.demo_screen();
    let facts: Value =
        serde_json::from_str(&std::fs::read_to_string(sandbox.path().join("openfob-data/demo.json")).unwrap()).unwrap();
    for name in ["client_secret", "management_token"] {
        assert!(!screen.contains(facts[name].as_str().unwrap()), "{name} is on the screen");
    }
    assert_outcome!(sandbox, screen, @r#"
    openfob 0.1.0       http://127.0.0.1:[PORT]

    Connect your car    http://127.0.0.1:[PORT]/demo
    Simulated cars      http://127.0.0.1:[PORT]
    API description     http://127.0.0.1:[PORT]/openapi.json

    Sign in as          lena@example.com (owner)  max@example.com (driver)   any password
    Client              [ID]…  secret [ID]…  management token [ID]…
    Python SDK          eval "$(openfob env --sdk python)"

    Try it              curl -H "Authorization: Bearer …" http://127.0.0.1:[PORT]/v2.0/vehicles

    Data in ./openfob-data. Press Ctrl-C to stop.
    "#);
}
