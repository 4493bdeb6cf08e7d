//! CarKey: without it neither data nor commands, and a page that says what to do.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::key::next_event;
use crate::world::{LENA, World};

const E_208: &str = "1208";
const CONDITIONS: [&str; 3] = ["Sit in the car", "Phone connected", "tap Activate CarKey"];

#[tokio::test]
async fn a_refusal_leads_to_a_page_with_the_three_conditions_and_the_state_as_it_is() {
    let world = World::start().await;
    let application = world.application().await;
    let scope = "scope=read_vehicle_info%20read_vin%20read_odometer%20control_security";
    let lena = world.connect_with(&application, LENA, "PEUGEOT", scope).await;
    let (token, odometer) = (&lena.tokens.access, lena.path("e-208", "odometer"));
    world.prove_car_key(&application, lena.car("e-208")).await;
    assert_eq!(application.get(token, &odometer).await.status, 200);
    let read = world.reads_of(E_208).await;

    let mut page = None;
    for (state, until) in [("suspend", json!("2026-12-01T00:00:00Z")), ("disable", Value::Null)] {
        world.maker_says(E_208, state, until).await;
        let refused = application.get(token, &odometer).await;
        assert_eq!((refused.status, refused.problem().as_str()), (400, "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED"));
        assert_eq!(refused.body["resolution"]["type"], "ACTION_REQUIRED");
        let lock = application.request("POST", &lena.path("e-208", "security")).bearer_auth(token);
        let command = application.send(lock.json(&json!({"action": "LOCK"}))).await;
        assert_eq!(command.problem(), "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED", "neither data nor commands");
        let url = refused.body["resolution"]["url"].as_str().unwrap().to_owned();
        let key = application.get(token, &lena.path("e-208", "key")).await;
        assert_eq!(key.body["action"]["url"], url.as_str(), "the key view leads there as well");

        let shown = world.browser().open(&url).await;
        assert_eq!(shown.status, 200);
        for condition in CONDITIONS {
            assert!(shown.text().contains(condition), "{state} {condition}: {}", shown.text());
        }
        assert!(shown.text().contains("e-208") && !shown.html.contains(LENA), "{}", shown.text());
        let says_until_when = shown.text().contains("turn it on again in the app before 2026-12-01 00:00 UTC");
        assert_eq!(says_until_when, state == "suspend", "{}", shown.text());
        assert_eq!(page.replace(url.clone()).unwrap_or(url.clone()), url, "the address stays");
        for endpoint in ["", "vin", "permissions", "key", "peugeot/car_key"] {
            let answer = application.get(token, &lena.path("e-208", endpoint)).await;
            assert_eq!(answer.status, 200, "no request for data: {endpoint} {}", answer.body);
        }
    }
    assert_eq!(world.reads_of(E_208).await, read, "the car was not asked");

    world.prove_car_key(&application, lena.car("e-208")).await;
    let shown = world.browser().open(&page.unwrap()).await;
    assert!(shown.text().contains("CarKey is active"), "{}", shown.text());
    assert!(CONDITIONS.iter().all(|condition| !shown.text().contains(condition)), "{}", shown.text());
    assert_eq!(application.get(token, &odometer).await.status, 200);
}

#[tokio::test]
async fn nobody_guesses_the_page_and_it_ends_with_the_connection() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "PEUGEOT").await;
    let tesla = world.connect(&application, LENA, "TESLA").await;
    let refused = application.get(&lena.tokens.access, &lena.path("e-208", "odometer")).await;
    let url = refused.body["resolution"]["url"].as_str().unwrap().to_owned();
    let (id, signature) = url.rsplit('/').next().unwrap().split_once('.').unwrap();
    assert_eq!(id, lena.car("e-208"));
    for token in
        [id.to_owned(), format!("{id}."), format!("{id}.AAAA"), format!("{}.{signature}", tesla.car("Model 3"))]
    {
        let page = world.browser().open(&format!("{}connect/car-key/{token}", world.origin)).await;
        assert_eq!(page.status, 404, "{token}");
        assert!(!page.html.contains("e-208"), "{}", page.text());
    }
    assert_eq!(world.browser().open(&url).await.status, 200);
    application.call("DELETE", &lena.tokens.access, &lena.path("e-208", "application")).await;
    assert_eq!(world.browser().open(&url).await.status, 404);
}

#[tokio::test]
async fn a_suspension_that_nobody_lifts_ends_at_its_moment_and_is_told_once() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "PEUGEOT").await;
    let token = &lena.tokens.access;
    world.prove_car_key(&application, lena.car("e-208")).await;
    let until = world.now() + SignedDuration::from_hours(1);
    world.maker_says(E_208, "suspend", json!(until)).await;
    let car_key = async || application.get(token, &lena.path("e-208", "peugeot/car_key")).await.body;
    assert_eq!(car_key().await["cvsStatus"], "suspended");
    assert_eq!(car_key().await["maxReactivationDate"], format!("{until:.3}"));
    world.advance(SignedDuration::from_hours(1));
    world.jobs().run_due().await;
    assert_eq!(car_key().await["cvsStatus"], "disabled");
    let states: Vec<&str> = world
        .key_changes(&application, lena.car("e-208"))
        .await
        .into_iter()
        .map(|change| change.new.as_str())
        .collect();
    assert_eq!(states, ["paired", "suspended", "disabled"]);
}

#[tokio::test]
async fn the_proof_holds_for_every_application_whichever_partner_it_has() {
    let world = World::start().await;
    let ours = world.application().await;
    let theirs = world.register(json!({"name": "Fleetly", "key_domain": "keys.fleetly.example"})).await;
    let here = world.connect(&ours, LENA, "PEUGEOT").await;
    let there = world.connect(&theirs, LENA, "PEUGEOT").await;
    world.prove_car_key(&theirs, there.car("e-208")).await;
    for (application, connected) in [(&ours, &here), (&theirs, &there)] {
        let answer = application.get(&connected.tokens.access, &connected.path("e-208", "odometer")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(world.key_changes(&ours, here.car("e-208")).await.len(), 1, "one proof, one event");
}

#[tokio::test]
async fn the_page_turns_by_itself_when_the_proof_is_there() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "PEUGEOT").await;
    let refused = application.get(&lena.tokens.access, &lena.path("e-208", "odometer")).await;
    let url = refused.body["resolution"]["url"].as_str().unwrap().to_owned();
    let browser = world.browser();
    let events = format!("{url}/events").parse().unwrap();
    let mut stream = browser.ask(&events, browser.get(&events)).await;
    assert_eq!(next_event(&mut stream).await.unwrap()["done"], false);
    world.prove_car_key(&application, lena.car("e-208")).await;
    assert_eq!(next_event(&mut stream).await.unwrap()["done"], true);
    assert_eq!(next_event(&mut stream).await, None, "there is nothing more to wait for");
}
