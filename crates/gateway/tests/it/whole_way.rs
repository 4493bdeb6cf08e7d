//! From an application's link to a paired car, and back to an unpaired one.

use insta::assert_json_snapshot;
use openfob_domain::KeyState;
use serde_json::{Value, json};

use crate::world::{KEY_DOMAIN, LENA, REDIRECT_URI, SAM, World};

const MODEL_3: &str = "tesla-5yj3e1ea7mf004821";

#[tokio::test]
async fn an_owner_connects_later_adds_the_key_and_the_same_token_sees_it_come_and_go() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);

    let page = owner.browser.open(&application.link("state=a%20b%2Bc%3D+d=/")).await;
    assert!(page.text().contains("Voltwise"), "{}", page.text());
    let page = owner.browser.press(&page, "continue-button").await;
    let page = owner.browser.press(&page, "TESLA").await;
    assert_eq!(page.url.origin(), world.simulator.origin(), "the password is the maker's business");
    let page = owner.sign_in(&page).await;
    assert!(page.text().contains(LENA), "{}", page.text());
    let page = owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &["Model 3"])).await;
    assert_eq!(page.left_for, None, "the key step comes before the way back");
    let key_link = format!("{}_ak/{KEY_DOMAIN}", world.simulator);
    assert!(page.html.contains(&key_link), "{}", page.html);
    let page = owner.browser.press(&page, "later").await;

    let location = page.left_for.clone().unwrap();
    assert!(location.starts_with(&format!("{REDIRECT_URI}?code=")), "{location}");
    assert!(location.ends_with("&state=a%20b%2Bc%3D+d=/"), "state comes back byte for byte: {location}");
    let back = page.parameters();
    assert_eq!(back["virtual_key_url"], key_link);
    assert_eq!(back["code"].len(), 36);

    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    assert_json_snapshot!("vehicles", list.body, {".vehicles[0]" => "[id]"});
    let id = list.body["vehicles"][0].as_str().unwrap().to_owned();
    let user = application.get(&tokens.access, "/v2.0/user").await;
    assert_eq!(user.body, json!({"id": back["user_id"]}));

    assert!(!application.is_paired(&tokens.access, &id).await);
    assert_eq!(world.key_changes(&application, &id).await, [], "what is first learnt is no change");

    owner.decide_key(&key_link, "add", MODEL_3).await;
    for _ in 0..3 {
        assert!(application.is_paired(&tokens.access, &id).await);
    }
    let changes = world.key_changes(&application, &id).await;
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((&changes[0].old, changes[0].new.is_paired()), (&KeyState::Unpaired, true));
    assert_eq!(changes[0].holder, format!("partner:{KEY_DOMAIN}"));

    owner.decide_key(&key_link, "remove", MODEL_3).await;
    for _ in 0..3 {
        assert!(!application.is_paired(&tokens.access, &id).await);
    }
    let changes = world.key_changes(&application, &id).await;
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(changes[1].new, KeyState::Unpaired);
}

#[tokio::test]
async fn a_car_that_needs_nothing_has_no_key_step_and_its_readings_are_served() {
    let world = World::start().await;
    let application = world.application().await;
    let page = world.owner(SAM).to_key_page(&application.link(""), "TESLA").await;
    let back = page.parameters();
    assert_eq!(
        back["virtual_key_url"],
        format!("{}_ak/{KEY_DOMAIN}", world.simulator),
        "a Tesla was granted, so the link is there even if this car needs no key"
    );
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    let id = list.body["vehicles"][0].as_str().unwrap().to_owned();
    assert!(!application.is_paired(&tokens.access, &id).await, "a car that needs no key has none");

    let mut bodies = serde_json::Map::new();
    for endpoint in ["", "vin", "permissions", "odometer", "battery", "charge", "location"] {
        let answer = application.get(&tokens.access, &format!("/v2.0/vehicles/{id}/{endpoint}")).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
        bodies.insert(format!("/{endpoint}"), answer.body);
    }
    assert_json_snapshot!("readings", Value::Object(bodies), {
        ".*.id" => "[id]",
        ".*.distance" => "[number]",
        ".*.range" => "[number]",
        ".*.latitude" => "[number]",
        ".*.longitude" => "[number]",
    });
}

#[tokio::test]
async fn a_tesla_is_not_needed_for_a_way_back_without_a_key_link() {
    let world = World::start().await;
    let application = world.application().await;
    let back = world.owner("anna@example.com").connect(&application.link(""), "BMW").await;
    assert_eq!(back.keys().collect::<Vec<_>>(), ["code", "user_id"]);
    let back = world.owner(LENA).connect(&application.link(""), "PEUGEOT").await;
    assert_eq!(back.get("virtual_key_url"), None);
}
