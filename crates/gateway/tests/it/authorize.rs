//! The link into Connect: what it may say, and what is told where it says something else.

use serde_json::json;

use crate::application::Application;
use crate::browser::Page;
use crate::world::{KEY_DOMAIN, LENA, Makers, REDIRECT_URI, SAM, World};

const SAMS_VIN: &str = "5YJSA1E22KF318650";
const MODEL_3_VIN: &str = "5YJ3E1EA7MF004821";

#[tokio::test]
async fn a_link_of_an_unknown_client_or_to_an_unregistered_address_stays_here() {
    let world = World::start().await;
    let application = world.application().await;
    let id = &application.id;
    let other = "5b1f0000-0000-4000-8000-000000000000";
    for query in [
        String::new(),
        "client_id=".to_owned(),
        "client_id=nobody&mode=simulated".to_owned(),
        format!("client_id={other}&mode=simulated&redirect_uri={REDIRECT_URI}"),
        format!("client_id={id}&mode=simulated&redirect_uri=https://evil.example/"),
        format!("client_id={id}&mode=simulated&redirect_uri={REDIRECT_URI}/"),
        format!("client_id={id}&mode=simulated&redirect_uri={REDIRECT_URI}%3Fa=b"),
        format!("client_id={id}&mode=simulated&redirect_uri=http://app.example.com/callback"),
        format!("client_id={id}&mode=dream&redirect_uri=https://evil.example/"),
        format!("client_id={id}&scope=read_minds&redirect_uri=https://evil.example/"),
    ] {
        let page = world.browser().open(&application.bare_link(&query)).await;
        assert_eq!((page.status, &page.left_for), (400, &None), "{query}");
        assert!(page.header("location").is_none());
        assert!(!page.html.contains("href=\"https://evil.example"), "{query}: nothing leads there");
        assert_sound(&page);
    }
}

#[tokio::test]
async fn only_https_and_this_machine_can_be_registered_to_return_to() {
    let world = World::start().await;
    let register = |uris: serde_json::Value| {
        let body = json!({"name": "Voltwise", "redirect_uris": uris, "permissions": "read_vin"});
        let world = &world;
        async move { world.administer("POST", "/applications", &body).await }
    };
    for uri in ["http://localhost:3000/cb", "http://127.0.0.1:9/cb", "http://192.168.1.5:8080/demo/callback"] {
        assert_eq!(register(json!([uri])).await.status, 201, "{uri}");
    }
    for uri in ["http://app.example.com/cb", "http://localhost.evil.example/", "javascript:alert(1)", "/cb", ""] {
        let answer = register(json!([uri])).await;
        assert_eq!(answer.status, 400, "{uri}");
        assert!(answer.body["error"]["message"].as_str().unwrap().contains("redirect URI"), "{}", answer.body);
    }
    assert_eq!(register(json!([])).await.status, 400);
}

#[tokio::test]
async fn the_way_back_is_the_address_of_the_link_or_else_the_first_registered_one() {
    let world = World::start().await;
    let uris = ["https://one.example/cb?app=1", "http://localhost:3000/cb"];
    let application = world.register(json!({"redirect_uris": uris})).await;
    let owner = world.owner(SAM);
    for (parameters, start) in [
        ("", "https://one.example/cb?app=1&code="),
        ("redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb", "http://localhost:3000/cb?code="),
        ("redirect_uri=", "https://one.example/cb?app=1&code="),
    ] {
        let page = owner.to_key_page(&application.link(parameters), "TESLA").await;
        assert!(page.left_for.as_ref().is_some_and(|to| to.starts_with(start)), "{parameters}: {:?}", page.left_for);
    }
}

#[tokio::test]
async fn an_address_that_is_no_longer_registered_gets_no_code() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(SAM);
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    let path = format!("/applications/{}/redirect_uris", application.id);
    let changed = world.administer("PUT", &path, &json!({"redirect_uris": ["https://new.example/cb"]})).await;
    assert_eq!(changed.status, 200);
    let page = owner.browser.press(&page, "approval-button").await;
    assert_eq!((page.status, &page.left_for), (400, &None), "it was taken from the list while the owner read");
    assert!(page.text().contains(REDIRECT_URI), "{}", page.text());
    assert_sound(&page);
}

#[tokio::test]
async fn the_newer_name_of_the_client_id_and_the_older_name_of_the_mode_are_taken() {
    let world = World::start().await;
    let application = world.application().await;
    let link = application.bare_link(&format!("application_id={}&mode=test&response_type=code", application.id));
    assert!(world.owner(SAM).connect(&link, "TESLA").await.contains_key("code"));
}

