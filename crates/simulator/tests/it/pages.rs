//! Sign-in, control page, and who may steer them.

use axum::body::Body;
use axum::http::{StatusCode, header};

use crate::garage::{Garage, request};

const SIGN_IN: &str = "client=fob.example.com&name=Volt%26wise&make=KIA&state=s\
    &redirect_uri=https%3A%2F%2Ffob.example.com%2Fconnect%2Fcallback&scope=read_location";

#[tokio::test]
async fn sign_in_asks_again_for_a_missing_address_and_offers_a_way_back() {
    let garage = Garage::open(1);
    let page = garage.get(&format!("/garage/authorize?{SIGN_IN}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["id=\"username\"", "id=\"password\"", "id=\"sign-in-button\"", "error=login_cancelled"] {
        assert!(page.text.contains(part), "{part}");
    }
    let again = garage.submit("/garage/authorize", &format!("{SIGN_IN}&username=")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("Enter your e-mail address"));
}

#[tokio::test]
async fn sign_in_sends_browsers_to_gateways_alone() {
    let garage = Garage::open(1);
    for other in ["https://evil.example/", "javascript:alert(1)//connect/callback", "ftp://a/connect/callback"] {
        let query = format!("client=fob.example.com&make=KIA&redirect_uri={other}&state=s");
        let answer = garage.get(&format!("/garage/authorize?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{other}");
        assert!(answer.text.contains("redirect_uri must be"), "{other}");
    }
    let unknown = garage.get("/garage/authorize?client=a.b&make=LADA&redirect_uri=https://a/connect/callback").await;
    assert!(unknown.text.contains("Known makes: PEUGEOT, CITROEN"));
}

#[tokio::test]
async fn the_control_page_shows_every_car_and_its_forms_turn_switches() {
    let garage = Garage::open(1);
    let page = garage.get("/").await;
    for part in ["Model 3", "Cybertruck", "e-208", "ends in 0377", "openfob sim unplug 4821"] {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(!page.text.contains("style=\"") && !page.text.contains("<script>"), "the policy allows nothing inline");
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));

    let answer = garage.submit("/cars/tesla-5yj3e1ea7mf004821/charge-level", "percent=33.5").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(garage.car("4821").await["battery"]["percent"], 33.5);
    let answer = garage.submit("/time", "advance=8h").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(garage.get("/api/time").await.json()["now"], "2026-11-21T18:00:00.000Z");
}

#[tokio::test]
async fn other_web_sites_cannot_turn_switches_through_a_visitors_browser() {
    let garage = Garage::open(1);
    let path = "/api/cars/4821/unplug";
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
    {
        let answer = garage.send(request("POST", path).header(name, value).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let rebound =
        axum::http::Request::post(path).header("host", "evil.example").header("origin", "http://evil.example");
    assert_eq!(garage.send(rebound.body(Body::empty()).unwrap()).await.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(garage.car("4821").await["battery"]["plugged_in"], true);

    let own = request("POST", path).header("origin", "http://sim.example.com:8081");
    assert_eq!(garage.send(own.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn bodies_are_bounded() {
    let garage = Garage::open(1);
    let answer = garage.post("/api/cars/4821/fail", &" ".repeat(65 * 1024)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_phone_shows_the_one_car_that_its_link_is_for_and_a_computer_the_code_to_scan() {
    let garage = Garage::open(1);
    let page = garage.get("/_ak/fob.example.com?vin=7G2CEHED2RA012264").await;
    assert!(page.text.contains(r#"<input type="hidden" name="vin" value="7G2CEHED2RA012264">"#), "{}", page.text);
    assert!(page.text.contains("<svg") && page.text.contains("class=\"card scan\""), "{}", page.text);
    let signed_in =
        garage.submit("/_ak/fob.example.com/account", "email=lena%40example.com&vin=7G2CEHED2RA012264").await;
    assert_eq!(signed_in.headers[header::LOCATION], "/_ak/fob.example.com?vin=7G2CEHED2RA012264");
    let forged = garage.submit("/_ak/fob.example.com/account", "email=lena%40example.com&vin=a%0d%0ab").await;
    assert_eq!(forged.headers[header::LOCATION], "/_ak/fob.example.com");
}
