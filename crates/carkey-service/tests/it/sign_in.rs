use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn an_owner_signs_in_at_the_maker_and_comes_back_to_the_app() {
    let world = World::new().await;
    let state = world.begin("phone-1").await;
    let back = world.come_back(&format!("state={state}&code=lena")).await;
    let query: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    assert!(back.as_str().starts_with("https://app.example.com/back?code="));
    assert!(query.contains(&("state".to_owned(), "mine".to_owned())));
    let (status, again) = world.call("GET", &format!("/callback?state={state}&code=lena"), "", Value::Null).await;
    assert_eq!((status, again["error"]["code"].as_u64()), (StatusCode::BAD_REQUEST, Some(2102)));
}

#[tokio::test]
async fn leaving_the_makers_page_is_told_to_the_app() {
    let world = World::new().await;
    let state = world.begin("phone-1").await;
    let back = world.come_back(&format!("state={state}")).await;
    assert!(back.query().unwrap().starts_with("error=access_denied"), "{back}");
}

#[tokio::test]
async fn a_code_is_good_once_and_with_its_verifier_alone() {
    let world = World::new().await;
    for verifier in ["another-verifier", ""] {
        let state = world.begin("phone-1").await;
        let back = world.come_back(&format!("state={state}&code=lena")).await;
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let (status, refused) = world.exchange(&code, verifier).await;
        assert_eq!((status, refused["error"]["code"].as_u64()), (StatusCode::UNAUTHORIZED, Some(2301)));
        assert_eq!(world.exchange(&code, verifier).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn tokens_end_are_refreshed_and_end_with_the_sign_out() {
    let world = World::new().await;
    let tokens = world.signed_in("lena", "phone-1").await;
    let access = tokens["accessToken"].as_str().unwrap();
    let account = world.ok("GET", "/account", access, Value::Null).await;
    assert_eq!(
        account,
        json!({"username": "lena@example.com", "isAccountBlocked": "NotBlocked", "isDeviceActivated": false})
    );
    world.wait(SignedDuration::from_hours(1));
    assert_eq!(world.refused("GET", "/account", access, Value::Null).await.0, 2301);
    let grant = json!({"grantType": "refresh_token", "refreshToken": tokens["refreshToken"]});
    let next = world.ok("POST", "/token", "", grant.clone()).await;
    let access = next["accessToken"].as_str().unwrap();
    assert_eq!(world.refused("POST", "/token", "", grant).await.0, 2301);
    world.ok("POST", "/sign-out", access, Value::Null).await;
    assert_eq!(world.refused("GET", "/account", access, Value::Null).await.0, 2301);
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_in_is_said() {
    let world = World::new().await;
    let good = json!({
        "clientId": world.application, "make": "PEUGEOT", "phone": "phone-1",
        "redirectUri": "https://app.example.com/back", "codeChallenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    });
    for (name, value, code) in [
        ("clientId", json!("01980000-0000-7000-8000-000000000000"), 2102),
        ("redirectUri", json!("https://elsewhere.example.com"), 2102),
        ("make", json!("TESLA"), 2102),
        ("phone", json!("a phone with spaces"), 2102),
        ("codeChallenge", json!("short"), 2102),
        ("phone", Value::Null, 2102),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(world.refused("POST", "/sign-in", "", bad).await.0, code, "{name}");
    }
    let mut without = good;
    without.as_object_mut().unwrap().remove("make");
    assert_eq!(world.refused("POST", "/sign-in", "", without).await.0, 2101);
    assert_eq!(world.refused("GET", "/vehicles", "", Value::Null).await.0, 2301);
    assert_eq!(world.refused("GET", "/nothing", "", Value::Null).await.1, "carkey.no_such_route");
}