#[tokio::test]
async fn what_the_link_gets_wrong_is_told_to_the_application_with_its_state() {
    let world = World::start().await;
    let application = world.application().await;
    for (parameters, word) in [
        ("scope=read_minds", "read_minds"),
        ("response_type=token", "response_type"),
        ("mode=dream", "mode"),
        ("approval_prompt=never", "approval_prompt"),
        ("single_select=maybe", "single_select"),
        ("single_select=true&single_select_vin=short", "single_select_vin"),
        ("make=EDSEL", "EDSEL"),
        ("make=a-b", "make"),
        ("code_challenge=abc&code_challenge_method=plain", "code_challenge_method"),
    ] {
        let query = format!("client_id={}&{parameters}&state=s%201&mode=simulated", application.id);
        let page = world.browser().open(&application.bare_link(&query)).await;
        let back = page.parameters();
        assert_eq!(back["error"], "configuration_error", "{parameters}");
        assert_eq!(back["status_code"], "400");
        assert!(back["error_message"].contains(word), "{parameters}: {}", back["error_message"]);
        assert!(back.contains_key("error_description"));
        assert!(page.left_for.unwrap().ends_with("&state=s%201"), "{parameters}");
    }
}

#[tokio::test]
async fn live_is_the_default_and_without_a_maker_it_is_a_configuration_error() {
    let world = World::start().await;
    let application = world.application().await;
    let id = &application.id;
    for query in [format!("client_id={id}"), format!("client_id={id}&mode=live")] {
        let back = world.browser().open(&application.bare_link(&query)).await.parameters();
        assert_eq!((back["error"].as_str(), back["status_code"].as_str()), ("configuration_error", "400"));
        assert!(back["error_message"].contains("mode=live"), "{}", back["error_message"]);
    }
    let world = World::start_for(Makers::Nobody).await;
    let application = world.application().await;
    let back = world.browser().open(&application.link("")).await.parameters();
    assert_eq!(back["error"], "configuration_error");
}

#[tokio::test]
async fn a_link_without_scope_asks_for_the_applications_own_and_one_without_any_is_a_configuration_error() {
    let world = World::start().await;
    let application = world.register(json!({"permissions": "read_vin"})).await;
    assert_eq!(granted(&world, &application, "").await, ["read_vin"]);
    assert_eq!(granted(&world, &application, "scope=read_odometer%20read_vehicle_info").await.len(), 2);
    let bare = world.register(json!({"permissions": ""})).await;
    let back = world.browser().open(&bare.link("")).await.parameters();
    assert_eq!(back["error"], "configuration_error");
}

#[tokio::test]
async fn state_comes_back_byte_for_byte_and_never_empty() {
    let world = World::start().await;
    let application = world.application().await;
    for state in ["eyJhIjoxfQ==", "a+b%20c", "%E2%82%AC", "x=y=z", "a%26code%3Dforged", "%27%22%3C%3E"] {
        let link = application.link(&format!("state={state}&make=TESLA"));
        let page = world.owner(SAM).to_key_page(&link, "TESLA").await;
        assert!(page.left_for.as_ref().unwrap().ends_with(&format!("&state={state}")), "{:?}", page.left_for);
        page.parameters();
        let browser = world.browser();
        let page = browser.open(&link).await;
        let page = browser.press(&page, "leave").await;
        assert!(page.left_for.unwrap().ends_with(&format!("&state={state}")));
    }
    let page = world.owner(SAM).to_key_page(&application.link("state="), "TESLA").await;
    assert!(!page.parameters().contains_key("state"));
}

#[tokio::test]
async fn make_skips_the_brands_in_any_case() {
    let world = World::start().await;
    let application = world.application().await;
    for make in ["TESLA", "tesla"] {
        let owner = world.owner(SAM);
        let page = owner.browser.open(&application.link(&format!("make={make}"))).await;
        let page = owner.browser.press(&page, "continue-button").await;
        assert_eq!(page.url.origin(), world.simulator.origin());
        assert!(page.text().contains("Tesla"), "{}", page.text());
    }
}

#[tokio::test]
async fn single_select_offers_a_choice_of_one_and_grants_one() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = owner.to_consent(&application.link("single_select=true"), "TESLA").await;
    let form = page.form("approval-button");
    let cars = form.fields("vehicle");
    assert_eq!(cars.len(), 3);
    assert!(cars.iter().all(|car| car.kind == "radio"));
    assert_eq!(cars.iter().filter(|car| car.checked).count(), 1);
    let other = cars.iter().find(|car| !car.checked).unwrap().value.clone();
    let page = owner.browser.submit(&form.clone().forge("vehicle", &other)).await;
    let back = if page.left_for.is_some() { page } else { owner.browser.press(&page, "later").await }.parameters();
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    assert_eq!(list.body["paging"]["count"], 1, "even where two are sent: {}", list.body);
}

