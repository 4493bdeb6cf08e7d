//! Each fault script of Tesla's side, and what owners and applications are told while it plays.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::key::next_event;
use crate::owner::Connected;
use crate::wire::{Call, Wire};
use crate::world::{LENA, SAM, World};

const MODEL_3: &str = "5YJ3E1EA7MF004821";
const MODEL_3_ON_THE_PHONE: &str = "tesla-5yj3e1ea7mf004821";

/// The page waits for its next look in milliseconds where people wait seconds.
async fn impatient() -> World {
    World::start_with(crate::world::Makers::Simulated, |settings| {
        settings.key_timings.watch = [2, 3, 5, 8].map(Duration::from_millis).to_vec();
    })
    .await
}

async fn start(email: &str) -> (World, Application, Connected) {
    let world = World::start().await;
    let application = world.application().await;
    let connected = world.connect(&application, email, "TESLA").await;
    (world, application, connected)
}

async fn read(application: &Application, connected: &Connected, model: &str, endpoint: &str) -> Answer {
    application.get(&connected.tokens.access, &connected.path(model, endpoint)).await
}

#[tokio::test]
async fn late_pairing_the_page_waits_on_and_turns_when_the_key_has_arrived() {
    let world = impatient().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.play_for("late-pairing", "30", LENA).await;
    let owner = world.owner(LENA);
    let page = owner.to_key_page(&application.link(""), "TESLA").await;
    let events = page.url.join(&format!("{}/events", page.url.path())).unwrap();
    let mut stream = owner.browser.ask(&events, owner.browser.get(&events)).await;
    assert!(next_event(&mut stream).await.unwrap()["html"].as_str().unwrap().contains("waiting"));
    owner.decide_key(&lena.back["virtual_key_url"], "add", "all").await;
    let mut wire = Wire::from_now(&world).await;
    let mut looks = 0;
    while looks < 3 {
        looks += wire.news(&world).await.iter().filter(|call| call.is_fleet_status()).count();
    }
    assert!(!application.is_paired(&lena.tokens.access, lena.car("Model 3")).await, "not there yet");
    world.advance(SignedDuration::from_secs(30));
    let turned = next_event(&mut stream).await.unwrap();
    assert_eq!(turned["done"], true, "{turned}");
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    assert_eq!(world.key_changes(&application, lena.car("Model 3")).await.len(), 1, "one event");
}

#[tokio::test]
async fn fleet_status_that_lags_tells_of_a_removal_as_late_as_of_a_key() {
    let (world, application, lena) = start(LENA).await;
    let is_paired = async || application.is_paired(&lena.tokens.access, lena.car("Model 3")).await;
    world.play_for("fleet-status-lag", "60", LENA).await;
    assert_eq!(world.turn_key(MODEL_3, "enrol").await, 200);
    world.advance(SignedDuration::from_secs(59));
    assert!(!is_paired().await);
    world.advance(SignedDuration::from_secs(1));
    assert!(is_paired().await);
    assert_eq!(world.turn_key(MODEL_3, "remove").await, 200);
    world.advance(SignedDuration::from_secs(59));
    assert!(is_paired().await);
    world.advance(SignedDuration::from_secs(1));
    assert!(!is_paired().await);
}

#[tokio::test]
async fn a_key_that_is_half_installed_is_told_as_tesla_tells_it_and_removing_it_leaves_none() {
    let (world, application, lena) = start(LENA).await;
    let is_paired = async || application.is_paired(&lena.tokens.access, lena.car("Model 3")).await;
    world.play_for("half-installed-key", "on", LENA).await;
    let phone = &lena.back["virtual_key_url"];
    world.owner(LENA).decide_key(phone, "add", MODEL_3_ON_THE_PHONE).await;
    let first = is_paired().await;
    world.owner(LENA).decide_key(phone, "remove", MODEL_3_ON_THE_PHONE).await;
    world.advance(SignedDuration::from_mins(1));
    assert!(!is_paired().await);
    world.owner(LENA).decide_key(phone, "add", MODEL_3_ON_THE_PHONE).await;
    world.advance(SignedDuration::from_mins(1));
    assert!(is_paired().await, "deleted and added again it is whole");
    let answer = read(&application, &lena, "Model 3", "odometer").await;
    assert_eq!(answer.status, 200, "{first}: {}", answer.body);
}

#[tokio::test]
async fn in_a_storm_of_429_each_car_is_asked_once_and_told_when_to_come_back() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("429-storm", "on", SAM).await;
    let mut wire = Wire::from_now(&world).await;
    for _ in 0..5 {
        let answer = read(&application, &sam, "Model S", "odometer").await;
        assert_eq!(answer.status, 429, "{}", answer.body);
        assert_eq!(answer.problem().split(':').next(), Some("RATE_LIMIT"));
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    }
    assert_eq!(wire.news(&world).await.len(), 1, "the other four never left");
    let key = read(&application, &sam, "Model S", "key").await;
    assert_eq!(key.status, 200, "what is known is still told: {}", key.body);
}

