//! Signing in again: what is widened, what stays as it was, and what is refused.

use jiff::SignedDuration;
use serde_json::json;

use crate::application::Application;
use crate::owner::{Connected, Owner};
use crate::world::{LENA, MAX, SAM, SCOPE, World};

/// The scope of the mend, as documented for Tesla's location permission.
const LOCATION: &str = "scope=required:read_location";

#[tokio::test]
async fn location_kept_back_at_the_maker_is_refused_alone_and_all_else_goes_on() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let token = &sam.tokens.access;
    let refused = application.get(token, &sam.path("Model S", "location")).await;
    assert_eq!((refused.status, refused.problem().as_str()), (403, "PERMISSION"));
    assert_eq!(refused.body["resolution"]["type"], "REAUTHENTICATE");
    for endpoint in ["", "vin", "permissions", "odometer", "battery", "charge", "key", "tesla/virtual_key"] {
        let answer = application.get(token, &sam.path("Model S", endpoint)).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }
    let permissions = application.get(token, &sam.path("Model S", "permissions")).await;
    assert!(!permissions.body.to_string().contains("read_location"), "{}", permissions.body);
}

#[tokio::test]
async fn signing_in_again_for_one_vehicle_mends_its_location_with_id_and_token_unchanged() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let id = sam.car("Model S");
    let link = reauthenticate(
        &world,
        &application,
        &format!(
            "response_type=vehicle_id&vehicle_id={id}&state=s%201&external_id=u1&{LOCATION}&redirect_uri={}",
            redirect()
        ),
    );
    let back = to_consent_and_allow(&world.owner(SAM), &link).await;
    assert_eq!(back["vehicle_id"], id);
    assert_eq!((back["state"].as_str(), back["external_id"].as_str()), ("s 1", "u1"));
    assert!(!back.contains_key("code") && !back.contains_key("error"), "no code and no new tokens: {back:?}");
    assert_mended(&application, &sam).await;
}

#[tokio::test]
async fn signing_in_again_for_a_brand_mends_every_car_of_the_account() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let link = reauthenticate(&world, &application, &format!("response_type=vehicle_id&make=TESLA&{LOCATION}"));
    let owner = world.owner(SAM);
    let page = owner.to_consent(&link, "TESLA").await;
    let done = owner.browser.press(&page, "approval-button").await;
    assert_eq!((done.status, &done.left_for), (200, &None), "without a redirect it ends on a page");
    assert!(done.text().contains("All done"), "{}", done.text());
    assert_mended(&application, &sam).await;
}

#[tokio::test]
async fn a_fresh_consent_mends_the_location_for_earlier_tokens_too() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let again = world.connect_with(&application, SAM, "TESLA", &format!("{LOCATION}%20read_vehicle_info")).await;
    assert_eq!(again.car("Model S"), sam.car("Model S"), "the id is the same");
    let answer = application.get(&again.tokens.access, &again.path("Model S", "location")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_mended(&application, &sam).await;
}

#[tokio::test]
async fn a_required_location_that_is_kept_back_again_sends_the_owner_back() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let id = sam.car("Model S");
    let query = format!("response_type=vehicle_id&vehicle_id={id}&{LOCATION}&redirect_uri={}", redirect());
    let owner = world.owner(SAM);
    let page = owner.to_sign_in(&reauthenticate(&world, &application, &query), "TESLA").await;
    let form = page.form("sign-in-button").set("username", SAM).untick("granted", "vehicle_location");
    let refused = owner.browser.submit(&form).await;
    assert!(refused.has("retry") && !refused.has("approval-button"), "{}", refused.text());
    let page = owner.browser.press(&refused, "retry").await;
    let page = owner.sign_in(&page).await;
    assert_eq!(owner.browser.press(&page, "approval-button").await.parameters()["vehicle_id"], id);
    assert_mended(&application, &sam).await;

    let page = owner.to_sign_in(&reauthenticate(&world, &application, &query), "TESLA").await;
    let form = page.form("sign-in-button").set("username", SAM).untick("granted", "vehicle_location");
    let refused = owner.browser.submit(&form).await;
    let left = owner.browser.press(&refused, "leave").await.parameters();
    assert_eq!(left["error"], "access_denied");
}

#[tokio::test]
async fn without_a_scope_the_sign_in_is_renewed_and_nothing_is_asked() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let id = sam.car("Model S");
    let link = reauthenticate(&world, &application, &format!("response_type=none&vehicle_id={id}"));
    let done = world.owner(SAM).to_consent(&link, "TESLA").await;
    assert_eq!((done.status, &done.left_for), (200, &None));
    assert!(done.text().contains("All done"), "{}", done.text());
    let answer = application.get(&sam.tokens.access, &sam.path("Model S", "location")).await;
    assert_eq!(answer.status, 200, "what was given stays given: {}", answer.body);
}

