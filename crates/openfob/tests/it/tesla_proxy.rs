//! `openfob tesla-proxy`, as those know it who come from Tesla's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::Method;
use openfob_tesla_command::{Outcome, PrivateKey, SystemRandomness, verify_token};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::fleet_api::{FleetApi, VIN, token};
use crate::sandbox::{Sandbox, Server, http};

const DONE: &str = "{\"response\":{\"result\":true,\"reason\":\"\"}}\n";

/// A proxy before a Fleet API.
struct Party {
    sandbox: Sandbox,
    fleet_api: FleetApi,
    key: PrivateKey,
    proxy: Option<Server>,
    origin: String,
    http: Client,
}

impl Party {
    async fn new() -> Self {
        let mut party = Self::without_proxy().await;
        party.start(&["--no-tls", "--audit", "audit.jsonl"]);
        party
    }

    async fn without_proxy() -> Self {
        let (sandbox, http) = (Sandbox::new(), http());
        let key = PrivateKey::generate(&mut SystemRandomness).unwrap();
        sandbox.write("key.pem", &key.to_pem().unwrap());
        let fleet_api = FleetApi::new(key.public_key()).await;
        Self { sandbox, fleet_api, key, proxy: None, origin: String::new(), http }
    }

    fn start(&mut self, arguments: &[&str]) {
        self.proxy = None;
        let usual = ["tesla-proxy", "--json", "-port", "0", "-key-file", "key.pem", "--fleet-api"];
        let arguments = [&usual[..], &[self.fleet_api.origin.as_str()], arguments].concat();
        let (proxy, facts) = self.sandbox.facts_of(&arguments);
        assert_eq!(facts["public_key"], self.key.public_key().to_hex());
        self.proxy = Some(proxy);
        facts["tesla_proxy"].as_str().unwrap().clone_into(&mut self.origin);
    }

