//! The data policy of a car that asks for a virtual key and has none.

use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::world::{LENA, MAX, NORA, World};

/// What the simulator and the phone call the Model 3.
const MODEL_3: &str = "4821";
const MODEL_3_ON_THE_PHONE: &str = "tesla-5yj3e1ea7mf004821";
/// What is answered without asking the car's cloud for readings.
const NO_DATA: [&str; 7] =
    ["", "vin", "permissions", "key", "tesla/virtual_key", "tesla/user/access", "tesla/migration"];

#[tokio::test]
async fn of_many_requests_at_once_one_asks_the_car_and_all_are_answered() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let (battery, odometer) = (lena.path("Model 3", "battery"), lena.path("Model 3", "odometer"));
    let paths = [battery.as_str(), odometer.as_str()].repeat(5);
    let answers = join_all(paths.iter().map(|path| application.get(&lena.tokens.access, path))).await;
    let fetched = answers[0].header("sc-fetched-at").unwrap();
    for answer in &answers {
        assert_eq!((answer.status, answer.header("sc-fetched-at")), (200, Some(fetched)), "{}", answer.body);
    }
    assert_eq!(world.reads_of(MODEL_3).await, 1);
}

#[tokio::test]
async fn what_is_no_request_for_data_is_neither_limited_nor_refused_nor_counted() {
    let world = World::start().await;
    for setting in ["limit", "refuse"] {
        let application = world.register(json!({"without_key": setting, "serve_stored": false})).await;
        let lena = world.connect(&application, LENA, "TESLA").await;
        for _ in 0..3 {
            for endpoint in NO_DATA {
                let answer = application.get(&lena.tokens.access, &lena.path("Cybertruck", endpoint)).await;
                assert_eq!(answer.status, 200, "{setting} {endpoint}: {}", answer.body);
            }
        }
        assert_eq!(world.reads_of("2264").await, 0, "{setting}");
    }
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let answer = application.get(&lena.tokens.access, &lena.path("Cybertruck", "odometer")).await;
    assert_eq!(answer.status, 200, "the one fetch was still free: {}", answer.body);
}

#[tokio::test]
async fn the_window_rolls_and_ends_to_the_second() {
    let world = World::start().await;
    let application = world.register(json!({"serve_stored": false})).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let path = lena.path("Model 3", "battery");
    world.advance(SignedDuration::from_mins(7));
    assert_eq!(application.get(&lena.tokens.access, &path).await.status, 200);
    let mut tokens = lena.tokens.clone();
    for (wait, retry_after) in [(1, "28799"), (28_798, "1")] {
        world.advance(SignedDuration::from_secs(wait));
        tokens = application.refresh(&tokens.refresh).await.tokens();
        let limited = application.get(&tokens.access, &path).await;
        assert_eq!((limited.status, limited.problem().as_str()), (429, "RATE_LIMIT:VEHICLE"));
        assert_eq!(limited.header("retry-after"), Some(retry_after));
        assert_eq!(limited.body["resolution"]["type"], "RETRY_LATER");
        let words = limited.body["description"].as_str().unwrap();
        assert!(words.contains("2026-11-21T18:07:00.000Z") && words.contains("key"), "why and until when: {words}");
    }
    world.advance(SignedDuration::from_secs(1));
    world.turn(MODEL_3, "wake", json!({})).await;
    assert_eq!(application.get(&tokens.access, &path).await.status, 200, "as the header said");
    assert_eq!(
        application.get(&tokens.access, &path).await.header("retry-after"),
        Some("28800"),
        "and a new one begins"
    );
    assert_eq!(world.reads_of(MODEL_3).await, 2);
}

#[tokio::test]
async fn the_window_outlives_a_restart_of_the_gateway() {
    let world = World::start().await;
    let application = world.application().await;
    let strict = world.register(json!({"name": "Strict", "serve_stored": false})).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let there = world.connect(&strict, LENA, "TESLA").await;
    let first = application.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await;
    assert_eq!(first.status, 200, "{}", first.body);
    world.advance(SignedDuration::from_hours(1));

    let world = world.restart_gateway().await;
    let limited = strict.get(&there.tokens.access, &there.path("Model 3", "battery")).await;
    assert_eq!((limited.problem().as_str(), limited.header("retry-after")), ("RATE_LIMIT:VEHICLE", Some("25200")));
    let stored = application.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await;
    assert_eq!((stored.status, &stored.body), (200, &first.body));
    assert_eq!(stored.header("sc-data-age"), first.header("sc-data-age"));
    assert_eq!(world.reads_of(MODEL_3).await, 1);
}

