//! Partners: whose key is published where, and what the operator is told.

use serde_json::{Value, json};

use crate::application::Answer;
use crate::world::{KEY_DOMAIN, World};

const KEY_FILE: &str = "/.well-known/appspecific/com.tesla.3p.public-key.pem";

async fn key_file(world: &World, host: &str) -> reqwest::Response {
    world.http.get(world.origin.join(KEY_FILE).unwrap()).header("host", host).send().await.unwrap()
}

async fn add(world: &World, body: Value) -> Answer {
    world.administer("POST", "/partners", &body).await
}

#[tokio::test]
async fn the_default_key_is_there_from_the_first_request_and_stays() {
    let world = World::start().await;
    let first = key_file(&world, KEY_DOMAIN).await;
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["content-type"], "application/x-pem-file");
    assert_eq!(first.headers()["cache-control"], "public, max-age=300");
    let tag = first.headers()["etag"].clone();
    let pem = first.text().await.unwrap();
    assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n") && pem.ends_with("-----END PUBLIC KEY-----\n"), "{pem}");
    assert!(!pem.contains("PRIVATE"));

    let request = world.http.get(world.origin.join(KEY_FILE).unwrap()).header("host", KEY_DOMAIN);
    let known = request.header("if-none-match", tag).send().await.unwrap();
    assert_eq!((known.status().as_u16(), known.text().await.unwrap().as_str()), (304, ""));
    let request = world.http.head(world.origin.join(KEY_FILE).unwrap()).header("host", KEY_DOMAIN);
    let head = request.send().await.unwrap();
    assert_eq!(head.headers()["content-length"], pem.len().to_string().as_str());
    assert_eq!(head.text().await.unwrap(), "");

    let world = world.restart_gateway().await;
    assert_eq!(key_file(&world, KEY_DOMAIN).await.text().await.unwrap(), pem);
}

#[tokio::test]
async fn each_partner_has_its_key_on_its_own_host_and_an_unknown_host_has_none() {
    let world = World::start().await;
    let made = add(&world, json!({"name": "acme", "key_domain": "keys.acme.example"})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let own = key_file(&world, KEY_DOMAIN).await.text().await.unwrap();
    let acme = key_file(&world, "Keys.ACME.example:8443").await;
    assert_eq!(acme.status(), 200, "neither case nor port matters");
    assert_ne!(acme.text().await.unwrap(), own);
    let nobody = key_file(&world, "elsewhere.example").await;
    assert_eq!(nobody.status(), 404);
    let text = nobody.text().await.unwrap();
    assert!(text.contains("elsewhere.example") && text.contains(KEY_DOMAIN), "{text}");
}

#[tokio::test]
async fn an_application_chooses_a_partner_by_name_by_domain_or_by_subdomain() {
    let world = World::start().await;
    add(&world, json!({"name": "acme", "key_domain": "keys.acme.example"})).await;
    let body = |choice: Value| {
        let mut body = json!({"name": "Voltwise", "redirect_uris": ["https://app.example.com/callback"]});
        body.as_object_mut().unwrap().extend(choice.as_object().unwrap().clone());
        body
    };
    for (choice, domain) in [
        (json!({}), KEY_DOMAIN),
        (json!({"partner": "acme"}), "keys.acme.example"),
        (json!({"partner": "default"}), KEY_DOMAIN),
        (json!({"key_domain": "own.example"}), "own.example"),
        (json!({"key_subdomain": "blue"}), "blue.fob.example.com"),
    ] {
        let made = world.administer("POST", "/applications", &body(choice.clone())).await;
        assert_eq!((made.status, made.body["key_domain"].as_str()), (201, Some(domain)), "{choice} {}", made.body);
        assert_eq!(key_file(&world, domain).await.status(), 200, "{domain} has its key at once");
    }
    for (choice, status) in [
        (json!({"partner": "nobody"}), 404),
        (json!({"partner": "acme", "key_subdomain": "blue"}), 400),
        (json!({"key_subdomain": "blue.sky"}), 400),
        (json!({"key_subdomain": "-"}), 400),
    ] {
        let refused = world.administer("POST", "/applications", &body(choice.clone())).await;
        assert_eq!(refused.status, status, "{choice} {}", refused.body);
    }
    let removed = world.administer("DELETE", "/partners/acme", &json!({})).await;
    assert_eq!(removed.status, 400, "it is in use: {}", removed.body);
    assert!(removed.body["error"]["message"].as_str().unwrap().contains("1 application(s)"), "{}", removed.body);
}

#[tokio::test]
async fn the_default_partner_takes_credentials_and_shows_none_of_its_secrets() {
    let world = World::start().await;
    let said = json!({"client_id": "a-client-id", "client_secret": "a-partner-secret", "regions": ["EU"]});
    let saved = add(&world, said).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    let shown = world.administer("GET", "/partners/default", &json!({})).await;
    assert_eq!(shown.body["client_id"], "a-client-id");
    assert_eq!(shown.body["regions"], json!(["eu"]));
    assert_eq!((shown.body["default"].as_bool(), shown.body["key_domain"].as_str()), (Some(true), Some(KEY_DOMAIN)));
    assert!(!shown.body.to_string().contains("a-partner-secret"));

    for (body, word) in [
        (json!({"client_id": "a"}), "client secret"),
        (json!({"key_domain": "other.example"}), "cannot change"),
        (json!({"private_key": "-"}), "rotate"),
        (json!({"name": "acme"}), "--key-domain"),
        (json!({"name": "a b", "key_domain": "b.example"}), "lower-case"),
        (json!({"name": "acme", "key_domain": "https://a.example"}), "without scheme"),
        (json!({"name": "acme", "key_domain": "a.example", "private_key": "hello"}), "PEM"),
    ] {
        let refused = add(&world, body.clone()).await;
        assert_eq!(refused.status, 400, "{body} {}", refused.body);
        assert!(refused.body["error"]["message"].as_str().unwrap().contains(word), "{body} {}", refused.body);
    }
}

#[tokio::test]
async fn a_rotation_publishes_another_key() {
    let world = World::start().await;
    let before = key_file(&world, KEY_DOMAIN).await.text().await.unwrap();
    let rotated = world.administer("POST", "/partners/default/rotate", &json!({})).await;
    assert_eq!(rotated.status, 200, "{}", rotated.body);
    assert_eq!(rotated.body["earlier_keys"].as_array().unwrap().len(), 1);
    assert_ne!(key_file(&world, KEY_DOMAIN).await.text().await.unwrap(), before);
}
