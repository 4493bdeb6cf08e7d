//! The key's own pages: one for each application, and one for each car.

use serde_json::json;

use crate::application::{Answer, Application};
use crate::authorize::assert_sound;
use crate::world::{LENA, World};

async fn manage(application: &Application, path: &str) -> Answer {
    let request = application.request("GET", path).basic_auth("default", Some(&application.management_token));
    application.send(request).await
}

#[tokio::test]
async fn an_applications_page_has_the_link_and_the_code_and_tells_of_no_car() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    let shown = world.administer("GET", &format!("/applications/{}", application.id), &json!(null)).await.body;
    let about = manage(&application, "/v2.0/management/application").await.body;
    let link = world.simulator.join("/_ak/fob.example.com").unwrap();
    assert_eq!((&shown["virtual_key_url"], &about["virtualKeyUrl"]), (&json!(link), &json!(link)));
    assert_eq!(shown["key_page_url"], about["keyPageUrl"]);

    let browser = world.browser();
    let url = about["keyPageUrl"].as_str().unwrap();
    let desktop = browser.open(url).await;
    assert_sound(&desktop);
    assert!(desktop.html.contains("data:image/svg+xml") && !desktop.text().contains("Model"), "{}", desktop.text());
    let phone = browser.open(&format!("{url}?view=phone")).await;
    assert!(phone.html.contains(&format!("href=\"{link}\"")), "{}", phone.html);
    for nobody in ["/key/x", "/key/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(browser.open(world.origin.join(nobody).unwrap().as_str()).await.status, 404);
    }
}

#[tokio::test]
async fn a_cars_page_turns_when_its_key_is_there_and_ends_with_its_connection() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let car = lena.car("Model 3");
    let told = manage(&application, &format!("/v2.0/management/vehicles/{car}/key_link")).await.body;
    assert_eq!(told["expiresAt"], "2026-12-21T10:00:00.000Z");
    let url = told["keyPageUrl"].as_str().unwrap();
    let browser = world.browser();
    let waiting = browser.open(url).await;
    assert_sound(&waiting);
    assert!(waiting.text().contains("Model 3") && waiting.text().contains("waiting"), "{}", waiting.text());
    assert!(!waiting.html.contains("4821"), "whoever has the address learns the model and no more");

    let owner = world.owner(LENA);
    let phone = owner.open_phone(told["virtualKeyUrl"].as_str().unwrap()).await;
    owner.browser.press(&phone, "add").await;
    world.advance(jiff::SignedDuration::from_mins(1));
    let ready = browser.open(url).await;
    assert!(ready.text().contains("Your key is in place"), "{}", ready.text());
    let events = url.parse::<url::Url>().unwrap();
    let events = format!("{events}/events");
    let told = world.http.get(&events).send().await.unwrap().text().await.unwrap();
    assert!(told.contains("\"done\":true"), "{told}");

    let forged = format!("{}0", &url[..url.len() - 1]);
    let forged = if forged == url { format!("{}1", &url[..url.len() - 1]) } else { forged };
    assert_eq!(browser.open(&forged).await.status, 404);
    application.call("DELETE", &application.management_token, &lena.path("Model 3", "application")).await;
    assert_eq!(browser.open(url).await.status, 404, "whoever was disconnected is shown no more");
}

#[tokio::test]
async fn a_cars_link_ends_and_is_given_to_its_own_application_alone() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let path = format!("/v2.0/management/vehicles/{}/key_link", lena.car("Model 3"));
    let other = world.register(json!({"name": "Other"})).await;
    assert_eq!(manage(&other, &path).await.problem(), "PERMISSION");
    assert_eq!(manage(&application, "/v2.0/management/vehicles/x/key_link").await.problem(), "VALIDATION");
    let without = format!("/v2.0/management/vehicles/{}/key_link", lena.car("Model S"));
    assert_eq!(manage(&application, &without).await.body["keyPageUrl"], json!(null), "it takes no key");
    let url = manage(&application, &path).await.body["keyPageUrl"].as_str().unwrap().to_owned();
    world.advance(jiff::SignedDuration::from_hours(31 * 24));
    assert_eq!(world.browser().open(&url).await.status, 404);
}