#[tokio::test]
async fn the_one_fetch_brings_all_that_the_link_may_read_and_in_between_that_is_served() {
    let world = World::start().await;
    let application = world.application().await;
    let narrow = world.register(json!({"name": "Narrow"})).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let there = world.connect_with(&narrow, LENA, "TESLA", "scope=read_vehicle_info%20read_odometer").await;
    let first = narrow.get(&there.tokens.access, &there.path("Model 3", "odometer")).await;
    assert_eq!(first.status, 200, "{}", first.body);
    world.advance(SignedDuration::from_hours(1));
    for endpoint in ["odometer", "battery", "charge", "location"] {
        let answer = application.get(&lena.tokens.access, &lena.path("Model 3", endpoint)).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
        for header in ["sc-data-age", "sc-fetched-at"] {
            assert_eq!(answer.header(header), first.header(header), "{endpoint}: its true age");
        }
    }
    assert_eq!(world.reads_of(MODEL_3).await, 1);
}

#[tokio::test]
async fn applications_under_one_partner_share_the_window_and_those_under_another_have_their_own() {
    let world = World::start().await;
    let one = world.application().await;
    let other = world.register(json!({"name": "Strict", "serve_stored": false})).await;
    let apart = world.register(json!({"name": "Fleetly", "key_domain": "keys.fleetly.example"})).await;
    let (here, there, away) = (
        world.connect(&one, LENA, "TESLA").await,
        world.connect(&other, LENA, "TESLA").await,
        world.connect(&apart, LENA, "TESLA").await,
    );
    assert_eq!(one.get(&here.tokens.access, &here.path("Model 3", "battery")).await.status, 200);
    world.advance(SignedDuration::from_mins(30));
    let shared = other.get(&there.tokens.access, &there.path("Model 3", "battery")).await;
    assert_eq!((shared.problem().as_str(), shared.header("retry-after")), ("RATE_LIMIT:VEHICLE", Some("27000")));
    let own = apart.get(&away.tokens.access, &away.path("Model 3", "battery")).await;
    assert_eq!(own.header("sc-fetched-at"), Some("2026-11-21T10:30:00.000Z"), "{}", own.body);
    assert_eq!(world.reads_of(MODEL_3).await, 2);
    let another_car = other.get(&there.tokens.access, &there.path("Cybertruck", "odometer")).await;
    assert_eq!(another_car.problem(), "VEHICLE_STATE:ASLEEP", "each car has a window of its own");
}

#[tokio::test]
async fn a_batch_is_one_fetch_and_without_the_key_a_command_is_refused() {
    let world = World::start().await;
    let application = world.register(json!({"name": "Strict"})).await;
    let scope = "scope=read_vehicle_info%20read_battery%20read_odometer%20control_security";
    let lena = world.connect_with(&application, LENA, "TESLA", scope).await;
    let post = async |endpoint: &str, body: Value| {
        let request = application.request("POST", &lena.path("Model 3", endpoint));
        application.send(request.bearer_auth(&lena.tokens.access).json(&body)).await
    };
    let requests = json!({"requests": [{"path": "/battery"}, {"path": "/odometer"}]});
    let answer = post("batch", requests).await;
    assert!(answer.body["responses"].as_array().unwrap().iter().all(|item| item["code"] == 200), "{}", answer.body);
    assert_eq!(world.reads_of(MODEL_3).await, 1);

    let unlock = json!({"action": "UNLOCK"});
    assert_needs_key(&post("security", unlock.clone()).await, &lena.back["virtual_key_url"]);
    assert_eq!(world.car(MODEL_3).await["locked"], true);
    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3_ON_THE_PHONE).await;
    let answer = post("security", unlock).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(world.car(MODEL_3).await["locked"], false);
}

#[tokio::test]
async fn where_nothing_is_stored_for_the_account_the_answer_is_when_to_come_back() {
    let world = World::start().await;
    let application = world.application().await;
    let max = world.connect(&application, MAX, "TESLA").await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    assert_eq!(application.get(&max.tokens.access, &max.path("Model 3", "battery")).await.status, 200);
    let limited = application.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await;
    assert_eq!((limited.problem().as_str(), limited.header("retry-after")), ("RATE_LIMIT:VEHICLE", Some("28800")));
}

#[tokio::test]
async fn an_attempt_that_brought_nothing_does_not_spend_the_window() {
    let mut world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let (token, path) = (&lena.tokens.access, lena.path("Model 3", "battery"));

    world.turn(MODEL_3, "unplug", json!({})).await;
    world.turn(MODEL_3, "sleep", json!({})).await;
    assert_eq!(application.get(token, &path).await.problem(), "VEHICLE_STATE:ASLEEP");
    assert_eq!(world.car(MODEL_3).await["state"], "asleep", "a read wakes no car");
    world.turn(MODEL_3, "wake", json!({})).await;
    world.turn(MODEL_3, "offline", json!({})).await;
    assert_eq!(application.get(token, &path).await.problem(), "VEHICLE_STATE:ASLEEP", "Tesla says 408 of both");
    world.turn(MODEL_3, "online", json!({})).await;
    world.turn(MODEL_3, "fail", json!({"error": "UPSTREAM.INVALID_DATA"})).await;
    assert_eq!(application.get(token, &path).await.problem(), "UPSTREAM:KNOWN_ISSUE", "Tesla's 540");
    world.end_simulator().await;
    assert_eq!(application.get(token, &path).await.problem(), "UPSTREAM:NO_RESPONSE");
    world.begin_simulator().await;

    world.advance(SignedDuration::from_mins(1));
    let answer = application.get(token, &path).await;
    assert_eq!((answer.status, answer.header("sc-fetched-at")), (200, Some("2026-11-21T10:01:00.000Z")));
    assert_eq!(world.reads_of(MODEL_3).await, 1);
}

