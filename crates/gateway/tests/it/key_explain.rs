//! Why a key's state is what it is, as the operator is told.

use serde_json::json;

use crate::world::{LENA, Makers, World};

#[tokio::test]
async fn the_state_is_told_with_each_sources_word_and_the_one_that_counts() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    assert!(!application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    let ask = async |vehicle: &str| world.administer("GET", &format!("/vehicles/{vehicle}/key"), &json!({})).await;
    let told = ask(lena.car("Model 3")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let key = &told.body["keys"][0];
    assert_eq!((key["state"].as_str(), key["kind"].as_str()), (Some("unpaired"), Some("virtual_key")));
    assert_eq!(key["sources"][0]["source"], "fleet_status");
    assert_eq!(
        (key["sources"][0]["claim"].as_str(), key["sources"][0]["counts"].as_bool()),
        (Some("absent"), Some(true))
    );
    assert_eq!(told.body["rule"].as_array().unwrap().len(), 5);
    let not_needed = ask(lena.car("Model S")).await;
    assert_eq!(not_needed.body["keys"][0]["state"], "not_required");
    assert_eq!(ask("hello").await.status, 400);
    assert_eq!(ask("5b1f0000-0000-4000-8000-000000000000").await.status, 404);
}

#[tokio::test]
async fn the_default_partner_has_no_regions_where_no_automaker_asks_for_a_registration() {
    let world = World::start_for(Makers::Nobody).await;
    let told = world.administer("POST", "/partners/default/register", &json!({"region": "eu"})).await;
    assert_eq!(told.status, 400, "{}", told.body);
    assert!(told.body["error"]["message"].as_str().unwrap().contains("does not serve"), "{}", told.body);
}
