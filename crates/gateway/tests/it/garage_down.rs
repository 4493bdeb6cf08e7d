//! What is answered while the automaker's side is silent.

use crate::world::{LENA, SAM, World};

const MODEL_3: &str = "tesla-5yj3e1ea7mf004821";

#[tokio::test]
async fn without_the_garage_readings_fail_upstream_and_what_is_known_is_still_answered() {
    let mut world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.owner(LENA).decide_key(&lena.back["virtual_key_url"], "add", MODEL_3).await;
    let token = &lena.tokens.access;
    assert!(application.is_paired(token, lena.car("Model 3")).await);
    let owner = world.owner(SAM);
    let waiting = owner.to_sign_in(&application.link(""), "TESLA").await;
    let before = world.key_changes(&application, lena.car("Model 3")).await;
    world.end_simulator().await;
    world.advance(jiff::SignedDuration::from_mins(1));

    let answer = application.get(token, &lena.path("Model 3", "odometer")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (502, "UPSTREAM:NO_RESPONSE"));
    assert_eq!(answer.body["resolution"]["type"], "RETRY_LATER");
    assert!(application.is_paired(token, lena.car("Model 3")).await, "what was known stays");
    assert!(!application.is_paired(token, lena.car("Cybertruck")).await);
    assert_eq!(world.key_changes(&application, lena.car("Model 3")).await, before, "silence is no change");
    for endpoint in ["", "vin", "permissions", "key"] {
        assert_eq!(application.get(token, &lena.path("Model 3", endpoint)).await.status, 200, "{endpoint}");
    }
    let key = application.get(token, &lena.path("Model 3", "key")).await;
    assert_eq!(key.body["checkedAt"], "2026-11-21T10:00:00.000Z", "it was not looked at since: {}", key.body);

    // The owner comes back from a sign-in page that was open already.
    let form = waiting.form("sign-in-button");
    let state = form.fields("state")[0].value.clone();
    let callback = world.origin.join("/connect/callback").unwrap();
    let page = owner.browser.open(&format!("{callback}?code=x&state={state}")).await;
    assert!(page.has("retry"), "{}", page.text());
    assert_eq!(owner.browser.press(&page, "leave").await.parameters()["error"], "server_error");
}