#[tokio::test]
async fn a_storm_spends_no_budget_of_a_car_without_its_key() {
    let (world, application, lena) = start(LENA).await;
    world.turn("4821", "wake", json!({})).await;
    world.play_for("429-storm", "on", LENA).await;
    assert_eq!(read(&application, &lena, "Model 3", "odometer").await.status, 429);
    let again = read(&application, &lena, "Model 3", "odometer").await;
    let wait: u64 = again.header("retry-after").unwrap().parse().unwrap();
    assert!(again.status == 429 && wait <= 60, "Tesla's wait and not our 8 hours: {}", again.body);
}

#[tokio::test]
async fn an_account_in_another_region_is_followed_once_and_stays_there() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("wrong-region", "na", SAM).await;
    let mut wire = Wire::from_now(&world).await;
    assert_eq!(read(&application, &sam, "Model S", "odometer").await.status, 200);
    let calls: Vec<(String, Option<u16>)> =
        wire.news(&world).await.into_iter().map(|call| (call.address[..11].to_owned(), call.status)).collect();
    assert_eq!(calls, [("/regions/eu".to_owned(), Some(421)), ("/regions/na".to_owned(), Some(200))]);
    assert_eq!(read(&application, &sam, "Model S", "battery").await.status, 200);
    let calls = wire.news(&world).await;
    assert!(calls.iter().all(|call| call.address.starts_with("/regions/na")), "{calls:?}");
    let world = world.restart_gateway().await;
    assert_eq!(read(&application, &sam, "Model S", "charge").await.status, 200);
    let calls = wire.news(&world).await;
    assert!(
        calls.iter().filter(|call| call.is_read()).all(|call| call.address.starts_with("/regions/na")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn access_taken_back_is_told_once_with_the_way_to_give_it_again() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("revoked-access", "on", SAM).await;
    let mut wire = Wire::from_now(&world).await;
    let answer = read(&application, &sam, "Model S", "odometer").await;
    assert_eq!(answer.problem(), "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED");
    let link = answer.body["resolution"]["url"].as_str().unwrap().to_owned();
    let calls = wire.news(&world).await;
    assert_eq!(calls.iter().filter(|call| call.is_token()).count(), 1, "{calls:?}");
    for _ in 0..5 {
        let again = read(&application, &sam, "Model S", "odometer").await;
        assert_eq!(again.problem(), "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED");
    }
    let mut jobs = world.jobs();
    jobs.run_due().await;
    assert!(wire.news(&world).await.is_empty(), "Tesla is left alone");
    world.owner(SAM).to_consent(&link, "TESLA").await;
    assert_eq!(read(&application, &sam, "Model S", "odometer").await.status, 200);
}

#[tokio::test]
async fn a_scope_taken_back_takes_its_permission_with_the_next_token_and_nothing_else() {
    let (world, application, mut sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    assert_eq!(read(&application, &sam, "Model S", "location").await.status, 200);
    world.play_for("missing-scope", "vehicle_location", SAM).await;
    world.advance(SignedDuration::from_hours(8));
    sam.tokens = application.refresh(&sam.tokens.refresh).await.tokens();
    world.turn("8650", "wake", json!({})).await;
    assert_eq!(read(&application, &sam, "Model S", "odometer").await.status, 200);
    let refused = read(&application, &sam, "Model S", "location").await;
    assert_eq!((refused.status, refused.problem().as_str()), (403, "PERMISSION"));
    assert_eq!(refused.body["resolution"]["type"], "REAUTHENTICATE");
}

#[tokio::test]
async fn slow_answers_end_within_the_time_limit_and_are_upstreams_fault() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("slow-answers", "200", SAM).await;
    assert_eq!(read(&application, &sam, "Model S", "odometer").await.status, 200, "slow is not broken");
    // This world's limit is 5 seconds.
    world.play_for("slow-answers", "6000", SAM).await;
    let answer = read(&application, &sam, "Model S", "odometer").await;
    assert_eq!((answer.status, answer.problem().as_str()), (502, "UPSTREAM:NO_RESPONSE"));
    world.play_for("slow-answers", "off", SAM).await;
    assert_eq!(read(&application, &sam, "Model S", "odometer").await.status, 200);
}

#[tokio::test]
async fn an_outage_is_upstreams_fault_and_a_region_is_left_alone_the_longer_it_lasts() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("outage", "503", SAM).await;
    let mut wire = Wire::from_now(&world).await;
    for _ in 0..12 {
        assert_eq!(read(&application, &sam, "Model S", "odometer").await.problem(), "UPSTREAM:NO_RESPONSE");
    }
    let sent = wire.news(&world).await.len();
    assert!((5..=6).contains(&sent), "five, then one for each pause that ends: {sent}");
}