#[tokio::test]
async fn single_select_vin_offers_that_car_alone_and_grants_no_other() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let all = owner.to_consent(&application.link(""), "TESLA").await;
    let ids: Vec<String> =
        all.form("approval-button").fields("vehicle").iter().map(|field| field.value.clone()).collect();
    let link = application.link(&format!("single_select=true&single_select_vin={MODEL_3_VIN}"));
    let page = owner.to_consent(&link, "TESLA").await;
    let form = page.form("approval-button");
    assert_eq!(form.fields("vehicle").len(), 1);
    let own = form.fields("vehicle")[0].value.clone();
    let other = ids.iter().find(|id| **id != own).unwrap();
    let refused = owner.browser.submit(&form.clone().without("vehicle").forge("vehicle", other)).await;
    assert!(refused.has("approval-button"), "the other car is not granted: {}", refused.text());
    let page = owner.browser.submit(&form).await;
    let back = owner.browser.press(&page, "later").await.parameters();
    let tokens = application.exchange(&back["code"]).await;
    let list = application.get(&tokens.access, "/v2.0/vehicles").await;
    let path = format!("/v2.0/vehicles/{}/vin", list.body["vehicles"][0].as_str().unwrap());
    assert_eq!(application.get(&tokens.access, &path).await.body, json!({"vin": MODEL_3_VIN}));
    assert_eq!(list.body["paging"]["count"], 1);
}

#[tokio::test]
async fn a_car_that_is_asked_for_and_not_in_the_account_is_told() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let link = application.link(&format!("single_select=true&single_select_vin={SAMS_VIN}"));
    let page = owner.to_consent(&link, "TESLA").await;
    assert_eq!(page.left_for, None);
    assert!(page.has("retry") || page.has("brands"), "{}", page.text());
    assert_eq!(owner.browser.press(&page, "leave").await.parameters()["error"], "no_vehicles");
}

#[tokio::test]
async fn response_type_none_ends_on_a_page() {
    let world = World::start().await;
    let application = world.application().await;
    let link = application.bare_link(&format!("client_id={}&mode=simulated&response_type=none", application.id));
    let owner = world.owner(SAM);
    let page = owner.to_key_page(&link, "TESLA").await;
    assert_eq!((page.status, &page.left_for), (200, &None));
    assert!(page.text().contains("Voltwise is connected"), "{}", page.text());
    assert_sound(&page);
    let again = owner.browser.open(page.url.as_str()).await;
    assert!(again.text().contains("Voltwise is connected"), "{}", again.text());
    let page = owner.browser.open(&link).await;
    let page = owner.browser.press(&page, "leave").await;
    assert_eq!(page.left_for, None);
    assert!(page.text().contains("Nothing was connected"), "{}", page.text());

    let page = owner.browser.open(&format!("{link}&make=a-b")).await;
    assert_eq!((page.status, &page.left_for), (400, &None));
    assert!(page.text().contains("make a-b"), "the developer reads what is wrong: {}", page.text());
    assert_sound(&page);
}

#[tokio::test]
async fn external_id_is_echoed_and_null_clears_it() {
    let world = World::start().await;
    let application = world.application().await;
    let back = world.owner(SAM).connect(&application.link("external_id=user%2042&user=u1"), "TESLA").await;
    assert_eq!(back["external_id"], "user 42");
    let back = world.owner(SAM).connect(&application.link("external_id=null"), "TESLA").await;
    assert!(!back.contains_key("external_id"));
    assert!(!back.contains_key("user"));
}

#[tokio::test]
async fn what_an_sdk_adds_does_no_harm() {
    let world = World::start().await;
    let application = world.application().await;
    let parameters = "approval_prompt=force&flags=country:DE%20tesla_auth:true%20nobody:knows&user=u1\
                      &sdk_platform=iOS&sdk_version=6.2.1&app_origin=https%3A%2F%2Fapp.example.com&single_select=false\
                      &make=&scope=&single_select_vin=&unknown=1&";
    let back = world.owner(SAM).connect(&application.link(parameters), "TESLA").await;
    assert_eq!(back["virtual_key_url"], format!("{}_ak/{KEY_DOMAIN}", world.simulator));
}

async fn granted(world: &World, application: &Application, parameters: &str) -> Vec<String> {
    let connected = world.connect_with(application, SAM, "TESLA", parameters).await;
    let path = format!("/v2.0/vehicles/{}/permissions", connected.cars[0].id);
    let answer = application.get(&connected.tokens.access, &path).await;
    serde_json::from_value(answer.body["permissions"].clone()).unwrap()
}

/// The headers that every page has.
pub(crate) fn assert_sound(page: &Page) {
    let policy = page.header("content-security-policy").unwrap();
    for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action"]
    {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.html.contains("style=\"") && !page.html.contains("onclick"), "nothing inline: the policy forbids it");
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name} at {}", page.url);
    }
    assert_eq!(page.header("sc-request-id").map(str::len), Some(36));
}
