//! Consent, tokens and their rotation.

use axum::http::{StatusCode, header};
use serde_json::Value;

use super::client::{Client, EU, form, seeded, url_encoded};
use crate::garage::{Answer, Garage};

const BACK: &str = "https://fob.example.com/connect/callback";
const SCOPES: &str = "openid offline_access vehicle_device_data vehicle_location vehicle_cmds";

/// Signs Lena in, giving some scopes, and brings the code.
async fn code(garage: &Garage, given: &[&str], more: &[(&str, &str)]) -> String {
    let (client_id, _) = seeded(garage).await;
    let asked = [
        ("response_type", "code"),
        ("client_id", &client_id),
        ("redirect_uri", BACK),
        ("scope", SCOPES),
        ("state", "a b"),
        ("username", "lena@example.com"),
    ];
    let given: Vec<_> = given.iter().map(|scope| ("granted", *scope)).collect();
    let answer = form(garage, "/oauth2/v3/authorize", &[&asked, more, &given].concat()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let back = answer.headers[header::LOCATION].to_str().unwrap().to_owned();
    assert!(back.starts_with(BACK) && back.contains("state=a+b"), "{back}");
    back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

async fn exchange(garage: &Garage, code: &str, more: &[(&str, &str)]) -> Answer {
    let (id, secret) = seeded(garage).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("client_secret", &secret),
        ("code", code),
        ("redirect_uri", BACK),
        ("audience", EU),
    ];
    form(garage, "/oauth2/v3/token", &[&fields, more].concat()).await
}

async fn refresh(garage: &Garage, token: &str) -> Answer {
    let (id, _) = seeded(garage).await;
    let fields = [("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", token)];
    form(garage, "/oauth2/v3/token", &fields).await
}

fn claims(token: &Value) -> Value {
    use base64::Engine as _;
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::STANDARD_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn text(answer: &Answer, name: &str) -> String {
    answer.json()[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_asks_for_each_scope_and_offers_a_way_back() {
    let garage = Garage::open(1);
    let (id, _) = seeded(&garage).await;
    let query = [("response_type", "code"), ("client_id", &id), ("redirect_uri", BACK), ("scope", SCOPES)];
    let page = garage.get(&format!("/oauth2/v3/authorize?{}", url_encoded(&query))).await;
    for part in ["id=\"username\"", "id=\"sign-in-button\"", "value=\"vehicle_location\"", "error=login_cancelled"] {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(!page.text.contains("value=\"offline_access\""), "sign-in itself is not asked about");
    let unknown = garage.get("/oauth2/v3/authorize?response_type=code&client_id=nobody&redirect_uri=https://a").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_gives_tokens_with_what_was_really_given_and_is_good_once() {
    let garage = Garage::open(1);
    let code = code(&garage, &["vehicle_device_data", "vehicle_cmds"], &[("nonce", "n?~")]).await;
    assert!(code.starts_with("EU_"));
    let answer = exchange(&garage, &code, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let tokens = answer.json();
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&28_800.into(), &"Bearer".into()));
    assert_eq!(claims(&tokens["id_token"])["nonce"], "n?~");
    let claims = claims(&tokens["access_token"]);
    assert_eq!(claims["ou_code"], "EU");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 28_800);
    let scopes: Vec<_> = claims["scp"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(scopes, ["offline_access", "openid", "vehicle_cmds", "vehicle_device_data"]);

    let again = exchange(&garage, &code, &[]).await;
    assert_eq!((again.status, again.json()["error"].clone()), (StatusCode::BAD_REQUEST, "invalid_auth_code".into()));
}

#[tokio::test]
async fn what_was_not_asked_for_again_stays_out_unless_missing_scopes_are_prompted() {
    let garage = Garage::open(1);
    let first = code(&garage, &["vehicle_device_data"], &[]).await;
    exchange(&garage, &first, &[]).await;
    let has_location = async |more: &[(&str, &str)]| {
        let code = code(&garage, &["vehicle_device_data", "vehicle_location"], more).await;
        let tokens = exchange(&garage, &code, &[]).await.json();
        claims(&tokens["access_token"])["scp"].as_array().unwrap().contains(&"vehicle_location".into())
    };
    assert!(!has_location(&[]).await);
    assert!(has_location(&[("prompt_missing_scopes", "true")]).await);
}

#[tokio::test]
async fn all_scopes_can_be_required() {
    let garage = Garage::open(1);
    let (id, _) = seeded(&garage).await;
    let fields = [
        ("response_type", "code"),
        ("client_id", &id),
        ("redirect_uri", BACK),
        ("scope", SCOPES),
        ("require_requested_scopes", "true"),
        ("username", "lena@example.com"),
        ("granted", "vehicle_device_data"),
    ];
    let answer = form(&garage, "/oauth2/v3/authorize", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("needs every permission"));
}

#[tokio::test]
async fn a_verifier_must_fit_its_challenge() {
    let garage = Garage::open(1);
    // RFC 7636, appendix B.
    let challenge =
        [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256")];
    let wrong = code(&garage, &["vehicle_device_data"], &challenge).await;
    assert_eq!(exchange(&garage, &wrong, &[("code_verifier", "x")]).await.status, StatusCode::BAD_REQUEST);
    let right = code(&garage, &["vehicle_device_data"], &challenge).await;
    let verifier = [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    assert_eq!(exchange(&garage, &right, &verifier).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_refresh_token_used_last_stays_good_for_a_day_and_no_other() {
    let garage = Garage::open(1);
    let first_code = code(&garage, &["vehicle_device_data"], &[]).await;
    let first = text(&exchange(&garage, &first_code, &[]).await, "refresh_token");
    let second = text(&refresh(&garage, &first).await, "refresh_token");
    assert_ne!(first, second);
    let third = text(&refresh(&garage, &first).await, "refresh_token");
    let fourth = text(&refresh(&garage, &third).await, "refresh_token");
    for dead in [&first, &second] {
        let answer = refresh(&garage, dead).await;
        assert_eq!((answer.status, text(&answer, "error")), (StatusCode::UNAUTHORIZED, "login_required".to_owned()));
    }
    garage.advance("25h").await;
    assert_eq!(refresh(&garage, &third).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&garage, &fourth).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_grace_a_used_refresh_token_is_dead_at_once() {
    let garage = Garage::open(1);
    let first_code = code(&garage, &["vehicle_device_data"], &[]).await;
    let first = text(&exchange(&garage, &first_code, &[]).await, "refresh_token");
    garage.post("/api/tesla/scripts/refresh-race", "").await;
    let second = text(&refresh(&garage, &first).await, "refresh_token");
    assert_eq!(refresh(&garage, &first).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&garage, &second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn tokens_outlive_a_restart_and_end_after_eight_hours_or_when_access_is_revoked() {
    let mut client = Client::open().await;
    client.garage.restart();
    assert_eq!(client.get("/api/1/users/me").await.json()["response"]["email"], "lena@example.com");
    client.script("revoked-access", "on").await;
    let answer = client.get("/api/1/users/me").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::UNAUTHORIZED, ""));

    let client = Client::open().await;
    client.garage.advance("8h").await;
    let answer = client.get("/api/1/vehicles").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::UNAUTHORIZED, ""));
}

#[tokio::test]
async fn token_errors_are_teslas() {
    let garage = Garage::open(1);
    let (id, secret) = seeded(&garage).await;
    let credentials = [("client_id", id.as_str()), ("client_secret", secret.as_str())];
    let cases = [
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "client_credentials"), ("audience", "https://evil.example")], "invalid_audience"),
        (vec![("grant_type", "client_credentials"), ("audience", EU), ("scope", "everything")], "invalid_scope"),
    ];
    for (fields, error) in cases {
        let answer = form(&garage, "/oauth2/v3/token", &[fields.as_slice(), &credentials].concat()).await;
        assert_eq!((answer.status, text(&answer, "error")), (StatusCode::BAD_REQUEST, error.to_owned()));
        assert!(text(&answer, "error_uri").starts_with("https://auth.tesla.com/error/reference/"));
    }
    let stranger =
        [("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", "no"), ("audience", EU)];
    assert_eq!(text(&form(&garage, "/oauth2/v3/token", &stranger).await, "error"), "unauthorized_client");
}

#[tokio::test]
async fn an_owner_takes_back_what_one_application_has_and_is_led_back() {
    let garage = Garage::open(1);
    let (id, _) = seeded(&garage).await;
    let tokens = exchange(&garage, &code(&garage, &["vehicle_device_data"], &[]).await, &[]).await;
    let token = text(&tokens, "refresh_token");
    let link = [("revoke_client_id", id.as_str()), ("back_url", "https://fob.example.com/owner")];
    let page = garage.get(&format!("/user/revoke/consent?{}", url_encoded(&link))).await;
    assert!(page.text.contains("id=\"revoke-button\""), "{}", page.text);

    let submit =
        async |email: &str| form(&garage, "/user/revoke/consent", &[&link[..], &[("username", email)]].concat()).await;
    let other = submit("max@example.com").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fresh = refresh(&garage, &token).await;
    assert_eq!(fresh.status, StatusCode::OK, "another account's word takes nothing");
    let token = text(&fresh, "refresh_token");
    let done = submit("Lena@example.com").await;
    assert_eq!((done.status, &done.headers[header::LOCATION]), (StatusCode::SEE_OTHER, &link[1].1.parse().unwrap()));
    assert_eq!(refresh(&garage, &token).await.json()["error"], "login_required");
    assert_eq!(submit("lena@example.com").await.status, StatusCode::UNPROCESSABLE_ENTITY, "there is nothing left");
}

#[tokio::test]
async fn taking_back_leads_to_addresses_of_the_application_alone() {
    let garage = Garage::open(1);
    let (id, _) = seeded(&garage).await;
    let own = serde_json::json!({"client_id": "own", "redirect_uris": [BACK]}).to_string();
    assert!(garage.post("/api/tesla/applications", &own).await.status.is_success());
    for (client, back) in
        [("nobody", ""), ("own", "https://evil.example/"), ("own", "javascript:alert(1)"), (&id, "javascript:alert(1)")]
    {
        let query = url_encoded(&[("revoke_client_id", client), ("back_url", back)]);
        let page = garage.get(&format!("/user/revoke/consent?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{client}, {back}");
    }
    for back in ["", "https://fob.example.com/owner/deleted"] {
        let query = url_encoded(&[("revoke_client_id", "own"), ("back_url", back)]);
        assert_eq!(garage.get(&format!("/user/revoke/consent?{query}")).await.status, StatusCode::OK, "{back}");
    }
}
