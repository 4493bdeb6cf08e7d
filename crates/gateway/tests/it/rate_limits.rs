//! Requests beyond what the operator allows.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use openfob_gateway::{RateLimit, RateLimits};
use serde_json::json;

use crate::world::{SAM, World};

fn limit(burst: u32) -> RateLimit {
    RateLimit { burst: NonZeroU32::new(burst).unwrap(), per_minute: NonZeroU32::new(2).unwrap() }
}

#[tokio::test]
async fn an_application_that_asks_too_often_is_told_when_to_come_back() {
    let world = World::start_limited(RateLimits { application: Some(limit(20)), vehicle: None }).await;
    let application = world.application().await;
    let other = world.register(json!({"name": "Other"})).await;
    let sam = world.connect(&application, SAM, "TESLA").await;

    let mut limited = application.get(&sam.tokens.access, "/v2.0/user").await;
    for _ in 0..20 {
        limited = application.get(&sam.tokens.access, "/v2.0/user").await;
    }
    assert_eq!((limited.status, limited.problem().as_str()), (429, "RATE_LIMIT:SMARTCAR_API"));
    assert_eq!(limited.header("retry-after"), Some("30"));
    assert_eq!(limited.body["resolution"]["type"], "RETRY_LATER");
    for request in [
        application.request("GET", "/v2.0/management/connections").basic_auth("", Some(&application.management_token)),
        application.request("GET", "/v2.0/compatibility").basic_auth(&application.id, Some(&application.secret)),
        application.request("DELETE", &sam.path("Model S", "application")).bearer_auth(&application.management_token),
    ] {
        assert_eq!(application.send(request).await.problem(), "RATE_LIMIT:SMARTCAR_API");
    }
    let another = other.request("GET", "/v2.0/management/connections").basic_auth("", Some(&other.management_token));
    assert_eq!(other.send(another).await.status, 200);
    let stranger = application.get("wrong", "/v2.0/user").await;
    assert_eq!(stranger.status, 401, "who is not known spends nobody's bucket");

    world.advance(SignedDuration::from_secs(30));
    assert_eq!(application.get(&sam.tokens.access, "/v2.0/user").await.status, 200);
    assert_eq!(application.get(&sam.tokens.access, "/v2.0/user").await.status, 429);
}

#[tokio::test]
async fn one_vehicle_asked_too_often_does_not_hold_up_the_others() {
    let world = World::start_limited(RateLimits { application: None, vehicle: Some(limit(3)) }).await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let mut cars = sam.cars.iter();
    let path = |id: &str| format!("/v2.0/vehicles/{id}/battery");
    let first = path(&cars.next().unwrap().id);

    let mut limited = application.get(&sam.tokens.access, &first).await;
    for _ in 0..3 {
        limited = application.get(&sam.tokens.access, &first).await;
    }
    assert_eq!((limited.status, limited.problem().as_str()), (429, "RATE_LIMIT:VEHICLE"));
    assert_eq!(limited.header("retry-after"), Some("30"));
    assert_eq!(application.get(&sam.tokens.access, "/v2.0/vehicles").await.status, 200);
    let key = first.replace("battery", "tesla/virtual_key");
    assert_eq!(application.get(&sam.tokens.access, &key).await.status, 200, "no request for data is never limited");
    for car in cars {
        assert_eq!(application.get(&sam.tokens.access, &path(&car.id)).await.status, 200);
    }
}
