//! The public test vehicle of version 3.

use serde_json::json;

use crate::world::World;

const VEHICLE: &str = "/v3/vehicles/tst2e255-d3c8-4f90-9fec-e6e68b98e9cb";
const TOKEN: &str = "test-data-token";

#[tokio::test]
async fn the_public_test_vehicle_answers_its_token() {
    let world = World::start().await;
    let application = world.application().await;
    let vehicle = application.get(TOKEN, &format!("{VEHICLE}/")).await;
    assert_eq!(vehicle.status, 200, "{}", vehicle.body);
    assert_eq!((&vehicle.body["type"], &vehicle.body["attributes"]["model"]), (&json!("vehicle"), &json!("Model Y")));

    let signals = application.get(TOKEN, &format!("{VEHICLE}/signals")).await.body;
    let data = signals["data"].as_array().unwrap();
    assert_eq!((data.len(), &signals["meta"]["totalCount"]), (2, &json!(2)));
    assert_eq!(signals["included"]["vehicle"]["attributes"]["year"], "2021");
    for signal in data {
        assert_eq!(signal["attributes"]["status"]["value"], "SUCCESS");
        let alone = application.get(TOKEN, &format!("{VEHICLE}/signals/{}", signal["id"].as_str().unwrap())).await;
        assert_eq!(alone.body, *signal);
    }
}

#[tokio::test]
async fn nothing_else_of_version_3_is_served() {
    let world = World::start().await;
    let application = world.application().await;
    let elsewhere = application.get(TOKEN, "/v3/vehicles/5f1e7b1c-0000-4000-8000-000000000000").await;
    assert_eq!((elsewhere.status, &elsewhere.body["errors"][0]["status"]), (404, &json!("404")));
    assert_eq!(application.get(TOKEN, &format!("{VEHICLE}/signals/none")).await.status, 404);
    let stranger = application.get("wrong", VEHICLE).await;
    assert_eq!((stranger.status, &stranger.body["errors"][0]["type"]), (401, &json!("AUTHENTICATION")));
    assert_eq!(application.get(TOKEN, "/v2.0/vehicles").await.status, 401);
}
