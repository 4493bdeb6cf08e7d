//! The owner's own pages: seeing who sees what, taking it back, and having everything deleted.

use serde_json::json;

use crate::authorize::assert_sound;
use crate::browser::Page;
use crate::owner::Owner;
use crate::world::{LENA, NORA, SAM, World};

/// From the brands to the overview, or to what takes its place.
async fn signed_in(world: &World, owner: &Owner) -> Page {
    let page = owner.browser.open(world.origin.join("/owner").unwrap().as_str()).await;
    assert_sound(&page);
    owner.sign_in(&owner.browser.press(&page, "TESLA").await).await
}

async fn open(world: &World, owner: &Owner, path: &str) -> Page {
    owner.browser.open(world.origin.join(path).unwrap().as_str()).await
}

#[tokio::test]
async fn owners_see_which_applications_see_their_cars_and_what_they_may_do() {
    let world = World::start().await;
    let application = world.application().await;
    let other = world.register(json!({"name": "Fleetly", "permissions": "read_location"})).await;
    world.connect(&application, LENA, "TESLA").await;
    world.connect(&other, LENA, "TESLA").await;

    let owner = world.owner(LENA);
    let page = signed_in(&world, &owner).await;
    assert_sound(&page);
    let text = page.text();
    for words in
        ["Voltwise", "Fleetly", "lena@example.com", "See distance driven", "See where the car is", "fob.example.com"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let cookie = page.header("set-cookie");
    assert!(cookie.is_none(), "nothing more is set than at the sign-in: {cookie:?}");
}

#[tokio::test]
async fn a_stranger_learns_nothing_and_an_unknown_account_is_told_so() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    let stranger = world.owner(SAM);
    for path in ["/owner/take-back?connection=x", "/owner/delete", "/owner/deleted"] {
        let page = open(&world, &stranger, path).await;
        assert!(page.has("TESLA") && !page.text().contains("Voltwise"), "{path} leads to the sign-in");
    }
    let page = signed_in(&world, &stranger).await;
    assert!(page.text().contains("No app holds anything of yours here"), "{}", page.text());
    let again = open(&world, &stranger, "/owner").await;
    assert!(again.has("TESLA"), "nobody is signed in");
}

#[tokio::test]
async fn one_car_is_taken_back_after_a_question_and_then_all_of_an_application() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    signed_in(&world, &owner).await;
    let car = lena.car("Model S");
    let page = open(&world, &owner, &format!("/owner/take-back?connection={car}")).await;
    assert_sound(&page);
    assert!(page.text().contains("Model S") && !page.text().contains("Model 3"), "{}", page.text());
    assert_eq!(application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await.status, 200);
    let page = owner.browser.press(&page, "take-back").await;
    assert!(page.text().contains("It is taken back."), "{}", page.text());
    let gone = application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await;
    assert_eq!(gone.problem(), "PERMISSION");

    let page = open(&world, &owner, &format!("/owner/take-back?application={}", application.id)).await;
    let page = owner.browser.press(&page, "take-back").await;
    assert!(page.text().contains("No app is connected to your cars."), "{}", page.text());
}

#[tokio::test]
async fn the_makers_own_page_takes_back_what_one_partner_has_and_leads_back_here() {
    let world = World::start().await;
    let application = world.application().await;
    let permissions = "read_vehicle_info read_odometer";
    let other = world
        .register(json!({"name": "Fleetly", "permissions": permissions, "key_domain": "fleetly.example.com"}))
        .await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let fleet = world.connect(&other, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    let page = signed_in(&world, &owner).await;
    assert!(page.text().contains("Take it back at Tesla (fob.example.com)"), "{}", page.text());

    let at_tesla = owner.browser.open(page.link("Take it back at Tesla (fleetly.example.com)").as_str()).await;
    assert_eq!(at_tesla.url.origin(), world.simulator.origin(), "{}", at_tesla.text());
    let back = owner.browser.submit(&at_tesla.form("revoke-button").set("username", LENA)).await;
    assert_eq!((back.status, back.url.as_str()), (200, world.origin.join("/owner").unwrap().as_str()));
    let gone = other.get(&fleet.tokens.access, &fleet.path("Model S", "odometer")).await;
    assert_eq!(gone.problem(), "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED");
    assert_eq!(application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await.status, 200);
}

#[tokio::test]
async fn nobody_is_led_to_a_maker_that_has_no_such_page() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "PEUGEOT").await;
    let owner = world.owner(LENA);
    let page = open(&world, &owner, "/owner").await;
    let page = owner.sign_in(&owner.browser.press(&page, "PEUGEOT").await).await;
    assert!(page.text().contains("Voltwise") && !page.text().contains("Take it back at"), "{}", page.text());
}