#[tokio::test]
async fn another_account_is_refused_and_widens_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = without_location(&world, &application, SAM).await;
    let id = sam.car("Model S");
    let query = format!("response_type=vehicle_id&vehicle_id={id}&state=s&{LOCATION}&redirect_uri={}", redirect());
    for stranger in ["anna@example.com", MAX] {
        let owner = world.owner(stranger);
        let page = owner.to_consent(&reauthenticate(&world, &application, &query), "TESLA").await;
        assert!(!page.has("approval-button") && !page.html.contains(SAM), "{}", page.text());
        let left = owner.browser.press(&page, "leave").await.parameters();
        assert_eq!((left["error"].as_str(), left["state"].as_str()), ("no_vehicles", "s"));
    }
    let answer = application.get(&sam.tokens.access, &sam.path("Model S", "location")).await;
    assert_eq!(answer.problem(), "PERMISSION");
}

#[tokio::test]
async fn what_the_link_gets_wrong_is_told_to_the_application_or_else_to_the_browser() {
    let world = World::start().await;
    let application = world.application().await;
    let other = world.register(json!({"name": "Fleetly"})).await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let there = world.connect(&other, SAM, "TESLA").await;
    let (own, foreign) = (sam.car("Model S"), there.car("Model S"));
    for (query, parameter) in [
        ("response_type=vehicle_id&vehicle_id=bad_id".to_owned(), "vehicle_id"),
        ("response_type=vehicle_id&vehicle_id=5b1f0000-0000-4000-8000-000000000000".to_owned(), "vehicle_id"),
        (format!("response_type=vehicle_id&vehicle_id={foreign}"), "vehicle_id"),
        ("response_type=vehicle_id".to_owned(), "make"),
        ("response_type=vehicle_id&make=EDSEL".to_owned(), "make"),
        (format!("response_type=code&vehicle_id={own}"), "response_type"),
        (format!("vehicle_id={own}"), "response_type"),
        (format!("response_type=vehicle_id&vehicle_id={own}&scope=read_minds"), "scope"),
    ] {
        let there = format!("{query}&state=s&redirect_uri={}", redirect());
        let left = world.browser().open(&reauthenticate(&world, &application, &there)).await.parameters();
        assert_eq!((left["error"].as_str(), left["state"].as_str()), ("configuration_error", "s"), "{query}");
        let words = &left["error_description"];
        assert!(
            words.contains(&format!("The parameter {parameter} ")) && words.contains("expected"),
            "{query}: {words}"
        );
    }
    let unknown = reauthenticate(&world, &application, "response_type=none&vehicle_id=bad_id");
    let page = world.browser().open(&unknown).await;
    assert_eq!((page.status, &page.left_for), (400, &None));
    assert!(page.text().contains("vehicle_id"), "{}", page.text());
    let elsewhere = format!("response_type=vehicle_id&vehicle_id={own}&redirect_uri=https%3A%2F%2Fevil.example%2F");
    let page = world.browser().open(&reauthenticate(&world, &application, &elsewhere)).await;
    assert_eq!((page.status, &page.left_for), (400, &None), "never to an address that is not registered");
}

#[tokio::test]
async fn a_denied_consent_widens_nothing() {
    let world = World::start().await;
    let application = world.register(json!({"permissions": "read_vehicle_info read_odometer"})).await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let query = format!(
        "response_type=vehicle_id&vehicle_id={}&scope=read_battery%20read_charge&redirect_uri={}",
        sam.car("Model S"),
        redirect()
    );
    let owner = world.owner(SAM);
    let page = owner.to_consent(&reauthenticate(&world, &application, &query), "TESLA").await;
    assert_eq!(owner.browser.press(&page, "deny").await.parameters()["error"], "access_denied");
    let battery = application.get(&sam.tokens.access, &sam.path("Model S", "battery")).await;
    assert_eq!(battery.problem(), "PERMISSION");

    let page = owner.to_consent(&reauthenticate(&world, &application, &query), "TESLA").await;
    let form = page.form("approval-button").untick("permission", "read_charge");
    owner.browser.submit(&form).await.parameters();
    let battery = application.get(&sam.tokens.access, &sam.path("Model S", "battery")).await;
    assert_eq!(battery.status, 200, "{}", battery.body);
    let charge = application.get(&sam.tokens.access, &sam.path("Model S", "charge")).await;
    assert_eq!(charge.problem(), "PERMISSION", "what was unticked is not granted");
}

