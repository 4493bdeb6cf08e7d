//! How often the service may be asked.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::SignedDuration;
use openfob_carkey_service::each_minute;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::world::World;

#[tokio::test]
async fn an_account_that_asks_too_often_is_told_when_to_come_back() {
    let world = World::with(|settings| settings.limits.calls = each_minute(3.try_into().unwrap())).await;
    let lena = world.sign_in("lena", "phone-1").await;
    let mara = world.sign_in("mara", "phone-1").await;
    for _ in 0..3 {
        world.ok("GET", "/account", &lena, Value::Null).await;
    }
    let request = Request::get("/carkey/v1/account").header("authorization", format!("Bearer {lena}"));
    let answer = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"20".parse().unwrap())
    );
    let refused = world.refused("POST", "/challenges", &lena, json!({})).await;
    assert_eq!(refused, (2204, "carkey.rate_limit".to_owned()));
    world.ok("GET", "/account", &mara, Value::Null).await;
    world.wait(SignedDuration::from_secs(20));
    world.ok("GET", "/account", &lena, Value::Null).await;
}

#[tokio::test]
async fn sign_ins_of_an_application_have_a_bound() {
    let world = World::with(|settings| settings.limits.sign_ins = each_minute(2.try_into().unwrap())).await;
    let begun = json!({
        "clientId": world.application, "mode": "simulated", "make": "PEUGEOT", "phone": "phone-1",
        "redirectUri": "https://app.example.com/back", "codeChallenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    });
    for _ in 0..2 {
        world.ok("POST", "/sign-in", "", begun.clone()).await;
    }
    let refused = world.refused("POST", "/sign-in", "", begun.clone()).await;
    assert_eq!(refused, (2204, "carkey.rate_limit".to_owned()));
    world.wait(SignedDuration::from_secs(30));
    world.ok("POST", "/sign-in", "", begun).await;
}
