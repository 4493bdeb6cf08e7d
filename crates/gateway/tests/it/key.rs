//! Keys: whose they are, the key page, and openfob's own view of a key.

use std::time::Duration;

use insta::assert_json_snapshot;
use jiff::SignedDuration;
use openfob_domain::KeyState;
use serde_json::{Value, json};

use crate::application::Application;
use crate::world::{KEY_DOMAIN, LENA, MAX, NORA, SAM, World};

const MODEL_3: &str = "tesla-5yj3e1ea7mf004821";
const CYBERTRUCK: &str = "tesla-7g2cehed2ra012264";

#[tokio::test]
async fn of_two_applications_with_keys_of_their_own_on_one_car_only_the_one_that_is_paired_is_paired() {
    let world = World::start().await;
    let ours = world.application().await;
    let theirs = world.register(json!({"name": "Fleetly", "key_domain": "keys.fleetly.example"})).await;
    let here = world.connect(&ours, LENA, "TESLA").await;
    let there = world.connect(&theirs, LENA, "TESLA").await;
    assert_eq!(there.back["virtual_key_url"], format!("{}_ak/keys.fleetly.example", world.simulator));
    assert_ne!(here.car("Model 3"), there.car("Model 3"), "each application has its own id for a car");

    world.owner(LENA).decide_key(&there.back["virtual_key_url"], "add", MODEL_3).await;
    assert!(theirs.is_paired(&there.tokens.access, there.car("Model 3")).await);
    assert!(!ours.is_paired(&here.tokens.access, here.car("Model 3")).await);
    assert!(!theirs.is_paired(&there.tokens.access, there.car("Cybertruck")).await, "a key is in one car");

    world.owner(LENA).decide_key(&here.back["virtual_key_url"], "add", MODEL_3).await;
    assert!(ours.is_paired(&here.tokens.access, here.car("Model 3")).await);
    world.owner(LENA).decide_key(&there.back["virtual_key_url"], "remove", MODEL_3).await;
    assert!(ours.is_paired(&here.tokens.access, here.car("Model 3")).await);
    assert!(!theirs.is_paired(&there.tokens.access, there.car("Model 3")).await);
}

#[tokio::test]
async fn applications_that_share_a_key_domain_share_the_key_and_its_one_event() {
    let world = World::start().await;
    let one = world.application().await;
    let other = world.register(json!({"name": "Fleetly"})).await;
    let here = world.connect(&one, LENA, "TESLA").await;
    let there = world.connect(&other, LENA, "TESLA").await;
    world.owner(LENA).decide_key(&here.back["virtual_key_url"], "add", MODEL_3).await;
    assert!(one.is_paired(&here.tokens.access, here.car("Model 3")).await);
    assert!(other.is_paired(&there.tokens.access, there.car("Model 3")).await);
    assert_eq!(world.key_changes(&one, here.car("Model 3")).await.len(), 1);
}

#[tokio::test]
async fn the_phone_refuses_a_key_before_the_grant_and_under_another_address() {
    let world = World::start().await;
    let application = world.application().await;
    let link = format!("{}_ak/{KEY_DOMAIN}", world.simulator);
    let page = world.owner(LENA).open_phone(&link).await;
    assert!(page.text().contains("Sign in from the application first"), "{}", page.text());
    world.connect(&application, LENA, "TESLA").await;
    assert!(world.owner(LENA).open_phone(&link).await.has("add"));
    let page = world.owner("anna@example.com").open_phone(&link).await;
    assert!(!page.has("add"), "{}", page.text());
}

#[tokio::test]
async fn the_phone_offers_a_key_to_owners_of_cars_that_take_one_and_the_cars_screen_takes_it_away() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.connect(&application, MAX, "TESLA").await;
    let link = &lena.back["virtual_key_url"];
    let driver = world.owner(MAX).open_phone(link).await;
    assert!(
        driver.text().contains("Only its owner can add a key from afar") && !driver.has("add"),
        "{}",
        driver.text()
    );
    let stranger = world.owner("stranger@example.com").open_phone(link).await;
    assert!(stranger.text().contains("This account is not linked"), "{}", stranger.text());
    let owner = world.owner(LENA);
    let page = owner.open_phone(link).await;
    assert!(page.text().contains("no key needed"), "{}", page.text());
    assert!(page.find_with("add", "car", "tesla-5yjsa1e21kf130377").is_none(), "{}", page.text());

    owner.decide_key(link, "add", MODEL_3).await;
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    let screen = world.simulator.join("/cars/4821/screen").unwrap();
    let screen = owner.browser.open(screen.as_str()).await;
    assert!(screen.text().contains(KEY_DOMAIN), "{}", screen.text());
    owner.browser.submit(&screen.form_with("remove", "key", KEY_DOMAIN)).await;
    assert!(!application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
}

