//! The vehicle API: what is checked in which order, and how answers look.

use insta::assert_json_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{LENA, MAX, NORA, SAM, World};

const MODEL_3: &str = "tesla-5yj3e1ea7mf004821";
const NOBODY: &str = "5b1f0000-0000-4000-8000-000000000000";

#[tokio::test]
async fn the_checks_come_in_order_token_id_permission_make_legacy_owner() {
    let world = World::start().await;
    let application = world.application().await;
    let without = "scope=read_vin";
    let nora = world.connect(&application, NORA, "TESLA").await;
    let max = world.connect(&application, MAX, "TESLA").await;
    let blind = world.connect_with(&application, NORA, "TESLA", without).await;
    let (car, token) = (nora.car("Model Y").to_owned(), nora.tokens.access.as_str());
    let peugeot = world.connect(&application, LENA, "PEUGEOT").await;
    let path = |id: &str, make: &str| format!("/v2.0/vehicles/{id}/{make}/virtual_key");
    for (token, path, problem) in [
        ("wrong", path("bad_id", "edsel"), "AUTHENTICATION"),
        (token, path("bad_id", "edsel"), "VALIDATION"),
        (&blind.tokens.access, path(&car, "edsel"), "PERMISSION"),
        (&blind.tokens.access, path(&car, "tesla"), "PERMISSION"),
        (token, path(&car, "edsel"), "RESOURCE_NOT_FOUND:PATH"),
        (token, path(&car, "{make}"), "RESOURCE_NOT_FOUND:PATH"),
        (token, path(&car, "%7Bmake%7D"), "RESOURCE_NOT_FOUND:PATH"),
        (token, path(&car, "TESLA"), "PERMISSION"),
        (token, path(&car, "Tesla"), "PERMISSION"),
        (token, path(&car, "bmw"), "COMPATIBILITY:MAKE_NOT_COMPATIBLE"),
        (token, path(&car, "tesla"), "COMPATIBILITY:PLATFORM_NOT_CAPABLE"),
        (&max.tokens.access, path(max.car("Model 3"), "tesla"), "CONNECTED_SERVICES_ACCOUNT:VEHICLE_MISSING"),
        (&peugeot.tokens.access, path(peugeot.car("e-208"), "tesla"), "COMPATIBILITY:MAKE_NOT_COMPATIBLE"),
        (&peugeot.tokens.access, path(peugeot.car("e-208"), "peugeot"), "RESOURCE_NOT_FOUND:PATH"),
    ] {
        let answer = application.get(token, &path).await;
        assert_eq!(answer.problem(), problem, "{path}");
    }
    let hint = application.get(token, &path(&car, "{make}")).await;
    assert!(hint.body["description"].as_str().unwrap().contains("`tesla`"), "{}", hint.body);
}

#[tokio::test]
async fn error_bodies_look_as_documented() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let token = sam.tokens.access.as_str();
    let mut bodies = serde_json::Map::new();
    for (name, token, path) in [
        ("no token", "wrong", "/v2.0/vehicles".to_owned()),
        ("malformed id", token, "/v2.0/vehicles/bad_id".to_owned()),
        ("foreign vehicle", token, format!("/v2.0/vehicles/{NOBODY}")),
        ("no such path", token, sam.path("Model S", "wheels")),
        ("no such version", token, "/vtwo/vehicles".to_owned()),
        ("bad limit", token, "/v2.0/vehicles?limit=0".to_owned()),
        ("another make", token, sam.path("Model S", "bmw/virtual_key")),
        ("legacy", &nora.tokens.access, nora.path("Model Y", "tesla/virtual_key")),
    ] {
        let answer = application.get(token, &path).await;
        answer.problem();
        assert_eq!(answer.header("retry-after"), None, "only rate limits say when: {name}");
        bodies.insert(name.to_owned(), answer.body);
    }
    let text = serde_json::to_string(&bodies).unwrap().replace(world.origin.as_str(), "[gateway]/");
    let bodies: Value = serde_json::from_str(&text).unwrap();
    assert_json_snapshot!("errors", bodies, {".*.requestId" => "[id]"});
    for (name, anchor) in [("no token", "authentication-errors#null"), ("foreign vehicle", "permission-errors#null")] {
        assert!(bodies[name]["docURL"].as_str().unwrap().ends_with(anchor));
    }
}

