//! Connect's pages: consent, refusals, and what nobody but the owner's browser may do.

use serde_json::json;

use crate::authorize::assert_sound;
use crate::browser::Form;
use crate::world::{LENA, SAM, World};

#[tokio::test]
async fn every_page_has_strict_headers_and_the_ids_that_automation_looks_for() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let preamble = owner.browser.open(&application.link("")).await;
    assert!(preamble.html.contains("id=\"continue-button\""));
    assert_sound(&preamble);
    let brands = owner.browser.press(&preamble, "continue-button").await;
    assert!(brands.html.contains("id=\"brand-search\""));
    assert!(brands.html.contains("<button id=\"CHEVROLET\" class=\"brand-list-item\""), "{}", brands.html);
    assert_sound(&brands);
    let consent = owner.sign_in(&owner.browser.press(&brands, "TESLA").await).await;
    assert!(consent.html.contains("class=\"page-content\"") && consent.html.contains("id=\"approval-button\""));
    assert_sound(&consent);
    let policy = consent.header("content-security-policy").unwrap();
    assert!(policy.contains("https:"), "the way back is named in form-action: {policy}");
    let key = owner.browser.press(&consent, "approval-button").await;
    assert_sound(&key);
    assert_sound(&owner.browser.open(world.origin.join("/connect/privacy").unwrap().as_str()).await);
    let after = owner.browser.press(&key, "later").await;
    after.parameters();
    let done = owner.browser.open(key.url.as_str()).await;
    assert_sound(&done);
    assert!(!done.html.contains(&after.parameters()["code"]), "the code is shown to nobody again");
}

#[tokio::test]
async fn brands_can_be_searched_without_javascript() {
    let world = World::start().await;
    let application = world.application().await;
    let browser = world.browser();
    let page = browser.open(&application.link("")).await;
    let page = browser.press(&page, "continue-button").await;
    for (query, found, other) in [("citroen", "CITROEN", "TESLA"), ("TES", "TESLA", "BMW")] {
        let page = browser.open(&format!("{}?q={query}", page.url)).await;
        assert!(page.has(found) && !page.has(other), "{query}");
    }
    let page = browser.open(&format!("{}?q=%3Cscript%3E", page.url)).await;
    assert!(!page.html.contains("<script>"), "what was typed is escaped");
}

#[tokio::test]
async fn required_permissions_are_locked_and_unticked_ones_are_not_granted() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let scope = "scope=required:read_vin%20read_vehicle_info%20read_odometer%20read_charge_records";
    let page = owner.to_consent(&application.link(scope), "TESLA").await;
    let form = page.form("approval-button");
    let (vin, odometer) = (field(&form, "read_vin"), field(&form, "read_odometer"));
    assert_eq!((vin.as_str(), odometer.as_str()), ("hidden", "checkbox"), "a required one has no box");
    let form = form.untick("permission", "read_odometer");
    let form = form.forge("permission", "read_location").forge("permission", "read_minds");
    let without_required = form.tick_only("permission", &["read_vehicle_info", "read_charge_records"]);
    let back = owner.browser.submit(&without_required).await.parameters();
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    let path = format!("/v2.0/vehicles/{}/permissions", list.body["vehicles"][0].as_str().unwrap());
    let answer = application.get(&tokens.access, &path).await;
    let expected = json!(["read_charge_records", "read_vehicle_info", "read_vin"]);
    assert_eq!(answer.body["permissions"], expected, "bare names, nothing that was not asked for, the required one");
}

#[tokio::test]
async fn a_required_permission_is_granted_even_if_the_form_leaves_it_out() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.to_consent(&application.link("scope=required:read_vin%20read_odometer"), "TESLA").await;
    let form = page.form("approval-button").without("permission");
    let back = owner.browser.submit(&form).await.parameters();
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    let path = format!("/v2.0/vehicles/{}/permissions", list.body["vehicles"][0].as_str().unwrap());
    assert_eq!(application.get(&tokens.access, &path).await.body["permissions"], json!(["read_vin"]));
}

#[tokio::test]
async fn consent_without_a_car_asks_again_and_with_a_foreign_car_grants_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let sams = world.owner(SAM).to_consent(&application.link(""), "TESLA").await;
    let foreign = sams.form("approval-button").fields("vehicle")[0].value.clone();
    let owner = world.owner(LENA);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let form = page.form("approval-button").tick_only("vehicle", &[]);
    for form in [form.clone(), form.forge("vehicle", &foreign)] {
        let again = owner.browser.submit(&form).await;
        assert!(again.has("approval-button") && again.html.contains("role=\"alert\""), "{}", again.text());
    }
}