#[tokio::test]
async fn nobody_takes_back_what_is_somebody_elses() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.connect(&application, SAM, "TESLA").await;
    let sam = world.owner(SAM);
    signed_in(&world, &sam).await;
    let page = open(&world, &sam, &format!("/owner/take-back?application={}", application.id)).await;
    let forged = page.form("take-back").without("application").forge("connection", lena.car("Model S"));
    sam.browser.submit(&forged).await;
    assert_eq!(application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await.status, 200);
}

#[tokio::test]
async fn a_form_without_the_token_of_this_browser_does_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    signed_in(&world, &owner).await;
    let page = open(&world, &owner, "/owner/delete").await;
    let refused = owner.browser.submit(&page.form("delete").set("csrf", "forged")).await;
    assert_eq!(refused.status, 403);
    let other = world.owner(LENA);
    assert_eq!(other.browser.submit(&page.form("delete")).await.status, 403, "another browser has no part in it");
    assert_eq!(application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await.status, 200);
}

#[tokio::test]
async fn a_visit_ends_after_a_quarter_of_an_hour_and_when_its_owner_signs_out() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    let page = signed_in(&world, &owner).await;
    let page = owner.browser.press(&page, "sign-out").await;
    assert!(page.has("TESLA"));
    signed_in(&world, &owner).await;
    world.advance(jiff::SignedDuration::from_mins(16));
    assert!(open(&world, &owner, "/owner").await.has("TESLA"));
}

#[tokio::test]
async fn deletion_removes_everything_of_the_account_and_says_what() {
    let world = World::start().await;
    let application = world.application().await;
    let other = world
        .register(json!({"name": "Fleetly", "permissions": "read_location", "key_domain": "fleetly.example.com"}))
        .await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.connect(&other, LENA, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await;

    let owner = world.owner(LENA);
    let page = signed_in(&world, &owner).await;
    assert!(page.text().contains("fleetly.example.com"), "both partners' links are shown: {}", page.text());
    let page = open(&world, &owner, "/owner/delete").await;
    assert_sound(&page);
    let page = owner.browser.press(&page, "delete").await;
    assert_sound(&page);
    assert!(page.text().contains("Everything is deleted"), "{}", page.text());
    assert!(page.text().contains("Tesla has not confirmed"), "Tesla has no call for it: {}", page.text());
    let url = world.origin.join("/owner/receipt.json").unwrap();
    let receipt: serde_json::Value = owner.browser.ask(&url, owner.browser.get(&url)).await.json().await.unwrap();
    assert_eq!((&receipt["removed"]["accounts"], &receipt["rows"]["account"]), (&json!(2), &json!(2)), "{receipt}");
    for kind in ["cars", "connections", "permissions", "tokens", "keys"] {
        assert!(receipt["removed"][kind].as_u64().is_some_and(|count| count > 0), "{kind}: {receipt}");
    }

    let gone = application.get(&lena.tokens.access, "/v2.0/vehicles").await;
    assert_eq!(gone.status, 401, "{}", gone.body);
    let path = format!("/v2.0/vehicles/{}/odometer", nora.cars[0].id);
    assert_eq!(application.get(&nora.tokens.access, &path).await.status, 200, "others keep theirs");
    let page = signed_in(&world, &owner).await;
    assert!(page.text().contains("No app holds anything of yours here"), "{}", page.text());
}

#[tokio::test]
async fn a_maker_that_takes_it_back_at_our_word_is_said_to_have_done_so() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "PEUGEOT").await;
    let owner = world.owner(LENA);
    let page = open(&world, &owner, "/owner").await;
    owner.sign_in(&owner.browser.press(&page, "PEUGEOT").await).await;
    let page = open(&world, &owner, "/owner/delete").await;
    let page = owner.browser.press(&page, "delete").await;
    assert!(page.text().contains("Peugeot has withdrawn the permission."), "{}", page.text());
}

#[tokio::test]
async fn what_the_maker_does_not_confirm_is_said_and_the_rest_is_deleted_all_the_same() {
    let mut world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    let owner = world.owner(LENA);
    signed_in(&world, &owner).await;
    let page = open(&world, &owner, "/owner/delete").await;
    world.end_simulator().await;
    let page = owner.browser.press(&page, "delete").await;
    assert!(page.text().contains("has not confirmed"), "{}", page.text());
    world.begin_simulator().await;
    let page = signed_in(&world, &owner).await;
    assert!(page.text().contains("No app holds anything of yours here"), "{}", page.text());
}