#[tokio::test]
async fn someone_elses_vehicle_answers_as_one_that_does_not_exist() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let other = world.register(json!({"name": "Fleetly"})).await;
    let there = world.connect(&other, SAM, "TESLA").await;
    let mut bodies = Vec::new();
    for id in [nora.car("Model Y"), there.car("Model S"), NOBODY] {
        let mut answer = application.get(&sam.tokens.access, &format!("/v2.0/vehicles/{id}/odometer")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "PERMISSION"));
        assert_eq!(answer.body["resolution"]["type"], "REAUTHENTICATE");
        answer.body["requestId"] = Value::Null;
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "nothing tells them apart: {bodies:?}");
}

#[tokio::test]
async fn malformed_vehicle_ids_are_400() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let bare = sam.car("Model S").replace('-', "");
    for id in ["bad_id", bare.as_str(), "%00", "..%2f..", "5YJSA1E22KF318650", "%F0%9F%9A%97", "%FF"] {
        let answer = application.get(&sam.tokens.access, &format!("/v2.0/vehicles/{id}/odometer")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (400, "VALIDATION"), "{id}");
    }
}

#[tokio::test]
async fn slashes_at_the_end_a_bare_question_mark_and_upper_case_schemes_do_not_matter() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let token = &sam.tokens.access;
    for path in ["vin", "vin/", "vin?", "vin?limit=undefined", "vin?flags=country:DE"] {
        let answer = application.get(token, &sam.path("Model S", path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    for path in ["/v2.0/vehicles/", "/v2.0/user/", "/v2.0/vehicles?limit=undefined&offset=undefined"] {
        assert_eq!(application.get(token, path).await.status, 200, "{path}");
    }
    for scheme in ["bearer", "BEARER"] {
        let request = application.request("GET", "/v2.0/user").header("authorization", format!("{scheme} {token}"));
        assert_eq!(application.send(request).await.status, 200);
    }
    let with_body = application.request("GET", "/v2.0/user").bearer_auth(token).json(&json!({}));
    assert_eq!(application.send(with_body).await.status, 200, "a GET may carry a body");
    for value in ["", "Bearer", "Bearer ", "Basic YWJjOmRlZg==", &format!("Bearer {token} x"), token] {
        let request = application.request("GET", "/v2.0/user").header("authorization", value);
        assert_eq!(application.send(request).await.problem(), "AUTHENTICATION", "{value}");
    }
}

#[tokio::test]
async fn every_number_is_a_version_and_nothing_else_is() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let token = &sam.tokens.access;
    for version in ["v1.0", "v2.0", "v99999999.99"] {
        assert_eq!(application.get(token, &format!("/{version}/vehicles")).await.status, 200, "{version}");
    }
    for version in ["Johnny%20Appleseed", "v2", "2.0", "v2.", "v.0", "v2.0.0", "vv2.0", "v-1.0", "v2.0x"] {
        let answer = application.get(token, &format!("/{version}/vehicles")).await;
        assert_eq!(answer.problem(), "RESOURCE_NOT_FOUND:VERSION", "{version}");
    }
    for path in ["/", "/v2.0", "/v2.0/nothing", "/nothing/at/all/here/of/ours"] {
        assert_eq!(application.get(token, path).await.problem(), "RESOURCE_NOT_FOUND:PATH", "{path}");
    }
}

#[tokio::test]
async fn imperial_units_turn_kilometres_into_miles_and_are_echoed() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    for (endpoint, member) in [("odometer", "distance"), ("battery", "range")] {
        let path = sam.path("Model S", endpoint);
        let metric = application.get(&sam.tokens.access, &path).await;
        assert_eq!(metric.header("sc-unit-system"), Some("metric"));
        let request = application.request("GET", &path).bearer_auth(&sam.tokens.access);
        let imperial = application.send(request.header("SC-Unit-System", "imperial")).await;
        assert_eq!(imperial.header("sc-unit-system"), Some("imperial"));
        let (km, miles) = (metric.body[member].as_f64().unwrap(), imperial.body[member].as_f64().unwrap());
        assert!((km / miles - 1.609_344).abs() < 1e-9, "{km} {miles}");
    }
}

#[tokio::test]
async fn readings_tell_their_age_and_other_answers_do_not() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let mut ids = std::collections::BTreeSet::new();
    for endpoint in ["odometer", "battery", "charge", "location"] {
        let answer = application.get(&sam.tokens.access, &sam.path("Model S", endpoint)).await;
        for header in ["sc-data-age", "sc-fetched-at"] {
            let at = answer.header(header).unwrap_or_else(|| panic!("{header} of {endpoint}"));
            assert!(at.len() == 24 && at.ends_with('Z') && &at[19..20] == ".", "{at}");
            assert!(at.parse::<jiff::Timestamp>().unwrap() <= world.now());
        }
        assert_eq!(answer.header("content-type"), Some("application/json"));
        ids.insert(answer.header("sc-request-id").unwrap().to_owned());
    }
    for endpoint in ["", "vin", "permissions", "key", "tesla/virtual_key"] {
        let answer = application.get(&sam.tokens.access, &sam.path("Model S", endpoint)).await;
        assert_eq!((answer.status, answer.header("sc-data-age")), (200, None), "{endpoint}");
        ids.insert(answer.header("sc-request-id").unwrap().to_owned());
    }
    assert!(ids.len() == 9 && ids.iter().all(|id| id.len() == 36), "a request, an id: {ids:?}");
}