#[tokio::test]
async fn every_way_out_is_told_to_the_application() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let link = application.link("state=s");

    let page = owner.browser.open(&link).await;
    let left = owner.browser.press(&page, "leave").await.parameters();
    assert_eq!(left["error"], "user_manually_returned_to_application");
    assert_eq!(left["state"], "s");

    let page = owner.browser.open(&link).await;
    let page = owner.browser.press(&page, "continue-button").await;
    let left = owner.browser.press(&page, "leave").await.parameters();
    assert_eq!(left["error"], "user_manually_returned_to_application");

    let page = owner.to_consent(&link, "TESLA").await;
    let denied = owner.browser.press(&page, "deny").await.parameters();
    assert_eq!(denied["error"], "access_denied");
    assert!(denied.contains_key("error_description") && !denied.contains_key("code"));
    let after = owner.browser.open(page.url.as_str()).await;
    assert!(after.text().contains("Nothing was connected"), "who denied and comes back is told so: {}", after.text());
}

#[tokio::test]
async fn a_cancelled_sign_in_can_be_tried_again_or_left() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.to_sign_in(&application.link(""), "TESLA").await;
    let (_, cancel) = page.html.split_once("id=\"cancel-link\" href=\"").unwrap();
    let cancel = cancel.split_once('"').unwrap().0.replace("&#38;", "&");
    let refused = owner.browser.open(&cancel).await;
    assert_eq!(refused.left_for, None);
    assert_sound(&refused);
    let again = owner.browser.press(&refused, "retry").await;
    let page = owner.sign_in(&again).await;
    assert!(page.has("approval-button"), "{}", page.text());

    let page = owner.to_sign_in(&application.link("state=s"), "TESLA").await;
    let (_, cancel) = page.html.split_once("id=\"cancel-link\" href=\"").unwrap();
    let refused = owner.browser.open(&cancel.split_once('"').unwrap().0.replace("&#38;", "&")).await;
    let left = owner.browser.press(&refused, "leave").await.parameters();
    assert_eq!((left["error"].as_str(), left["state"].as_str()), ("oem_cancelled_login", "s"));
}

#[tokio::test]
async fn what_the_maker_refuses_is_told_to_the_owner_and_then_to_the_application() {
    let world = World::start().await;
    let application = world.application().await;
    for (email, error) in [
        ("0-vehicles@smartcar.com", "no_vehicles"),
        ("smartcar@invalid-subscription.com", "invalid_subscription"),
        ("smartcar@vehicle-incompatible.com", "vehicle_incompatible"),
    ] {
        let owner = world.owner(email);
        let page = owner.to_consent(&application.link("state=s"), "AUDI").await;
        assert_eq!((page.status, &page.left_for), (200, &None), "the owner reads it first");
        assert_sound(&page);
        let left = owner.browser.press(&page, "leave").await.parameters();
        assert_eq!((left["error"].as_str(), left["state"].as_str()), (error, "s"));
        if error == "vehicle_incompatible" {
            assert_eq!((left["vin"].as_str(), left["make"].as_str()), ("0SCAUDI012FE3B132", "AUDI"));
            assert!(left.contains_key("model") && left["year"].parse::<u16>().is_ok(), "{left:?}");
        }
    }
}

#[tokio::test]
async fn a_required_permission_that_the_owner_keeps_back_at_the_maker_is_asked_for_again() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let link = application.link("scope=read_vin%20required:read_location");
    let page = owner.to_sign_in(&link, "TESLA").await;
    let form = page.form("sign-in-button").set("username", LENA).untick("granted", "vehicle_location");
    let page = owner.browser.submit(&form).await;
    assert!(page.has("retry") && !page.has("approval-button"), "{}", page.text());
    let page = owner.browser.press(&page, "retry").await;
    let page = owner.sign_in(&page).await;
    assert!(page.has("approval-button"), "{}", page.text());

    let optional = owner.to_sign_in(&application.link("scope=read_vin%20read_location"), "TESLA").await;
    let form = optional.form("sign-in-button").set("username", LENA).untick("granted", "vehicle_location");
    let page = owner.browser.submit(&form).await;
    let page = owner.browser.press(&page, "approval-button").await;
    let back = owner.browser.press(&page, "later").await.parameters();
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    let path = format!("/v2.0/vehicles/{}/location", list.body["vehicles"][0].as_str().unwrap());
    assert_eq!(application.get(&tokens.access, &path).await.problem(), "PERMISSION");
}

#[tokio::test]
async fn another_browser_cannot_open_a_run_or_press_its_buttons() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    for stranger in [world.browser(), {
        let used = world.browser();
        used.open(&application.link("")).await;
        used
    }] {
        let seen = stranger.open(page.url.as_str()).await;
        assert_eq!(seen.status, 404);
        assert!(!seen.html.contains(SAM), "{}", seen.text());
        assert_sound(&seen);
        let pressed = stranger.press(&page, "approval-button").await;
        assert_eq!((pressed.status, &pressed.left_for), (404, &None));
    }
    owner.browser.press(&page, "approval-button").await.parameters();
}

