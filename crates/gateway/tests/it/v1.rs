//! Version 1.0, as far as the SDK suite for Python asks for it.

use std::collections::BTreeSet;

use crate::application::Answer;
use crate::world::{SAM, World};

fn keys(answer: &Answer) -> BTreeSet<&str> {
    assert_eq!(answer.body["statusCode"], answer.status);
    assert_eq!(answer.body["requestId"].as_str(), answer.header("sc-request-id"));
    answer.body.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn reads_answer_as_in_version_2() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let path = sam.path("Model S", "odometer");
    let newer = application.get(&sam.tokens.access, &path).await;
    let older = application.get(&sam.tokens.access, &path.replace("v2.0", "v1.0")).await;
    assert_eq!((older.status, &older.body), (200, &newer.body));
}

#[tokio::test]
async fn errors_have_the_older_shape() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect_with(&application, SAM, "TESLA", "scope=read_vehicle_info").await;
    let plain = BTreeSet::from(["error", "message", "statusCode", "requestId"]);

    let lacking = application.get(&sam.tokens.access, &sam.path("Model S", "odometer").replace("v2.0", "v1.0")).await;
    assert_eq!((lacking.status, lacking.body["error"].as_str()), (403, Some("permission_error")));
    assert_eq!(keys(&lacking), plain);
    let malformed = application.get(&sam.tokens.access, "/v1.0/vehicles/bad_id/odometer").await;
    assert_eq!((malformed.status, malformed.body["error"].as_str()), (400, Some("validation_error")));
    assert_eq!(keys(&malformed), plain);
    let nowhere = application.get(&sam.tokens.access, "/v1.0/nowhere").await;
    assert_eq!((nowhere.status, nowhere.body["code"].as_str()), (404, Some("PATH")));
}
