//! Keys: what fleet status tells of them, the link that adds one, and the partner that they belong to.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openfob_automaker::{Adapter, PartnerAccounts, PriceClass, Registration, RegistrationError};
use openfob_domain::KeyClaim;
use serde_json::json;

use crate::harness::{CYBERTRUCK, LENA, MODEL_3, MODEL_S, World, vin};

/// The PEM of a new public key, and its point in hexadecimal.
fn new_key() -> (String, String) {
    // SubjectPublicKeyInfo of a P-256 key, up to its point (RFC 5480).
    const HEADER: [u8; 26] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let body = STANDARD.encode([&HEADER[..], point].concat());
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"));
    (pem, hex::encode(point))
}

/// Serves a key file where the simulator looks for the partner's key domain.
async fn publish(world: &World, pem: String) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let path = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
    let router = Router::new().route(path, get(move || async move { pem }));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    world.post("/api/tesla/key-domains", json!({"domain": "fob.example.com", "origin": origin})).await;
}

#[tokio::test]
async fn a_key_shows_in_fleet_status_when_it_is_added_and_when_it_is_removed() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let (pem, _) = new_key();
    let claim = async || world.tesla.key_report(&session, &vin(MODEL_3)).await.unwrap();
    let before = claim().await;
    assert_eq!((&before.evidence[0].claim, before.keys), (&KeyClaim::Absent, Some(0)));
    assert!(before.firmware.is_some() && before.access.unwrap().key.is_some());
    world.post(&format!("/api/tesla/cars/{MODEL_3}/enrol"), json!({"public_key": pem})).await;
    let key = Some("fob.example.com".to_owned());
    assert_eq!(claim().await.evidence[0].claim, KeyClaim::Present { key });
    world.post(&format!("/api/tesla/cars/{MODEL_3}/remove"), json!({"public_key": pem})).await;
    assert_eq!(claim().await.evidence[0].claim, KeyClaim::Absent);
}

#[tokio::test]
async fn the_keys_of_all_cars_of_an_account_are_told_by_one_call_which_counts_once() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let (pem, _) = new_key();
    world.post(&format!("/api/tesla/cars/{CYBERTRUCK}/enrol"), json!({"public_key": pem})).await;
    let vins = [MODEL_3, MODEL_S, CYBERTRUCK].map(vin);
    let reports = world.tesla.key_reports(&session, &vins.iter().collect::<Vec<_>>()).await.unwrap();
    assert_eq!(world.book.take_priced(), [("fleet_status", PriceClass::Data)]);
    let claims: Vec<&str> = vins.iter().map(|vin| reports[vin].evidence[0].claim.as_str()).collect();
    assert_eq!(claims, ["absent", "absent", "present"]);
}

#[tokio::test]
async fn a_hundred_cars_are_asked_about_at_once_and_more_by_a_second_call() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.play("no-limits", "on").await;
    let vins = vec![vin(MODEL_3); 101];
    world.tesla.key_reports(&session, &vins.iter().collect::<Vec<_>>()).await.unwrap();
    assert_eq!(world.book.take(), ["fleet_status", "fleet_status"]);
}

#[tokio::test]
async fn an_older_car_has_a_toggle_in_place_of_a_key() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    for on in [false, true] {
        world.turn("0377", "streaming", json!({"on": on})).await;
        let report = world.tesla.key_report(&session, &vin(MODEL_S)).await.unwrap();
        assert_eq!((report.streaming, report.access.unwrap().key), (Some(on), None));
    }
}

#[tokio::test]
async fn the_link_names_the_key_domain_and_where_wanted_the_car() {
    let world = World::start().await;
    let make = "TESLA".parse().unwrap();
    let domain = &world.partner.key_domain;
    let link = world.tesla.key_link(&make, domain, None).unwrap();
    assert_eq!(link.as_str(), format!("{}_ak/fob.example.com", world.url));
    let of_car = world.tesla.key_link(&make, domain, Some(&vin(MODEL_3))).unwrap();
    assert_eq!(of_car.as_str(), format!("{}_ak/fob.example.com?vin={MODEL_3}", world.url));
    assert_eq!(world.tesla.key_link(&"KIA".parse().unwrap(), domain, None), None);
}

#[tokio::test]
async fn a_partner_is_registered_with_the_key_that_it_publishes() {
    let world = World::start().await;
    let accounts: &dyn PartnerAccounts = &world.tesla;
    assert_eq!(accounts.registered_key(&world.partner, "eu").await.unwrap(), None);
    let (pem, point) = new_key();
    publish(&world, pem).await;
    assert_eq!(accounts.register(&world.partner, "eu").await.unwrap(), point);
    assert!(matches!(accounts.registration(&world.partner, "eu", &point).await, Registration::Complete));
    assert!(matches!(accounts.registration(&world.partner, "eu", "04ff").await, Registration::OtherKey { .. }));
    assert!(matches!(accounts.registration(&world.partner, "na", &point).await, Registration::Missing));
}

#[tokio::test]
async fn a_key_file_that_tesla_cannot_fetch_is_named_as_the_fault() {
    let world = World::start().await;
    world.post("/api/tesla/key-domains", json!({"domain": "fob.example.com", "origin": "http://127.0.0.1:9"})).await;
    let error = world.tesla.register(&world.partner, "eu").await.unwrap_err();
    assert!(matches!(error, RegistrationError::KeyUnreachable), "{error:?}");
}