#[tokio::test]
async fn a_sign_in_that_another_browser_began_cannot_be_brought_back_here() {
    let world = World::start().await;
    let application = world.application().await;
    let attacker = world.owner("anna@example.com");
    let page = attacker.to_sign_in(&application.link(""), "TESLA").await;
    let form = page.form("sign-in-button");
    // The victim's browser is led to the attacker's callback.
    let victim = world.owner(SAM);
    victim.browser.open(&application.link("")).await;
    let brought = victim.browser.submit(&form.set("username", "anna@example.com")).await;
    assert_eq!((brought.status, &brought.left_for), (404, &None));
}

#[tokio::test]
async fn a_callback_with_a_state_that_was_not_given_out_is_refused() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let start = owner.browser.open(&application.link("make=TESLA")).await;
    let run = start.url.path().rsplit('/').next().unwrap().to_owned();
    owner.browser.press(&start, "continue-button").await;
    let callback = |query: &str| world.origin.join(&format!("/connect/callback?{query}")).unwrap();
    let forged = owner.browser.open(callback(&format!("code=x&state={run}.wrong")).as_str()).await;
    assert_eq!(forged.status, 403);
    assert_sound(&forged);
    for query in ["", "code=x", "code=x&state=", "code=x&state=a.b", "state=%00.x&code=1&code=2"] {
        let page = owner.browser.open(callback(query).as_str()).await;
        assert!((400..500).contains(&page.status), "{query}: {}", page.status);
    }
}

#[tokio::test]
async fn a_form_without_the_runs_own_secret_does_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let form = page.form("approval-button");
    for forged in [form.clone().set("csrf", "wrong"), form.clone().set("csrf", ""), form.clone().without("csrf")] {
        let refused = owner.browser.submit(&forged).await;
        assert_eq!((refused.status, &refused.left_for), (403, &None));
        assert_sound(&refused);
    }
    owner.browser.submit(&form).await.parameters();
}

#[tokio::test]
async fn of_two_presses_of_the_same_button_one_gets_the_code() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.owner(SAM);
    let page = sam.to_consent(&application.link(""), "TESLA").await;
    let (one, other) = tokio::join!(sam.browser.press(&page, "approval-button"), sam.browser.press(&page, "allow"));
    assert_eq!([&one, &other].into_iter().filter(|page| page.left_for.is_some()).count(), 1, "{one:?} {other:?}");
    let again = sam.browser.press(&page, "approval-button").await;
    assert_eq!((again.status, &again.left_for), (200, &None), "and a late press none");

    let lena = world.owner(LENA);
    let page = lena.to_key_page(&application.link(""), "TESLA").await;
    let (one, other) = tokio::join!(lena.browser.press(&page, "later"), lena.browser.press(&page, "later"));
    assert_eq!([&one, &other].into_iter().filter(|page| page.left_for.is_some()).count(), 1, "{one:?} {other:?}");
    let again = lena.browser.press(&page, "later").await;
    assert_eq!((again.status, &again.left_for), (200, &None));
}

#[tokio::test]
async fn a_button_of_a_page_that_the_run_has_left_changes_nothing() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let preamble = owner.browser.open(&application.link("")).await;
    let mut form = preamble.form("continue-button");
    for step in ["allow", "later", "finish", "retry", "check", "nonsense"] {
        form.action = world.origin.join(&format!("{}/{step}", preamble.url.path())).unwrap();
        let page = owner.browser.submit(&form).await;
        assert!(page.has("continue-button"), "{step}: {}", page.text());
    }
    form.action = world.origin.join(&format!("{}/brand", preamble.url.path())).unwrap();
    assert!(owner.browser.submit(&form.forge("make", "TESLA")).await.has("continue-button"));
}

#[tokio::test]
async fn a_run_ends_after_two_hours() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.browser.open(&application.link("")).await;
    world.advance(jiff::SignedDuration::from_secs(2 * 3600 - 1));
    assert_eq!(owner.browser.open(page.url.as_str()).await.status, 200);
    world.advance(jiff::SignedDuration::from_secs(1));
    let late = owner.browser.press(&page, "continue-button").await;
    assert_eq!(late.status, 404);
    assert_sound(&late);
}

#[tokio::test]
async fn what_an_application_calls_itself_is_shown_as_text() {
    let world = World::start().await;
    let application = world.register(json!({"name": "<b>Volt\"wise</b>", "description": "<script>"})).await;
    let page = world.browser().open(&application.link("")).await;
    assert!(!page.html.contains("<b>Volt") && !page.html.contains("<script>"), "{}", page.html);
    assert!(page.text().contains("<b>Volt\"wise</b>"));
}

fn field(form: &Form, permission: &str) -> String {
    let field = form.fields("permission").into_iter().find(|field| field.value == permission);
    field.unwrap().kind.clone()
}
