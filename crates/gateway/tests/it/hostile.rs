//! Requests that no SDK sends: too large, of the wrong kind, or no text at all.

use std::collections::BTreeSet;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{SAM, World};

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_each_endpoints_own_shape() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let large = "x".repeat(70_000);
    let path = sam.path("Model S", "webhooks/x");
    let refused = application.request("POST", &path).bearer_auth(&sam.tokens.access).body(large.clone());
    let refused = application.send(refused).await;
    assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"));
    assert_eq!(refused.body["detail"][0]["field"], "body");

    let refused = application.send(application.request("POST", "/oauth/token").body(large)).await;
    assert_eq!((refused.status, refused.oauth_error().0), (400, "invalid_request"));
    assert!(refused.headers.contains_key("sc-request-id"));
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_named() {
    let world = World::start().await;
    let application = world.application().await;
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
        for path in ["/v2.0/user", "/v2.0/compatibility", "/errors", "/llms.txt"] {
            let refused = application.call(method, "x", path).await;
            assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"), "{method} {path}");
            assert_eq!(refused.body["detail"][0]["field"], "method", "{method} {path}");
        }
    }
    let refused = application.call("GET", "x", "/oauth/token").await;
    assert_eq!((refused.status, refused.oauth_error().0), (400, "invalid_request"));
}

#[tokio::test]
async fn head_answers_as_get_without_a_body() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    assert_eq!(application.call("HEAD", &sam.tokens.access, "/v2.0/user").await.status, 200);
    let refused = application.call("HEAD", "x", "/v2.0/user").await;
    assert_eq!(refused.status, 401);
    assert!(refused.headers.contains_key("sc-request-id"));
}

#[tokio::test]
async fn addresses_that_are_no_text_are_answered_in_the_apis_shape() {
    let world = World::start().await;
    let application = world.application().await;
    for path in [
        "/v2.0/vehicles/%ff%fe/odometer",
        "/v2.0/vehicles/%00/odometer",
        "/%ff/vehicles",
        "/v2.0/vehicles?limit=%ff&limit=1",
        "/v2.0/vehicles/..%2f..%2fetc",
        "/errors/api-errors/%ff",
        "/errors/connect-errors/%ff",
        "/v2.0/management/connections?cursor=%ff",
        "/v2.0//vehicles",
        "/v2.0/compatibility?vin=%ff",
    ] {
        let answer = application.get("x", path).await;
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
        let problem = answer.problem();
        let expected = ["AUTHENTICATION", "VALIDATION", "RESOURCE_NOT_FOUND:PATH", "RESOURCE_NOT_FOUND:VERSION"];
        assert!(expected.contains(&problem.as_str()), "{path}: {problem}");
    }
}

#[tokio::test]
async fn every_answer_is_named() {
    let world = World::start().await;
    let mut names = BTreeSet::new();
    for path in
        ["/", "/errors", "/llms.txt", "/connect/privacy", "/connect/nothing", "/oauth/authorize", "/x", "/v2.0/user"]
    {
        let answer = world.http.get(world.origin.join(path).unwrap()).send().await.unwrap();
        let id = answer.headers().get("sc-request-id").unwrap_or_else(|| panic!("{path}")).to_str().unwrap();
        assert_eq!(id.len(), 36);
        assert!(names.insert(id.to_owned()), "every request has a name of its own");
    }
}

#[tokio::test]
async fn a_request_that_is_no_http_ends_the_connection_alone() {
    let world = World::start().await;
    let address = format!("{}:{}", world.origin.host_str().unwrap(), world.origin.port().unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"\x16\x03\x01 not http\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));
    let alive = world.http.get(world.origin.join("/llms.txt").unwrap()).send().await.unwrap();
    assert_eq!(alive.status(), 200);
}
