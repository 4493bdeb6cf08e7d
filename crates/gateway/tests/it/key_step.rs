//! What is looked at before an owner is shown the link that adds a key, and what the page says where it cannot be added.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::browser::Page;
use crate::owner::Owner;
use crate::world::{LENA, MAX, Makers, World};

const MODEL_3: &str = "5YJ3E1EA7MF004821";
const CYBERTRUCK: &str = "7G2CEHED2RA012264";
/// A key domain whose web server is this machine, where none listens.
const NOWHERE: &str = "127.0.0.1";

/// Up to the key page with these cars of Lena's.
async fn key_page(world: &World, owner: &Owner, cars: &[&str]) -> Page {
    let application = world.application().await;
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    owner.browser.submit(&page.form("approval-button").tick_only("vehicle", cars)).await
}

#[tokio::test]
async fn the_link_names_the_one_car_that_waits_and_each_of_several_has_its_own() {
    let world = World::start().await;
    let owner = world.owner(LENA);
    let one = key_page(&world, &owner, &["Model 3", "Model S"]).await;
    assert!(one.html.contains(&format!("/_ak/fob.example.com?vin={MODEL_3}")), "{}", one.html);
    let two = key_page(&world, &owner, &["Model 3", "Cybertruck"]).await;
    for vin in [MODEL_3, CYBERTRUCK] {
        assert_eq!(two.html.matches(&format!("/_ak/fob.example.com?vin={vin}")).count(), 1, "{}", two.html);
    }
    assert!(two.html.contains("/_ak/fob.example.com\""), "the page's own link is for whichever car the app shows");
    assert!(two.text().contains("Each car gets the key on its own"), "{}", two.text());
}

#[tokio::test]
async fn a_driver_is_told_whose_key_it_is_and_shown_no_code() {
    let world = World::start().await;
    let application = world.application().await;
    let page = world.owner(MAX).to_key_page(&application.link(""), "TESLA").await;
    let text = page.text();
    assert!(text.contains("The owner adds Voltwise’s key"), "{text}");
    assert!(text.contains("Ask the owner to connect the car") && text.contains("with a key card at hand"), "{text}");
    assert!(!page.html.contains("class=\"panel scan\"") && page.has("later"), "{text}");
}

#[tokio::test]
async fn a_fault_on_the_applications_side_stands_in_place_of_the_link_and_goes_when_it_is_mended() {
    let world = World::start_with(Makers::Live, |settings| settings.key_domain = NOWHERE.parse().unwrap()).await;
    enter(&world).await;
    register(&world).await;

    let application = world.application().await;
    let link = application.bare_link(&format!("response_type=code&client_id={}", application.id));
    let owner = world.owner(LENA);
    let page = owner.to_key_page(&link, "TESLA").await;
    assert_blocked(&page, "could not read Voltwise’s key");

    // Tesla still has the key from before.
    assert_eq!(world.administer("POST", "/partners/default/rotate", &json!({})).await.status, 200);
    let again = owner.browser.open(page.url.as_str()).await;
    assert_blocked(&again, "could not read Voltwise’s key");
    world.advance(SignedDuration::from_secs(30));
    let again = owner.browser.open(page.url.as_str()).await;
    assert_blocked(&again, "Tesla does not know Voltwise where your account is kept");

    publish(&world).await;
    register(&world).await;
    world.advance(SignedDuration::from_secs(30));
    let again = owner.browser.open(page.url.as_str()).await;
    assert_blocked(&again, "could not read Voltwise’s key");
    let anybody = owner.browser.open(world.origin.join(&format!("/key/{}", application.id)).unwrap().as_str()).await;
    assert_blocked(&anybody, "could not read Voltwise’s key");
    let back = owner.browser.press(&again, "later").await.parameters();
    assert!(back.contains_key("code") && back.contains_key("virtual_key_url"), "the grant counts: {back:?}");
}

#[track_caller]
fn assert_blocked(page: &Page, why: &str) {
    let text = page.text();
    assert!(text.contains("It cannot be added just now") && text.contains(why), "{text}");
    assert!(text.contains("Voltwise has to put that right") && text.contains("Look again"), "{text}");
    assert!(!page.html.contains("/_ak/"), "{}", page.html);
}

/// The operator has an application at Tesla, whose key file is published.
async fn enter(world: &World) {
    let client = json!({"client_id": "5b1f6a10-2d3c-4e5f-8a9b-0c1d2e3f4a5b", "client_secret": "ta-secret.abc"});
    let callback = world.origin.join("/connect/callback").unwrap();
    world
        .post_to_simulator(
            "/api/tesla/applications",
            json!({
                "client_id": client["client_id"],
                "client_secret": client["client_secret"],
                "name": "Voltwise",
                "allowed_origins": [format!("https://{NOWHERE}")],
                "redirect_uris": [callback],
            }),
        )
        .await;
    publish(world).await;
    assert_eq!(world.administer("POST", "/partners", &client).await.status, 200);
}

/// Gives the simulator the key file that this gateway publishes.
async fn publish(world: &World) {
    let path = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
    let file = world.http.get(world.origin.join(path).unwrap()).header("host", NOWHERE).send().await.unwrap();
    let file = json!({"domain": NOWHERE, "key_file": file.text().await.unwrap()});
    world.post_to_simulator("/api/tesla/key-domains", file).await;
}

async fn register(world: &World) {
    let told = world.administer("POST", "/partners/default/register", &json!({"region": "eu"})).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let is_there = |seen: &Value| seen["region"] == "eu" && seen["registered"] == true;
    assert!(told.body["registrations"].as_array().unwrap().iter().any(is_there), "{}", told.body);
}

#[tokio::test]
async fn an_owner_where_the_partner_is_not_registered_is_told_who_has_to_mend_it() {
    let world = World::start_with(Makers::Live, |settings| settings.key_domain = NOWHERE.parse().unwrap()).await;
    enter(&world).await;
    let application = world.application().await;
    let link = application.bare_link(&format!("response_type=code&client_id={}", application.id));
    let owner = world.owner(LENA);
    let page = owner.to_consent(&link, "TESLA").await;
    let text = page.text();
    assert!(text.contains("Voltwise is not ready for Tesla yet") && text.contains("has to put that right"), "{text}");
    assert_eq!(owner.browser.press(&page, "leave").await.parameters()["error"], "server_error");
}