#[tokio::test]
async fn one_vehicle_is_widened_and_its_neighbours_are_left_alone() {
    let world = World::start().await;
    let application = world.register(json!({"permissions": "read_vehicle_info read_odometer"})).await;
    let owner = world.owner(LENA);
    let mut grants = Vec::new();
    for model in ["Model 3", "Model S"] {
        let page = owner.to_consent(&application.link(""), "TESLA").await;
        let page = owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &[model])).await;
        let back = owner.browser.press(&page, "later").await.parameters();
        let tokens = application.exchange(&back["code"]).await;
        let list = application.get(&tokens.access, "/v2.0/vehicles").await;
        grants.push((tokens.access, list.body["vehicles"][0].as_str().unwrap().to_owned()));
    }
    let query =
        format!("response_type=vehicle_id&vehicle_id={}&scope=read_charge&redirect_uri={}", grants[1].1, redirect());
    to_consent_and_allow(&owner, &reauthenticate(&world, &application, &query)).await;
    world.advance(SignedDuration::from_mins(1));
    let charge = |number: usize| format!("/v2.0/vehicles/{}/charge", grants[number].1);
    assert_eq!(application.get(&grants[1].0, &charge(1)).await.status, 200);
    assert_eq!(application.get(&grants[0].0, &charge(0)).await.problem(), "PERMISSION");
}

#[tokio::test]
async fn a_tesla_that_was_linked_through_the_garage_asks_for_a_sign_in_and_keeps_its_id_and_its_tokens() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let (id, token) = (sam.car("Model S"), &sam.tokens.access);
    world.link_through_the_garage(&application, id).await;
    let world = world.restart_gateway().await;

    let refused = application.get(token, &sam.path("Model S", "odometer")).await;
    assert_eq!((refused.status, refused.problem().as_str()), (400, "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED"));
    assert_eq!(refused.body["resolution"]["type"], "REAUTHENTICATE");
    let link = refused.body["resolution"]["url"].as_str().unwrap().to_owned();
    assert!(link.contains("/oauth/reauthenticate") && link.contains(id), "{link}");
    for endpoint in ["", "vin", "permissions", "key"] {
        let answer = application.get(token, &sam.path("Model S", endpoint)).await;
        assert_eq!(answer.status, 200, "what is known is still told: {endpoint} {}", answer.body);
    }
    assert_eq!(world.reads_of("8650").await, 0);

    let done = world.owner(SAM).to_consent(&link, "TESLA").await;
    assert!(done.text().contains("All done"), "{}", done.text());
    let answer = application.get(token, &sam.path("Model S", "odometer")).await;
    assert_eq!(answer.status, 200, "the earlier id and the earlier token: {}", answer.body);
    let again = world.connect(&application, SAM, "TESLA").await;
    assert_eq!(again.car("Model S"), id);
}

/// An owner who connects with everything but the tick beside the location at the maker.
async fn without_location(world: &World, application: &Application, email: &str) -> Connected {
    let owner = world.owner(email);
    let scope = SCOPE.replace(' ', "%20");
    let page = owner.to_sign_in(&application.link(&format!("scope={scope}")), "TESLA").await;
    let form = page.form("sign-in-button").set("username", email).untick("granted", "vehicle_location");
    let page = owner.browser.submit(&form).await;
    let back = owner.browser.press(&page, "approval-button").await.parameters();
    world.connected(application, back).await
}

/// A link to sign in again.
fn reauthenticate(world: &World, application: &Application, query: &str) -> String {
    format!("{}oauth/reauthenticate?client_id={}&mode=simulated&{query}", world.origin, application.id)
}

fn redirect() -> String {
    crate::world::REDIRECT_URI.replace(':', "%3A").replace('/', "%2F")
}

async fn to_consent_and_allow(owner: &Owner, link: &str) -> std::collections::BTreeMap<String, String> {
    let page = owner.to_consent(link, "TESLA").await;
    owner.browser.press(&page, "approval-button").await.parameters()
}

/// The token and the id from before now read the location.
async fn assert_mended(application: &Application, before: &Connected) {
    let answer = application.get(&before.tokens.access, &before.path("Model S", "location")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let permissions = application.get(&before.tokens.access, &before.path("Model S", "permissions")).await;
    assert!(permissions.body.to_string().contains("\"read_location\""), "{}", permissions.body);
}