#[tokio::test]
async fn a_car_asleep_when_the_window_ends_is_served_from_the_store_and_read_once_it_wakes() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let path = lena.path("Model 3", "battery");
    world.turn(MODEL_3, "unplug", json!({})).await;
    // Put to sleep by hand it is on guard no more.
    world.turn(MODEL_3, "sleep", json!({})).await;
    world.turn(MODEL_3, "wake", json!({})).await;
    let first = application.get(&lena.tokens.access, &path).await;
    world.advance(SignedDuration::from_hours(9));
    let token = application.refresh(&lena.tokens.refresh).await.tokens().access;
    let asleep = application.get(&token, &path).await;
    assert_eq!((asleep.status, asleep.header("sc-data-age")), (200, first.header("sc-data-age")));
    assert_eq!(world.car(MODEL_3).await["state"], "asleep");
    world.turn(MODEL_3, "wake", json!({})).await;
    let awake = application.get(&token, &path).await;
    assert_eq!(awake.header("sc-fetched-at"), Some("2026-11-21T19:00:00.000Z"), "the window was not spent on it");
}

#[tokio::test]
async fn refusing_applies_at_once_even_where_values_are_stored_and_ends_with_the_key() {
    let world = World::start().await;
    let limiting = world.application().await;
    let refusing = world.register(json!({"name": "Strict", "without_key": "refuse"})).await;
    let lena = world.connect(&limiting, LENA, "TESLA").await;
    let there = world.connect(&refusing, LENA, "TESLA").await;
    assert_eq!(limiting.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await.status, 200);
    let (token, path) = (&there.tokens.access, there.path("Model 3", "battery"));
    let key_link = &there.back["virtual_key_url"];
    assert_needs_key(&refusing.get(token, &path).await, key_link);
    assert_eq!(world.reads_of(MODEL_3).await, 1, "the car is not asked");

    let owner = world.owner(LENA);
    owner.decide_key(key_link, "add", MODEL_3_ON_THE_PHONE).await;
    for _ in 0..2 {
        world.advance(SignedDuration::from_mins(1));
        let answer = refusing.get(token, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(
            answer.header("sc-fetched-at"),
            Some(format!("{:.3}", world.now()).as_str()),
            "with the key no limit"
        );
    }
    owner.decide_key(key_link, "remove", MODEL_3_ON_THE_PHONE).await;
    assert_needs_key(&refusing.get(token, &path).await, key_link);
}

#[tokio::test]
async fn an_account_on_the_earlier_interface_is_read_within_the_window_and_told_to_sign_in_again_for_keys() {
    let world = World::start().await;
    let application = world.application().await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let token = &nora.tokens.access;
    for endpoint in ["", "vin", "permissions", "odometer", "battery", "charge", "location"] {
        let answer = application.get(token, &nora.path("Model Y", endpoint)).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }
    assert_eq!(world.reads_of("5533").await, 1);
    let refused = application.get(token, &nora.path("Model Y", "tesla/virtual_key")).await;
    assert_eq!((refused.status, refused.problem().as_str()), (501, "COMPATIBILITY:PLATFORM_NOT_CAPABLE"));
    let key = key_view(&application, token, &nora.path("Model Y", "key")).await;
    assert_eq!((&key["state"], &key["required"]), (&json!("unknown"), &json!(true)));
    assert_eq!(key["action"]["type"], "REAUTHENTICATE");
    assert!(key["action"]["url"].as_str().unwrap().contains(nora.car("Model Y")), "{key}");
}

async fn key_view(application: &Application, token: &str, path: &str) -> Value {
    let answer = application.get(token, path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[track_caller]
fn assert_needs_key(answer: &Answer, link: &str) {
    assert_eq!((answer.status, answer.problem().as_str()), (400, "CONNECTED_SERVICES_ACCOUNT:VIRTUAL_KEY_REQUIRED"));
    assert_eq!(answer.body["resolution"], json!({"type": "ACTION_REQUIRED", "url": link}));
    let message = answer.body["suggestedUserMessage"].as_str().unwrap();
    assert!(message.contains("Strict") && message.contains("key"), "{message}");
    assert_eq!(answer.header("retry-after"), None, "waiting does not help");
}
