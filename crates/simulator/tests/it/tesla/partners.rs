//! Applications register, and their key is fetched for real.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use serde_json::{Value, json};

use super::client::{EU, KEY, form};
use crate::garage::{Answer, Garage, request};

const DOMAIN: &str = "fob.acme.example";

/// Serves the key file under its domain, and gives its origin.
async fn key_server() -> String {
    let file = async |headers: HeaderMap| {
        let named = headers.get(header::HOST).is_some_and(|host| host == DOMAIN);
        if named { (StatusCode::OK, KEY) } else { (StatusCode::NOT_FOUND, "") }
    };
    let router = Router::new().route("/.well-known/appspecific/com.tesla.3p.public-key.pem", get(file));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

async fn partner(garage: &Garage, client_id: &str) -> String {
    let entry = json!({
        "name": "Acme",
        "client_id": client_id,
        "client_secret": "ta-secret.acme",
        "allowed_origins": ["https://acme.example"],
        "redirect_uris": ["https://acme.example/callback"],
    });
    let answer = garage.post("/api/tesla/applications", &entry.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        ("client_secret", "ta-secret.acme"),
        ("audience", EU),
        ("scope", "openid vehicle_device_data"),
    ];
    let answer = form(garage, "/oauth2/v3/token", &fields).await;
    assert!(answer.json().get("refresh_token").is_none());
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn call(garage: &Garage, method: &str, path: &str, token: &str, body: &Value) -> Answer {
    let request = request(method, path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    garage.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn an_application_registers_in_the_region_of_its_token_and_only_there() {
    let garage = Garage::open(1);
    let origin = key_server().await;
    let token = partner(&garage, "acme").await;
    let register =
        async |domain: &str| call(&garage, "POST", "/api/1/partner_accounts", &token, &json!({"domain": domain})).await;

    let unreachable = register(DOMAIN).await;
    assert_eq!(unreachable.status, StatusCode::FAILED_DEPENDENCY);
    assert!(unreachable.text.contains("Public key download failed"));
    garage.post("/api/tesla/key-domains", &json!({"domain": DOMAIN, "origin": origin}).to_string()).await;
    let registered = register(DOMAIN).await;
    assert_eq!(registered.status, StatusCode::OK, "{}", registered.text);
    let key = registered.json()["response"]["public_key"].as_str().unwrap().to_owned();
    assert!(key.len() == 130 && key.starts_with("04"));

    assert_eq!(register("www.acme.example").await.status, StatusCode::BAD_REQUEST);
    let elsewhere = register("fob.other.example").await;
    assert_eq!(elsewhere.status, StatusCode::PRECONDITION_FAILED);
    assert!(elsewhere.text.contains("Root domain other.example must match registered allowed origin"));

    let known = format!("/api/1/partner_accounts/public_key?domain={DOMAIN}");
    assert_eq!(call(&garage, "GET", &known, &token, &json!({})).await.json()["response"]["public_key"], key.as_str());
    let rival = partner(&garage, "rival").await;
    let refusal = call(&garage, "POST", "/api/1/partner_accounts", &rival, &json!({"domain": DOMAIN})).await;
    assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal.json()["error"], "Validation failed: Public key hash has already been taken");

    // In Europe the owner is served, in America nobody is.
    let owner = async |user: &str| {
        let wishes = json!({"user": user, "client_id": "acme"}).to_string();
        garage.post("/api/tesla/token", &wishes).await.json()["access_token"].as_str().unwrap().to_owned()
    };
    let (lena, american) = (owner("lena@example.com").await, owner("someone@example.com").await);
    assert_eq!(call(&garage, "GET", "/api/1/vehicles", &lena, &json!({})).await.status, StatusCode::OK);
    let refused = call(&garage, "GET", "/api/1/vehicles", &american, &json!({})).await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    let error = refused.json()["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("Account acme must be registered in the current region"), "{error}");
    assert!(refused.json().get("response").is_none());

    // The owner's phone adds that key, which Tesla then tells of.
    let cookie = "openfob_sim_phone=lena@example.com";
    let path = format!("/_ak/{DOMAIN}/add");
    let tap = request("POST", &path).header(header::COOKIE, cookie);
    let tap = tap.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let added = garage.send(tap.body(Body::from("car=tesla-5yj3e1ea7mf004821")).unwrap()).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let vins = json!({"vins": ["5YJ3E1EA7MF004821"]});
    let status = call(&garage, "POST", "/api/1/vehicles/fleet_status", &lena, &vins).await;
    assert_eq!(status.json()["response"]["key_paired_vins"], vins["vins"]);
}