    async fn send(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Response {
        let request = self.http.request(method, format!("{}{path}", self.origin)).bearer_auth(token("owner"));
        request.body(body).send().await.unwrap()
    }

    async fn command(&self, name: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
        let answer = self.send(Method::POST, &format!("/api/1/vehicles/{VIN}/command/{name}"), body).await;
        assert_eq!(answer.headers()["content-type"], "application/json");
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// The lines of the audit file.
    fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.sandbox.path().join("audit.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn error(text: &str) -> String {
    format!("{{\"response\":null,\"error\":\"{text}\",\"error_description\":\"\"}}\n")
}

fn refused(reason: &str) -> String {
    format!("{{\"response\":{{\"result\":false,\"reason\":\"{reason}\"}},\"error\":\"\",\"error_description\":\"\"}}\n")
}

#[tokio::test]
async fn commands_are_signed_and_answered_as_by_teslas_proxy() {
    let party = Party::new().await;
    assert_eq!(party.command("door_lock", "").await, (200, DONE.to_owned()));
    assert_eq!(party.command("set_charge_limit", r#"{"percent": 80, "other": 1}"#).await, (200, DONE.to_owned()));
    assert_eq!(party.fleet_api.requests().len(), 4, "a handshake and a command for each part of the car");
    assert_eq!(party.command("door_unlock", "{}").await, (200, DONE.to_owned()));
    let requests = party.fleet_api.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path, format!("/api/1/vehicles/{VIN}/signed_command"));
    assert_eq!(requests[0].headers["authorization"], format!("Bearer {}", token("owner")));

    party.fleet_api.outcome(Outcome::Refused("already_set".to_owned()));
    let refusal = refused("car could not execute command: already_set");
    assert_eq!(party.command("charge_start", "").await, (200, refusal));
}

#[tokio::test]
async fn nothing_is_signed_of_what_is_wrong() {
    let party = Party::new().await;
    for (name, body, expected) in [
        ("open_sesame", "", (400, error("invalid_command"))),
        ("remote_boombox", "", (400, error("command not implemented"))),
        ("adjust_volume", "", (400, refused("missing volume param"))),
        ("adjust_volume", r#"{"volume": "5"}"#, (400, refused("invalid volume param"))),
        ("adjust_volume", r#"{"volume": null}"#, (400, refused("invalid volume param"))),
        ("adjust_volume", r#"{"volume": 11}"#, (500, error("invalid volume (should be in [0, 10])"))),
        ("actuate_trunk", "", (400, refused("invalid_value"))),
        ("window_control", r#"{"command": "half"}"#, (400, error("command must be 'vent' or 'close'"))),
        ("door_lock", "no JSON", (400, "error occurred while parsing request parameters\n".to_owned())),
    ] {
        assert_eq!(party.command(name, body).await, expected, "{name} {body}");
    }
    let (status, text) = party.command("door_lock", " ".repeat(100_000)).await;
    assert_eq!((status, text.contains("64 KiB")), (413, true));

    let path = format!("/api/1/vehicles/{VIN}/command/door_lock");
    let answer = party.send(Method::GET, &path, "").await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (405, error("Method Not Allowed")));
    let answer = party.send(Method::POST, "/api/1/vehicles/1234/command/door_lock", "").await;
    let text = error("expected 17-character VIN in path (do not user Fleet API ID)");
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (404, text));
    assert!(party.fleet_api.requests().is_empty());
}

#[tokio::test]
async fn what_the_car_never_said_is_told_and_nothing_is_sent_again() {
    let party = Party::new().await;
    for name in ["door_lock", "honk_horn"] {
        assert_eq!(party.command(name, "null").await, (200, DONE.to_owned()));
    }
    party.fleet_api.requests();
    for (body, told) in [
        ("{\"response\":null}", "it does not come from the part of the vehicle that was asked"),
        ("{\"response\":\"\"}", "it does not come from the part of the vehicle that was asked"),
        ("{\"response\":\"//8=\"}", "it is no message"),
        ("{\"response\":\"*\"}", "unable to parse server response: "),
        ("{\"response\":1}", "unable to parse server response: "),
        ("[]", "invalid response: "),
        ("", "unable to parse server response: "),
    ] {
        for name in ["door_lock", "honk_horn"] {
            party.fleet_api.next(200, &[], body);
            let (status, answer) = party.command(name, "").await;
            assert_eq!((status, answer.contains(told)), (500, true), "{name} {body}: {answer}");
            assert_eq!(party.fleet_api.requests().len(), 1, "{body}");
        }
    }
    party.fleet_api.next(200, &[], format!("{{\"response\":\"{}\"}}", "A".repeat(120_000)));
    assert_eq!(party.command("door_lock", "").await, (500, error("response exceeds maximum length")));
    assert!(party.audit().iter().skip(2).all(|line| line["result"] == "unknown" && line["reason"].is_string()));
}

#[tokio::test]
async fn nobody_without_a_token_is_heard_but_asking_for_health() {
    let party = Party::new().await;
    let url = |path: &str| format!("{}{path}", party.origin);
    let answer = party.http.get(url("/health")).send().await.unwrap();
    assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, "OK"));
    for method in [Method::POST, Method::HEAD] {
        assert_eq!(party.http.request(method, url("/health")).send().await.unwrap().status(), 405);
    }
    let answer = party.http.put(url("/health")).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), error("Method Not Allowed"));
    let answer = party.http.get(url("/api/1/vehicles")).send().await.unwrap();
    let text = error("client did not provide an OAuth token");
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (403, text));
    let answer = party.http.get(url("/api/1/vehicles")).bearer_auth("abc").send().await.unwrap();
    let text = error("client provided malformed OAuth token");
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (403, text));
    assert!(party.fleet_api.requests().is_empty());
}

#[tokio::test]
async fn everything_else_is_passed_on_both_ways() {
    let party = Party::new().await;
    let request = party.http.put(format!("{}/api/1/anything?a=b%3Bc", party.origin)).bearer_auth(token("owner"));
    let request = request.header("x-forwarded-for", "192.0.2.1").header("connection", "x-mine").header("x-mine", "1");
    let answer = request.body("text").send().await.unwrap();
    assert_eq!(answer.headers()["x-txid"], "0a1b");
    assert!(answer.text().await.unwrap().contains("online"));
    let request = party.fleet_api.requests().remove(0);
    assert_eq!((request.method, request.path.as_str()), (Method::PUT, "/api/1/anything?a=b%3Bc"));
    assert_eq!(request.body, b"text");
    assert_eq!(request.headers["x-forwarded-for"], "192.0.2.1, 127.0.0.1");
    assert!(!request.headers.contains_key("x-mine") && request.headers["content-length"] == "4");

    party.fleet_api.next(404, &[("x-txid", "2c3d")], "not_found");
    let answer = party.send(Method::GET, "/api/1/vehicles", "").await;
    assert_eq!((answer.status().as_u16(), answer.headers()["x-txid"].to_str().unwrap()), (404, "2c3d"));
    assert_eq!(answer.text().await.unwrap(), "not_found");
}