#[tokio::test]
async fn the_key_page_turns_by_itself_when_the_last_key_is_in_place() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let page = owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &["Model 3"])).await;
    let events = page.url.join(&format!("{}/events", page.url.path())).unwrap();
    let mut stream = owner.browser.ask(&events, owner.browser.get(&events)).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let first = next_event(&mut stream).await.unwrap();
    assert_eq!(first["done"], false);
    assert!(first["html"].as_str().unwrap().contains("key-live"), "{first}");

    owner.decide_key(&format!("{}_ak/{KEY_DOMAIN}", world.simulator), "add", MODEL_3).await;
    let turned = next_event(&mut stream).await.unwrap();
    assert_eq!(turned["done"], true);
    assert_ne!(turned["html"], first["html"]);
    assert_eq!(next_event(&mut stream).await, None, "there is nothing more to wait for");

    let page = owner.browser.open(page.url.as_str()).await;
    assert!(page.has("finish") && !page.has("later"), "{}", page.text());
    let back = owner.browser.press(&page, "finish").await.parameters();
    assert!(back.contains_key("code") && back.contains_key("virtual_key_url"));
}

#[tokio::test]
async fn a_change_that_the_api_learns_reaches_a_waiting_key_page_and_makes_one_event() {
    let world = World::start().await;
    let application = world.application().await;
    let connected = world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let page = owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &["Cybertruck"])).await;
    let events = page.url.join(&format!("{}/events", page.url.path())).unwrap();
    let mut stream = owner.browser.ask(&events, owner.browser.get(&events)).await;
    assert_eq!(next_event(&mut stream).await.unwrap()["done"], false);
    owner.decide_key(&connected.back["virtual_key_url"], "add", CYBERTRUCK).await;
    assert!(application.is_paired(&connected.tokens.access, connected.car("Cybertruck")).await);
    assert_eq!(next_event(&mut stream).await.unwrap()["done"], true);
    assert_eq!(world.key_changes(&application, connected.car("Cybertruck")).await.len(), 1);
}

#[tokio::test]
async fn the_events_of_a_run_are_for_its_own_browser() {
    let world = World::start().await;
    let application = world.application().await;
    let page = world.owner(LENA).to_key_page(&application.link(""), "TESLA").await;
    let stranger = world.browser().open(&format!("{}/events", page.url)).await;
    assert_eq!(stranger.status, 404);
    assert!(!stranger.html.contains("Model 3"));
}

#[tokio::test]
async fn the_key_page_shows_a_code_on_a_desktop_and_a_link_on_a_phone_and_switches() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let desktop = owner.to_key_page(&application.link(""), "TESLA").await;
    assert!(desktop.html.contains("class=\"code\"") && desktop.html.contains("?view=phone"), "{}", desktop.html);
    let phone = owner.browser.open(&format!("{}?view=phone", desktop.url)).await;
    assert!(!phone.html.contains("class=\"code\"") && phone.html.contains("?view=desktop"), "{}", phone.html);
    assert!(phone.html.contains(&format!("href=\"{}_ak/{KEY_DOMAIN}\"", world.simulator)));
    let request = owner.browser.get(&desktop.url).header("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)");
    let html = owner.browser.ask(&desktop.url, request).await.text().await.unwrap();
    assert!(!html.contains("class=\"code\""), "a phone is known by what it says of itself");
    assert!(desktop.has("later") && phone.has("later"), "it can always wait");
}

#[tokio::test]
async fn an_old_model_s_asks_for_streaming_and_no_key() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let page = owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &["Model S"])).await;
    assert!(page.text().to_lowercase().contains("streaming"), "{}", page.text());
    assert!(!page.html.contains("/_ak/"), "there is no key to add");
    world.turn("0377", "streaming", json!({"on": true})).await;
    let page = owner.browser.open(page.url.as_str()).await;
    assert!(page.has("finish"), "{}", page.text());
}

