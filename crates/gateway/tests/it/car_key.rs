//! CarKey: without it neither data nor commands, and a page that says what to do.

use serde_json::json;

use crate::world::{LENA, World};

const E_208: &str = "1208";
const CONDITIONS: [&str; 3] = ["Sit in the car", "Phone connected", "tap Activate CarKey"];

#[tokio::test]
async fn a_refusal_leads_to_a_page_with_the_three_conditions_and_the_state_as_it_is() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "PEUGEOT").await;
    let (token, odometer) = (&lena.tokens.access, lena.path("e-208", "odometer"));
    assert_eq!(application.get(token, &odometer).await.status, 200, "active at first");
    let read = world.reads_of(E_208).await;

    let mut page = None;
    for state in [json!({"state": "suspended", "until": "2026-12-01T00:00:00Z"}), json!({"state": "disabled"})] {
        world.turn(E_208, "car-key", state.clone()).await;
        let refused = application.get(token, &odometer).await;
        assert_eq!((refused.status, refused.problem().as_str()), (400, "CONNECTED_SERVICES_ACCOUNT:CAR_KEY_REQUIRED"));
        assert_eq!(refused.body["resolution"]["type"], "ACTION_REQUIRED");
        let url = refused.body["resolution"]["url"].as_str().unwrap().to_owned();
        let key = application.get(token, &lena.path("e-208", "key")).await;
        assert_eq!(key.body["action"]["url"], url.as_str(), "the key view leads there as well");

        let shown = world.browser().open(&url).await;
        assert_eq!(shown.status, 200);
        for condition in CONDITIONS {
            assert!(shown.text().contains(condition), "{state} {condition}: {}", shown.text());
        }
        assert!(shown.text().contains("e-208") && !shown.html.contains(LENA), "{}", shown.text());
        assert_eq!(page.replace(url.clone()).unwrap_or(url.clone()), url, "the address stays");
        for endpoint in ["", "vin", "permissions", "key", "peugeot/car_key"] {
            let answer = application.get(token, &lena.path("e-208", endpoint)).await;
            assert_eq!(answer.status, 200, "no request for data: {endpoint} {}", answer.body);
        }
    }
    assert_eq!(world.reads_of(E_208).await, read, "the car was not asked");

    world.turn(E_208, "car-key", json!({"state": "active"})).await;
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
    world.turn(E_208, "car-key", json!({"state": "disabled"})).await;
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