#[tokio::test]
async fn a_command_of_the_fleet_api_alone_is_passed_on_with_its_body() {
    let party = Party::new().await;
    let answer =
        party.send(Method::POST, &format!("/api/1/vehicles/{VIN}/command/navigation_request"), "{\"a\":1}").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().starts_with("{\"origin\""));
    let request = party.fleet_api.requests().remove(0);
    assert_eq!(request.path, format!("/api/1/vehicles/{VIN}/command/navigation_request"));
    assert_eq!(request.body, b"{\"a\":1}");

    assert_eq!(party.command("wake_up", "").await, (200, DONE.to_owned()));
    assert_eq!(party.fleet_api.requests().remove(0).path, format!("/api/1/vehicles/{VIN}/wake_up"));
}

#[tokio::test]
async fn a_car_that_takes_no_signed_commands_is_sent_plain_ones_from_then_on() {
    let party = Party::new().await;
    party.fleet_api.next(422, &[], "");
    for expected in [2, 1] {
        let path = format!("/api/1/vehicles/{VIN}/command/set_charge_limit");
        let answer = party.send(Method::POST, &path, "{\"percent\":70}").await;
        assert_eq!(answer.status(), 200);
        let requests = party.fleet_api.requests();
        assert_eq!(requests.len(), expected);
        assert_eq!(
            (requests[expected - 1].path.as_str(), requests[expected - 1].body.as_slice()),
            (path.as_str(), &b"{\"percent\":70}"[..])
        );
    }
}

#[tokio::test]
async fn errors_of_teslas_come_through_as_they_are() {
    let party = Party::new().await;
    party.fleet_api.next(429, &[("retry-after", "30")], "Retry in 30 seconds");
    let answer = party.send(Method::POST, &format!("/api/1/vehicles/{VIN}/command/door_lock"), "").await;
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "30"));
    assert_eq!(answer.text().await.unwrap(), "Retry in 30 seconds\n");
    party.fleet_api.next(401, &[], "");
    assert_eq!(party.command("door_lock", "").await, (401, "Unauthorized\n".to_owned()));
    party.fleet_api.next(408, &[], r#"{"error":"vehicle unavailable: vehicle is offline or asleep"}"#);
    let asleep = error("vehicle unavailable: vehicle is offline or asleep");
    assert_eq!(party.command("door_lock", "").await, (500, asleep.clone()));
    party.fleet_api.next(503, &[], "");
    assert_eq!(party.command("door_lock", "").await, (500, asleep));
    party.fleet_api.next(200, &[], "garbage");
    assert_eq!(party.command("door_lock", "").await.0, 500);
    assert_eq!(party.fleet_api.requests().len(), 5, "none of them is sent again");

    assert_eq!(party.command("door_lock", "").await, (200, DONE.to_owned()));
    let key = *party.key.public_key();
    party.fleet_api.car(|car| car.remove_key(&key).unwrap());
    let unpaired = "vehicle rejected request: your public key has not been paired with the vehicle";
    assert_eq!(party.command("door_lock", "").await, (500, error(unpaired)));
}

