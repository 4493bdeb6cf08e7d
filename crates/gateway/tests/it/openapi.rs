//! The API's own description, held against what is served, and the API driven from it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::application::Application;
use crate::owner::Connected;
use crate::routes::ROUTES;
use crate::world::{SAM, World};

/// The routers as they are written: what they route is what the document has to list.
const ROUTERS: [&str; 4] = [
    include_str!("../../src/http/router.rs"),
    include_str!("../../src/management/mod.rs"),
    include_str!("../../src/compatibility/mod.rs"),
    include_str!("../../src/webhooks/mod.rs"),
];

const CASES_OF_AN_OPERATION: usize = 40;

struct Operation {
    method: String,
    path: String,
    described: Value,
}

async fn operations(application: &Application) -> Vec<Operation> {
    let document = application.send(application.request("GET", "/openapi.json")).await.body;
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap().clone();
    paths
        .into_iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().clone();
            methods.into_iter().map(move |(method, described)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                described,
            })
        })
        .collect()
}

#[tokio::test]
async fn every_operation_is_served_and_every_address_is_listed() {
    let world = World::start().await;
    let application = world.application().await;
    let mut listed = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for operation in operations(&application).await {
        let name = format!("{} {}", operation.method, operation.path);
        let answer = application.send(application.request(&operation.method, &operation.path)).await;
        assert!([400, 401].contains(&answer.status), "{name}: {}", answer.body);
        assert_ne!(answer.body["detail"][0]["field"], "method", "{name} is not served");
        assert!(ids.insert(operation.described["operationId"].to_string()), "{name}: the id is taken");
        listed.insert(operation.path);
    }
    for (_, route, _) in ROUTES.iter().filter(|(_, route, _)| !route.contains("{history}")) {
        let path = format!("/v2.0/{route}");
        let found = match path.split_once("{make}") {
            Some((before, after)) => listed.iter().any(|path| path.starts_with(before) && path.ends_with(after)),
            None => listed.contains(&path),
        };
        assert!(found, "{path} is served and not listed");
    }
    for router in ROUTERS {
        for rest in router.split(".route(").skip(1) {
            let path = rest.split('"').nth(1).unwrap().replace("{version}", "v2.0").replace("{make}", "tesla");
            // Other spellings of what is listed.
            if ["/oauth/token/oauth/token", "/management/v2.0/connections"].contains(&path.as_str()) {
                continue;
            }
            assert!(listed.contains(&path), "{path} is served and not listed");
        }
    }
}

/// Text that tries: what is good for some parameter, what is nearly so, and anything at all.
fn text(sam: &Connected) -> impl Strategy<Value = String> + use<> {
    let ids: Vec<String> = sam.cars.iter().map(|car| car.id.clone()).collect();
    prop_oneof![
        3 => prop::sample::select(ids),
        2 => prop::sample::select(vec![
            "", "0", "1", "-1", "50", "101", "999999999999", "US", "EUROPE", "live", "test", "undefined", "null", "TESLA",
            "read_odometer read_vin", "5YJXCDE22HF068739", "0SCGMCT0386A85356", "00000000-0000-0000-0000-000000000000",
        ])
        .prop_map(str::to_owned),
        2 => any::<String>(),
        1 => "[ -~]{0,300}",
    ]
}

#[tokio::test]
async fn whatever_is_asked_is_answered_as_documented() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let (text, mut runner) = (text(&sam), TestRunner::deterministic());
    let mut any = || text.new_tree(&mut runner).unwrap().current();
    let encode = |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };

    for operation in operations(&application).await {
        let answers = operation.described["responses"].as_object().unwrap().clone();
        for case in 0..CASES_OF_AN_OPERATION {
            let mut path = operation.path.clone();
            let mut query = Vec::new();
            for parameter in operation.described["parameters"].as_array().unwrap() {
                let name = parameter["name"].as_str().unwrap();
                let value = encode(&any());
                if parameter["in"] == "path" {
                    // An empty id is another address.
                    let value = if [".", "..", ""].contains(&value.as_str()) { "x".to_owned() } else { value };
                    path = path.replace(&format!("{{{name}}}"), &value);
                } else if case % 3 != 0 || parameter["required"] == true {
                    query.push(format!("{name}={value}"));
                }
            }
            let request = application.request(&operation.method, &format!("{path}?{}", query.join("&")));
            let request = match case % 5 {
                0 => request.bearer_auth(&application.management_token),
                1 => request.basic_auth("default", Some(&application.management_token)),
                2 => request.basic_auth(&application.id, Some(&application.secret)),
                _ => request.bearer_auth(&sam.tokens.access),
            };
            let request = if operation.method == "GET" { request } else { request.body(any()) };
            let answer = application.send(request).await;
            let name = format!("{} {path}?{} -> {} {}", operation.method, query.join("&"), answer.status, answer.body);
            assert!(answers.contains_key(&answer.status.to_string()), "not documented: {name}");
            assert!(answer.status < 500 || answer.status == 501, "{name}");
            assert!(answer.headers.contains_key("sc-request-id"), "{name}");
            assert!(answer.body.is_object() || answer.body.is_array(), "{name}");
            if answer.status == 200 {
                let schema = &answers["200"]["content"]["application/json"]["schema"];
                for member in schema["required"].as_array().into_iter().flatten() {
                    assert!(answer.body.get(member.as_str().unwrap()).is_some(), "{member} is missing: {name}");
                }
            }
        }
    }
}
