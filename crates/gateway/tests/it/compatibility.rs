//! Compatibility by VIN and by region.

use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::world::{Makers, World};

async fn ask(application: &Application, query: &str) -> Answer {
    let path = format!("/v2.0/compatibility{query}");
    application.send(application.request("GET", &path).basic_auth(&application.id, Some(&application.secret))).await
}

/// `capable` and `reason` of each entry.
fn capabilities(answer: &Answer) -> Vec<(bool, Option<&str>)> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let entries = answer.body["capabilities"].as_array().unwrap();
    entries.iter().map(|entry| (entry["capable"].as_bool().unwrap(), entry["reason"].as_str())).collect()
}

#[tokio::test]
async fn the_cars_of_the_sdk_suites_answer_as_their_suites_expect() {
    let world = World::start().await;
    let application = world.application().await;
    let place = "scope=read_odometer%20read_location";
    let fuel = "scope=read_odometer%20read_fuel";

    let tesla = ask(&application, &format!("?vin=5YJXCDE22HF068739&{place}&country=US")).await;
    assert_eq!(
        tesla.body,
        json!({"compatible": true, "reason": null, "capabilities": [
            {"permission": "read_odometer", "endpoint": "/odometer", "capable": true, "reason": null},
            {"permission": "read_location", "endpoint": "/location", "capable": true, "reason": null},
        ]})
    );
    let audi = ask(&application, &format!("/?vin=WAUAFAFL1GN014882&{place}")).await;
    assert_eq!((&audi.body["compatible"], &audi.body["reason"]), (&json!(true), &Value::Null));
    assert!(capabilities(&audi).iter().all(|(capable, reason)| !capable && reason.is_some()));
    let bmw = ask(&application, &format!("?vin=WBAKE5C58DJ107700&{place}")).await;
    assert_eq!(bmw.body, json!({"compatible": false, "reason": "VEHICLE_NOT_COMPATIBLE", "capabilities": []}));
    let gmc = ask(&application, &format!("?vin=0SCGMCT0386A85356&{fuel}")).await;
    assert_eq!(capabilities(&gmc), [(true, None), (false, Some("VEHICLE_NOT_CAPABLE"))]);
    let tesla = ask(&application, &format!("?vin=5YJSA1E29LF403082&{fuel}")).await;
    assert_eq!(capabilities(&tesla), [(true, None), (false, Some("SMARTCAR_NOT_CAPABLE"))]);
}

#[tokio::test]
async fn a_make_that_nobody_serves_or_sells_there_is_not_compatible() {
    let world = World::start().await;
    let application = world.application().await;
    let no = json!({"compatible": false, "reason": "MAKE_NOT_COMPATIBLE", "capabilities": []});
    assert_eq!(ask(&application, "?vin=JTDKB20U887700001&scope=read_vin").await.body, no);
    let chevrolet = "?vin=1G1ZD5ST8JF000001&scope=read_vin";
    assert_eq!(ask(&application, chevrolet).await.body["compatible"], true);
    assert_eq!(ask(&application, &format!("{chevrolet}&country=DE")).await.body, no);
    let nobody = World::start_for(Makers::Nobody).await;
    let application = nobody.application().await;
    assert_eq!(ask(&application, chevrolet).await.body, no);
    assert_eq!(ask(&application, "/matrix?region=US").await.body, json!({}));
}

#[tokio::test]
async fn a_test_chooses_its_answer_and_has_to_in_test_mode() {
    let world = World::start().await;
    let application = world.application().await;
    let car = "?vin=5YJXCDE22HF068739&scope=read_fuel%20read_battery&mode=test";
    for query in ["", "&test_mode_compatibility_level=", "&test_mode_compatibility_level=horse"] {
        let refused = ask(&application, &format!("{car}{query}")).await;
        assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"), "{query}");
        assert_eq!(
            refused.body["detail"],
            json!([{
                "field": "test_mode_compatibility_level",
                "message": "Field must be one of: [compatible,phev,incompatible,fuel,dinosaur,bev]",
            }])
        );
    }
    for (level, capable) in
        [("compatible", [true; 2]), ("phev", [true; 2]), ("bev", [false, true]), ("fuel", [true, false])]
    {
        let answer = ask(&application, &format!("{car}&test_mode_compatibility_level={level}")).await;
        assert_eq!(capabilities(&answer).iter().map(|entry| entry.0).collect::<Vec<_>>(), capable, "{level}");
    }
    for level in ["incompatible", "dinosaur"] {
        let answer = ask(&application, &format!("{car}&test_mode_compatibility_level={level}")).await;
        assert_eq!(answer.body["reason"], "VEHICLE_NOT_COMPATIBLE", "{level}");
    }
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_named() {
    let world = World::start().await;
    let application = world.application().await;
    let vin = "vin=5YJXCDE22HF068739";
    for (query, field) in [
        ("?scope=read_vin".to_owned(), "vin"),
        ("?vin=5YJ&scope=read_vin".to_owned(), "vin"),
        (format!("?{vin}"), "scope"),
        (format!("?{vin}&scope=read_minds"), "scope"),
        (format!("?{vin}&scope=read_vin&country=Germany"), "country"),
        (format!("?{vin}&scope=read_vin&mode=x"), "mode"),
        ("/matrix".to_owned(), "region"),
        ("/matrix?region=MARS".to_owned(), "region"),
        ("/matrix?region=US&type=STEAM".to_owned(), "type"),
        ("/matrix?region=US&scope=read_minds".to_owned(), "scope"),
        ("/matrix?region=US&make=a-b".to_owned(), "make"),
    ] {
        let refused = ask(&application, &query).await;
        assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION"), "{query}");
        assert_eq!(refused.body["detail"][0]["field"], field, "{query}");
    }
}

#[tokio::test]
async fn the_matrix_lists_models_by_make_and_is_narrowed() {
    let world = World::start().await;
    let application = world.application().await;
    let united_states = ask(&application, "/matrix?region=US").await;
    assert!(united_states.body.get("CHEVROLET").is_some() && united_states.body.get("PEUGEOT").is_none());
    let europe = ask(&application, "/matrix?region=EUROPE").await;
    assert!(europe.body.get("CHEVROLET").is_none() && europe.body.get("PEUGEOT").is_some());
    let narrowed =
        ask(&application, "/matrix?region=US&make=NISSAN%20CHEVROLET&type=BEV&scope=read_battery&mode=live").await;
    let leaf = &narrowed.body["NISSAN"][0];
    assert_eq!(
        (&leaf["model"], &leaf["startYear"], &leaf["endYear"], &leaf["type"]),
        (&json!("Leaf"), &json!(2018), &json!(2026), &json!("BEV"))
    );
    assert!(leaf["endpoints"].as_array().unwrap().contains(&json!("/battery")));
    assert!(leaf["permissions"].as_array().unwrap().contains(&json!("read_battery")));
    assert_eq!(narrowed.body.as_object().unwrap().len(), 2);
    assert_eq!(narrowed.body["CHEVROLET"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn it_wants_the_client_secret_before_it_looks_at_anything() {
    let world = World::start().await;
    let application = world.application().await;
    for path in ["/v2.0/compatibility", "/v2.0/compatibility/matrix"] {
        for request in [
            application.request("GET", path),
            application.request("GET", path).basic_auth(&application.id, Some("wrong")),
            application.request("GET", path).basic_auth("default", Some(&application.management_token)),
            application.request("GET", path).bearer_auth(&application.secret),
        ] {
            let refused = application.send(request).await;
            assert_eq!((refused.status, refused.problem().as_str()), (401, "AUTHENTICATION"), "{path}");
        }
    }
}