#[tokio::test]
async fn another_region_is_followed_and_remembered() {
    let party = Party::new().await;
    let elsewhere = format!("{}/regions/eu", party.fleet_api.origin);
    let said =
        format!("{{\"error\":\"user out of region, use base URL: {elsewhere}, see https://developer.tesla.com\"}}");
    party.fleet_api.next(421, &[], said);
    assert_eq!(party.command("door_lock", "").await, (200, DONE.to_owned()));
    assert!(party.fleet_api.requests().iter().skip(1).all(|request| request.path.starts_with("/regions/eu/")));

    let home = format!("h2={}", party.fleet_api.origin);
    party.fleet_api.next(421, &[("alt-svc", &home)], "");
    assert_eq!(party.send(Method::GET, "/api/1/vehicles", "").await.status(), 200);
    let paths: Vec<_> = party.fleet_api.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/regions/eu/api/1/vehicles", "/api/1/vehicles"]);

    party.fleet_api.next(421, &[("alt-svc", "h2=https://evil.example")], "");
    let answer = party.send(Method::GET, "/api/1/vehicles", "").await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (421, error("Misdirected Request")));
    party.fleet_api.next(421, &[("x-txid", "4e5f")], "another region");
    let answer = party.send(Method::GET, "/api/1/vehicles", "").await;
    assert_eq!((answer.status().as_u16(), answer.headers()["x-txid"].to_str().unwrap()), (421, "4e5f"));
    assert_eq!(answer.text().await.unwrap(), "another region");
    (0..3).for_each(|_| party.fleet_api.next(421, &[("alt-svc", &home)], ""));
    let answer = party.send(Method::GET, "/api/1/vehicles", "").await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (502, error("max retry exhausted")));
}

#[tokio::test]
async fn a_configuration_of_fleet_telemetry_is_signed() {
    let party = Party::new().await;
    let body = json!({"vins": [VIN], "config": {"hostname": "telemetry.example.com", "aud": "nobody"}});
    let answer = party.send(Method::POST, "/api/1/vehicles/fleet_telemetry_config", body.to_string()).await;
    assert_eq!(answer.status(), 200);
    let request = party.fleet_api.requests().remove(0);
    assert_eq!(request.path, "/api/1/vehicles/fleet_telemetry_config_jws");
    let sent: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(sent["vins"], json!([VIN]));
    let token = verify_token(sent["token"].as_str().unwrap()).unwrap();
    assert_eq!((token.issuer, token.audience.as_str()), (*party.key.public_key(), "com.tesla.fleet.TelemetryClient"));
    assert_eq!(token.claims["hostname"], "telemetry.example.com");

    for wrong in ["", "{", "[]", r#"{"vins":["a"]}"#, r#"{"vins":[1],"config":{}}"#, r#"{"config":[]}"#] {
        let answer = party.send(Method::POST, "/api/1/vehicles/fleet_telemetry_config", wrong).await;
        assert_eq!(answer.status(), 400, "{wrong}");
        assert!(answer.text().await.unwrap().contains("could not parse JSON body: "));
    }
    assert!(party.fleet_api.requests().is_empty());
}