#[tokio::test]
async fn quantities_have_a_fraction_and_years_have_none() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    world.turn("8650", "charge-level", json!({"percent": 100})).await;
    let answer = application.get(&sam.tokens.access, &sam.path("Model S", "battery")).await;
    assert!(answer.body["percentRemaining"].is_f64(), "{}", answer.body);
    assert_eq!(answer.body["percentRemaining"].to_string(), "1.0");
    let answer = application.get(&sam.tokens.access, &sam.path("Model S", "")).await;
    assert!(answer.body["year"].is_i64() || answer.body["year"].is_u64());
}

#[tokio::test]
async fn lists_are_paged_and_count_all() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let token = &lena.tokens.access;
    let ids: Vec<&str> = lena.cars.iter().map(|car| car.id.as_str()).collect();
    for (query, from, to, offset) in
        [("", 0, 3, 0), ("?limit=2", 0, 2, 0), ("?limit=2&offset=2", 2, 3, 2), ("?limit=1&offset=7", 0, 0, 7)]
    {
        let answer = application.get(token, &format!("/v2.0/vehicles{query}")).await;
        let expected = json!({"vehicles": ids[from..to], "paging": {"count": 3, "offset": offset}});
        assert_eq!(answer.body, expected, "{query}");
    }
    let path = lena.path("Model 3", "permissions");
    let answer = application.get(token, &format!("{path}?limit=2&offset=2")).await;
    assert_eq!(answer.body["permissions"].as_array().unwrap().len(), 2);
    assert_eq!(answer.body["paging"], json!({"count": 6, "offset": 2}));
    for query in ["limit=0", "limit=51", "limit=-1", "limit=ten", "offset=-1", "limit=1&limit=2", "offset=9999999999"] {
        for path in ["/v2.0/vehicles", path.as_str()] {
            let answer = application.get(token, &format!("{path}?{query}")).await;
            assert_eq!(answer.problem(), "VALIDATION", "{query}");
            assert!(answer.body["detail"][0]["message"].is_string(), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_disconnected_vehicle_is_gone_from_all_grants_and_keeps_its_id_for_the_next_consent() {
    let world = World::start().await;
    let application = world.application().await;
    let first = world.connect(&application, LENA, "TESLA").await;
    let second = world.connect(&application, LENA, "TESLA").await;
    let id = first.car("Model 3").to_owned();
    let answer = application.call("DELETE", &first.tokens.access, &first.path("Model 3", "application")).await;
    assert_eq!((answer.status, answer.body), (200, json!({"status": "success"})));
    for connected in [&first, &second] {
        let list = application.get(&connected.tokens.access, "/v2.0/vehicles").await;
        assert_eq!(list.body["paging"]["count"], 2);
        let answer = application.get(&connected.tokens.access, &format!("/v2.0/vehicles/{id}/odometer")).await;
        assert_eq!(answer.problem(), "PERMISSION");
    }
    let path = format!("/v2.0/vehicles/{id}/application");
    assert_eq!(application.call("DELETE", &first.tokens.access, &path).await.problem(), "PERMISSION");
    let third = world.connect(&application, LENA, "TESLA").await;
    assert_eq!(third.car("Model 3"), id);
    let old = application.get(&first.tokens.access, "/v2.0/vehicles").await;
    assert_eq!(old.body["paging"]["count"], 2, "a new consent is a new grant");
}

#[tokio::test]
async fn a_wrong_method_is_a_validation_error() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let answer = application.call("POST", &sam.tokens.access, &sam.path("Model S", "odometer")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (400, "VALIDATION"));
}

#[tokio::test]
async fn a_sleeping_car_is_served_from_the_store_with_the_age_of_its_values() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect_with(&application, LENA, "TESLA", "").await;
    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3).await;
    world.turn("4821", "unplug", json!({})).await;
    // Put to sleep by hand it is on guard no more.
    world.turn("4821", "sleep", json!({})).await;
    world.turn("4821", "wake", json!({})).await;
    let path = lena.path("Model 3", "battery");
    let awake = application.get(&lena.tokens.access, &path).await;
    assert_eq!(awake.status, 200, "{}", awake.body);
    world.advance(SignedDuration::from_hours(1));
    let asleep = application.get(&lena.tokens.access, &path).await;
    assert_eq!((asleep.status, &asleep.body), (200, &awake.body));
    for header in ["sc-data-age", "sc-fetched-at"] {
        assert_eq!(asleep.header(header), awake.header(header), "its true age");
    }
    let never_read = application.get(&lena.tokens.access, &lena.path("Model 3", "odometer")).await;
    assert_eq!((never_read.status, never_read.problem().as_str()), (409, "VEHICLE_STATE:ASLEEP"));
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await, "the key is not asked of the car");

    let strict = world.register(json!({"name": "Strict", "serve_stored": false})).await;
    let lena = world.connect(&strict, LENA, "TESLA").await;
    world.turn("4821", "wake", json!({})).await;
    assert_eq!(strict.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await.status, 200);
    world.advance(SignedDuration::from_hours(1));
    let answer = strict.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await;
    assert_eq!(answer.problem(), "VEHICLE_STATE:ASLEEP", "this application wants no stored values");
}