#[tokio::test]
async fn an_account_without_credit_is_the_operators_matter() {
    let (world, application, sam) = start(SAM).await;
    world.turn("8650", "wake", json!({})).await;
    world.play_for("limit-exceeded", "on", SAM).await;
    let answer = read(&application, &sam, "Model S", "odometer").await;
    assert_eq!(answer.problem(), "UPSTREAM:KNOWN_ISSUE");
}

#[tokio::test]
async fn the_phone_says_why_it_refuses_and_the_key_page_what_to_do_about_it() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    let page = owner.to_key_page(&application.link(""), "TESLA").await;
    for (reason, on_the_phone, on_the_page) in [
        (
            "other-email",
            "Another account gave access",
            "It is signed in to another account. Sign in there as lena@example.com",
        ),
        (
            "not-registered",
            "This application is not registered",
            "It says that the app is not registered. Voltwise has to put that right",
        ),
        ("before-grant", "Sign in from the application first", "It says that access was not given"),
    ] {
        world.play_for("pairing-refused", reason, LENA).await;
        let phone = owner.open_phone(&lena.back["virtual_key_url"]).await;
        assert!(phone.text().contains(on_the_phone), "{}", phone.text());
        assert!(page.text().contains(on_the_page), "{}", page.text());
    }
}

#[tokio::test]
async fn background_checks_ask_about_all_cars_of_an_account_at_once_every_fifteen_minutes() {
    let (world, application, lena) = start(LENA).await;
    let mut jobs = world.jobs();
    jobs.run_due().await;
    let mut wire = Wire::from_now(&world).await;
    let statuses = |calls: Vec<Call>| calls.into_iter().filter(Call::is_fleet_status).count();
    world.turn_key(MODEL_3, "enrol").await;
    for minute in 1..=14 {
        world.advance(SignedDuration::from_mins(1));
        jobs.run_due().await;
        assert_eq!(statuses(wire.news(&world).await), 0, "minute {minute}");
    }
    world.advance(SignedDuration::from_mins(1));
    jobs.run_due().await;
    assert_eq!(statuses(wire.news(&world).await), 1, "two cars, one call");
    let paired: Vec<Value> = world
        .key_changes(&application, lena.car("Model 3"))
        .await
        .iter()
        .map(|change| json!(change.new.as_str()))
        .collect();
    assert_eq!(paired, ["paired"]);
    assert!(world.key_changes(&application, lena.car("Cybertruck")).await.is_empty());
    // A car that somebody asked about meanwhile is not late for it.
    world.advance(SignedDuration::from_mins(10));
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    jobs.run_due().await;
    assert_eq!(statuses(wire.news(&world).await), 1, "by the application alone");
    world.advance(SignedDuration::from_mins(5));
    jobs.run_due().await;
    assert_eq!(statuses(wire.news(&world).await), 1);
}

#[tokio::test]
async fn a_car_that_left_the_account_keeps_no_other_from_being_checked() {
    let (world, application, lena) = start(LENA).await;
    let mut jobs = world.jobs();
    jobs.run_due().await;
    world.turn("2264", "in-account", json!({"email": LENA, "on": false})).await;
    world.turn_key(MODEL_3, "enrol").await;
    let mut wire = Wire::from_now(&world).await;
    for _ in 0..15 {
        world.advance(SignedDuration::from_mins(1));
        jobs.run_due().await;
    }
    let statuses: Vec<Option<u16>> =
        wire.news(&world).await.iter().filter(|call| call.is_fleet_status()).map(|call| call.status).collect();
    assert_eq!(statuses, [Some(404), Some(200), Some(404)], "together, then each alone, and not again each minute");
    assert_eq!(world.key_changes(&application, lena.car("Model 3")).await.len(), 1);
}

#[tokio::test]
async fn who_hangs_up_during_the_one_fetch_has_spent_it_all_the_same() {
    let (world, application, lena) = start(LENA).await;
    world.turn("4821", "wake", json!({})).await;
    world.play_for("slow-answers", "200", LENA).await;
    let mut wire = Wire::from_now(&world).await;
    let (elsewhere, token) = (application.at(&world.origin), lena.tokens.access.clone());
    let path = lena.path("Model 3", "odometer");
    let asking = tokio::spawn(async move { elsewhere.get(&token, &path).await });
    let mut reads = 0;
    while reads == 0 {
        reads += wire.news(&world).await.iter().filter(|call| call.is_read()).count();
    }
    asking.abort();
    assert!(asking.await.is_err(), "the car is being asked, and nobody waits for its answer");
    let answer = read(&application, &lena, "Model 3", "odometer").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let more = wire.news(&world).await.iter().filter(|call| call.is_read()).count();
    assert_eq!(reads + more, 1, "what came was kept");
}