#[tokio::test]
async fn every_command_is_noted() {
    let party = Party::new().await;
    party.command("door_lock", "").await;
    party.fleet_api.car(|car| car.restart(openfob_tesla_command::Domain::VehicleSecurity));
    party.command("door_lock", "").await;
    party.fleet_api.outcome(Outcome::Refused("already_set".to_owned()));
    party.command("charge_start", "").await;
    party.command("adjust_volume", "").await;
    party.fleet_api.next(500, &[], "");
    party.command("honk_horn", "").await;
    party.send(Method::POST, &format!("/api/1/vehicles/{VIN}/command/navigation_request"), "{}").await;
    let audit = party.audit();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, party.key.public_key().to_hex().as_bytes());
    let key = &hex::encode(digest)[..16];
    assert!(audit.iter().all(|line| line["subject"] == "owner" && line["vin"] == VIN && line["time"].is_string()));
    let told: Vec<_> = audit
        .iter()
        .map(|line| {
            (line["command"].as_str().unwrap(), line["result"].as_str().unwrap(), line["status"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("door_lock", "done", 200),
            ("door_lock", "done", 200),
            ("charge_start", "refused", 200),
            ("adjust_volume", "failed", 400),
            ("honk_horn", "unknown", 500),
            ("navigation_request", "passed_on", 200),
        ]
    );
    assert_eq!(audit[0]["key"], key);
    assert_eq!(audit[1]["session_healed"], "MESSAGEFAULT_ERROR_INCORRECT_EPOCH");
    assert_eq!(audit[3]["reason"], "missing volume param");
    assert_eq!(audit[5]["key"], Value::Null);
}

#[tokio::test]
async fn sessions_outlive_the_proxy_where_a_file_is_named() {
    let mut party = Party::without_proxy().await;
    for expected in [2, 1] {
        party.start(&["--no-tls", "-session-cache", "sessions.json"]);
        assert_eq!(party.command("door_lock", "").await, (200, DONE.to_owned()));
        assert_eq!(party.fleet_api.requests().len(), expected);
    }
    party.sandbox.write("sessions.json", "broken");
    let outcome = party.sandbox.run(&["tesla-proxy", "--no-tls", "-key-file=key.pem", "-session-cache=sessions.json"]);
    assert_eq!((outcome.status, outcome.stderr.contains("session cache")), (1, true), "{outcome}");
}

#[tokio::test]
async fn it_listens_with_tls_as_teslas_proxy_does() {
    let mut party = Party::without_proxy().await;
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    party.sandbox.write("cert.pem", &made.cert.pem());
    party.sandbox.write("tls.pem", &made.signing_key.serialize_pem());
    party.start(&["-cert", "cert.pem", "-tls-key=tls.pem", "-timeout", "5s", "-host", "localhost"]);
    assert!(party.origin.starts_with("https://localhost:"));
    let certificate = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    party.http = Client::builder().tls_certs_only([certificate]).build().unwrap();
    assert_eq!(party.command("door_lock", "").await, (200, DONE.to_owned()));
    assert!(party.proxy.take().unwrap().end_by("TERM").success());
}

#[tokio::test]
async fn a_wrong_command_line_says_what_to_do() {
    let party = Party::without_proxy().await;
    let run = |arguments: &[&str]| {
        let outcome = party.sandbox.run(&[&["tesla-proxy"], arguments].concat());
        assert_eq!(outcome.status, 1, "{outcome}");
        outcome.stderr
    };
    assert!(run(&["--no-tls"]).contains("-key-file FILE"));
    assert!(run(&["--no-tls", "-key-name", "mine"]).contains("tesla-keygen export"));
    assert!(run(&["-key-file", "key.pem"]).contains("-cert FILE"));
    assert!(run(&["-key-file", "key.pem", "-cert", "key.pem", "-tls-key", "key.pem"]).contains("another key for TLS"));
    assert!(run(&["-key-file", "key.pem", "--no-tls", "-port", "many"]).contains("invalid port: many"));
    assert!(run(&["-key-file", "key.pem", "--no-tls", "-timeout", "10"]).contains("with a unit"));
    let outcome = party.sandbox.run_with(&["tesla-proxy", "--no-tls"], &[("TESLA_KEY_FILE", "nowhere.pem")]);
    assert!(outcome.stderr.contains("nowhere.pem"), "{outcome}");
}

#[tokio::test]
async fn a_fleet_api_that_says_nothing_is_waited_for_no_longer_than_told() {
    let mut party = Party::without_proxy().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    party.fleet_api.origin = format!("http://{}", silent.local_addr().unwrap());
    party.start(&["--no-tls", "-timeout", "300ms"]);
    let began = Instant::now();
    assert_eq!(party.command("door_lock", "").await, (500, error("context deadline exceeded")));
    let answer = party.send(Method::GET, "/api/1/vehicles", "").await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (504, error("context deadline exceeded")));
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn many_requests_at_once_open_one_connection_to_tesla() {
    let party = Party::without_proxy().await;
    let cloud = Router::new().fallback(|| async { "{}" });
    let cloud = openfob_simulator::Proxy::new(cloud, party.sandbox.path()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let way = listener.local_addr().unwrap();
    tokio::spawn(cloud.serve(listener));
    // Before the way to Tesla stands one that counts who goes it.
    let watched = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gate = format!("http://{}", watched.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = watched.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut far = TcpStream::connect(way).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut near, &mut far).await });
        }
    });

    let authority = openfob_simulator::Proxy::authority(party.sandbox.path());
    let arguments = ["tesla-proxy", "--json", "--no-tls", "-port", "0", "-key-file", "key.pem"];
    let variables = [("HTTPS_PROXY", gate.as_str()), ("SSL_CERT_FILE", authority.to_str().unwrap())];
    let (_server, facts) = party.sandbox.facts_with(&arguments, &variables);
    let url = format!("{}/api/1/vehicles", facts["tesla_proxy"].as_str().unwrap());
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let asked = party.http.get(&url).bearer_auth(token("owner")).send();
        asking.spawn(async move { asked.await.unwrap().status() });
    }
    for status in asking.join_all().await {
        assert_eq!(status, StatusCode::OK);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