#[tokio::test]
async fn without_the_key_a_car_is_read_once_in_eight_hours() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let strict = world.register(json!({"name": "Strict", "serve_stored": false})).await;
    let there = world.connect(&strict, LENA, "TESLA").await;
    let path = lena.path("Model 3", "battery");
    let first = application.get(&lena.tokens.access, &path).await;
    assert_eq!(first.status, 200, "{}", first.body);

    world.advance(SignedDuration::from_hours(7));
    let token = &application.refresh(&lena.tokens.refresh).await.tokens().access;
    let strict_token = &strict.refresh(&there.tokens.refresh).await.tokens().access;
    world.turn("4821", "charge-level", json!({"percent": 20})).await;
    for endpoint in ["battery", "odometer", "charge", "location"] {
        let answer = application.get(token, &lena.path("Model 3", endpoint)).await;
        assert_eq!(answer.status, 200, "the one fetch brought all: {endpoint} {}", answer.body);
        assert_eq!(answer.header("sc-fetched-at"), first.header("sc-fetched-at"), "{endpoint}");
    }
    assert_eq!(application.get(token, &path).await.body, first.body);
    assert!(!application.is_paired(token, lena.car("Model 3")).await, "this is no request for data");

    let limited = strict.get(strict_token, &there.path("Model 3", "battery")).await;
    assert_eq!((limited.status, limited.problem().as_str()), (429, "RATE_LIMIT:VEHICLE"));
    assert_eq!(limited.header("retry-after"), Some("3600"), "the budget is the car's and the key holder's");
    assert!(limited.body["description"].as_str().unwrap().contains("3600 seconds"), "{}", limited.body);
    assert!(!strict.is_paired(strict_token, there.car("Model 3")).await);

    world.advance(SignedDuration::from_hours(1));
    world.turn("4821", "wake", json!({})).await;
    let after = application.get(token, &path).await;
    assert_ne!(after.header("sc-fetched-at"), first.header("sc-fetched-at"), "eight hours are over");
    assert_ne!(after.body, first.body);

    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3).await;
    world.turn("4821", "charge-level", json!({"percent": 33})).await;
    let paired = application.get(token, &path).await;
    assert_eq!(paired.body["percentRemaining"], 0.33, "with the key there is no limit");
}

#[tokio::test]
async fn an_application_may_have_cars_without_the_key_refused() {
    let world = World::start().await;
    let application = world.register(json!({"without_key": "refuse"})).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let answer = application.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await;
    assert_eq!(answer.problem(), "CONNECTED_SERVICES_ACCOUNT:VIRTUAL_KEY_REQUIRED");
    let resolution = json!({"type": "ACTION_REQUIRED", "url": lena.back["virtual_key_url"]});
    assert_eq!(answer.body["resolution"], resolution);
    assert!(answer.body["suggestedUserMessage"].as_str().unwrap().contains("Voltwise"), "{}", answer.body);
    assert!(!application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3).await;
    assert_eq!(application.get(&lena.tokens.access, &lena.path("Model 3", "battery")).await.status, 200);
}