#[tokio::test]
async fn the_key_view_tells_for_every_kind_of_car_what_is_known_and_what_to_do() {
    let world = World::start().await;
    let application = world.application().await;
    let mut views = serde_json::Map::new();
    let mut view = |name: &str, body: Value| views.insert(name.to_owned(), body);

    let lena = world.connect(&application, LENA, "TESLA").await;
    view("owner, key missing", key_of(&application, &lena.tokens.access, lena.car("Model 3")).await);
    view("owner, no key asked for", key_of(&application, &lena.tokens.access, lena.car("Model S")).await);
    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3).await;
    world.advance(SignedDuration::from_mins(1));
    view("owner, paired", key_of(&application, &lena.tokens.access, lena.car("Model 3")).await);
    let max = world.connect(&application, MAX, "TESLA").await;
    view("driver", key_of(&application, &max.tokens.access, max.car("Cybertruck")).await);
    let nora = world.connect(&application, NORA, "TESLA").await;
    view("legacy", key_of(&application, &nora.tokens.access, nora.car("Model Y")).await);
    let peugeot = world.connect(&application, LENA, "PEUGEOT").await;
    let e_208 = peugeot.car("e-208");
    view("CarKey never proven", key_of(&application, &peugeot.tokens.access, e_208).await);
    world.prove_car_key(&application, e_208).await;
    view("CarKey active", key_of(&application, &peugeot.tokens.access, e_208).await);
    world.maker_says("1208", "suspend", json!("2026-12-01T00:00:00Z")).await;
    view("CarKey suspended", key_of(&application, &peugeot.tokens.access, e_208).await);
    world.maker_says("1208", "disable", Value::Null).await;
    view("CarKey disabled", key_of(&application, &peugeot.tokens.access, e_208).await);

    let car_key_page = views["CarKey disabled"]["action"]["url"].as_str().unwrap().to_owned();
    let text = serde_json::to_string_pretty(&views).unwrap();
    let text = text
        .replace(&car_key_page, "[CarKey page]")
        .replace(world.origin.as_str(), "[gateway]/")
        .replace(world.simulator.as_str(), "[simulator]/")
        .replace(&application.id, "[application]")
        .replace(nora.car("Model Y"), "[vehicle]");
    assert_json_snapshot!("keys", serde_json::from_str::<Value>(&text).unwrap());

    let states: Vec<KeyState> =
        world.key_changes(&application, e_208).await.into_iter().map(|change| change.new).collect();
    let until = Some("2026-12-01T00:00:00Z".parse().unwrap());
    let active = KeyState::Paired { key: None };
    assert_eq!(states, [active, KeyState::Suspended { until }, KeyState::Disabled]);
}

#[tokio::test]
async fn a_peugeot_whose_car_key_rests_has_a_key_step_without_a_link() {
    let world = World::start().await;
    let application = world.application().await;
    let connected = world.connect(&application, LENA, "PEUGEOT").await;
    let owner = world.owner(LENA);
    let page = owner.to_key_page(&application.link(""), "PEUGEOT").await;
    assert_eq!(page.left_for, None, "CarKey has to be activated");
    assert!(!page.html.contains("/_ak/"), "{}", page.html);
    assert!(page.text().contains("CarKey"), "{}", page.text());
    world.prove_car_key(&application, connected.car("e-208")).await;
    let page = owner.browser.open(page.url.as_str()).await;
    owner.browser.press(&page, "finish").await.parameters();
}

#[tokio::test]
async fn a_car_that_is_ready_skips_the_key_step_at_a_second_consent() {
    let world = World::start().await;
    let application = world.application().await;
    let connected = world.connect(&application, SAM, "TESLA").await;
    let again = world.owner(SAM).to_key_page(&application.link(""), "TESLA").await.parameters();
    assert_eq!(again["user_id"], connected.back["user_id"]);
}

async fn key_of(application: &Application, token: &str, id: &str) -> Value {
    let answer = application.get(token, &format!("/v2.0/vehicles/{id}/key")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The next event's data; `None` once the stream has ended.
pub(crate) async fn next_event(stream: &mut reqwest::Response) -> Option<Value> {
    let wait = async {
        let mut text = String::new();
        while let Some(chunk) = stream.chunk().await.unwrap() {
            text.push_str(std::str::from_utf8(&chunk).unwrap());
            if text.ends_with("\n\n") && text.contains("data:") {
                assert!(text.contains("event: key"), "{text}");
                let data = text.lines().find_map(|line| line.strip_prefix("data:")).unwrap();
                return Some(serde_json::from_str(data).unwrap());
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("an event comes in time")
}