#[tokio::test]
async fn a_peugeot_is_read_while_its_car_key_is_active() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "PEUGEOT").await;
    let (token, path) = (&lena.tokens.access, lena.path("e-208", "odometer"));
    let refused = application.get(token, &path).await.problem();
    assert_eq!(refused, "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED", "nobody proved anything yet");
    world.prove_car_key(&application, lena.car("e-208")).await;
    assert_eq!(application.get(token, &path).await.status, 200);
    for (word, until) in [("suspend", json!("2026-12-01T00:00:00Z")), ("disable", Value::Null)] {
        world.maker_says("1208", word, until).await;
        let answer = application.get(token, &path).await;
        assert_eq!(answer.problem(), "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED");
        assert_eq!(answer.body["resolution"]["type"], "ACTION_REQUIRED");
    }
    world.prove_car_key(&application, lena.car("e-208")).await;
    assert_eq!(application.get(token, &path).await.status, 200);
}

#[tokio::test]
async fn what_a_car_lacks_is_granted_and_refused_when_asked_for() {
    let world = World::start().await;
    let application = world.application().await;
    let fuel = world.connect(&application, "1G1AA00000F000001@fuel.smartcar.com", "CHEVROLET").await;
    let path = format!("/v2.0/vehicles/{}/battery", fuel.cars[0].id);
    let answer = application.get(&fuel.tokens.access, &path).await;
    assert_eq!((answer.status, answer.problem().as_str()), (501, "COMPATIBILITY:VEHICLE_NOT_CAPABLE"));
}

#[tokio::test]
async fn what_the_car_or_its_cloud_answers_reaches_the_caller_in_the_documented_words() {
    let world = World::start().await;
    let application = world.application().await;
    let anna = world.connect(&application, "anna@example.com", "BMW").await;
    let (token, car) = (&anna.tokens.access, anna.path("i4", ""));
    let vin = application.get(token, &anna.path("i4", "vin")).await.body["vin"].as_str().unwrap().to_owned();
    let path = format!("{car}odometer");
    for (failure, status) in [
        ("VEHICLE_STATE.IN_MOTION", 409),
        ("VEHICLE_STATE.UNREACHABLE", 409),
        ("CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION", 400),
        ("CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING", 400),
        ("COMPATIBILITY.VEHICLE_NOT_CAPABLE", 501),
        ("UPSTREAM.INVALID_DATA", 502),
        ("UPSTREAM.RATE_LIMIT", 502),
        ("RATE_LIMIT.VEHICLE", 429),
        ("PERMISSION", 403),
    ] {
        world.turn(&vin, "fail", json!({"error": failure})).await;
        let answer = application.get(token, &path).await;
        assert_eq!((answer.status, answer.problem()), (status, failure.replace('.', ":")), "{}", answer.body);
        assert_eq!(answer.header("retry-after").is_some(), status == 429, "{failure}");
    }
    assert_eq!(application.get(token, &path).await.status, 200);
}

#[tokio::test]
async fn what_tesla_answers_reaches_the_caller_as_near_as_its_words_go() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let path = sam.path("Model S", "odometer");
    for (failure, status, problem) in [
        ("VEHICLE_STATE.REMOTE_ACCESS_DISABLED", 409, "VEHICLE_STATE:REMOTE_ACCESS_DISABLED"),
        ("VEHICLE_STATE.VEHICLE_OFFLINE_FOR_SERVICE", 409, "VEHICLE_STATE:VEHICLE_OFFLINE_FOR_SERVICE"),
        ("CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING", 400, "CONNECTED_SERVICES_ACCOUNT:VEHICLE_MISSING"),
        ("COMPATIBILITY.VEHICLE_NOT_CAPABLE", 501, "COMPATIBILITY:VEHICLE_NOT_CAPABLE"),
        ("UPSTREAM.INVALID_DATA", 502, "UPSTREAM:KNOWN_ISSUE"),
        ("PERMISSION", 403, "PERMISSION"),
        // Last: until it ends no such call about this car is sent.
        ("RATE_LIMIT.VEHICLE", 429, "RATE_LIMIT:VEHICLE"),
    ] {
        world.turn("8650", "fail", json!({"error": failure})).await;
        let answer = application.get(&sam.tokens.access, &path).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, problem), "{failure}: {}", answer.body);
        assert_eq!(answer.header("retry-after").is_some(), status == 429, "{failure}");
    }
}

#[tokio::test]
async fn the_makers_tokens_are_renewed_as_time_goes_by() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let mut tokens = sam.tokens.clone();
    for _ in 0..3 {
        world.advance(SignedDuration::from_hours(3));
        tokens = application.refresh(&tokens.refresh).await.tokens();
        let (odometer, battery) = (sam.path("Model S", "odometer"), sam.path("Model S", "battery"));
        let answers =
            tokio::join!(application.get(&tokens.access, &odometer), application.get(&tokens.access, &battery));
        assert_eq!((answers.0.status, answers.1.status), (200, 200), "{} {}", answers.0.body, answers.1.body);
    }
}
