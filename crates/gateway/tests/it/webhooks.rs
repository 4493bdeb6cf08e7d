//! Subscribing vehicles to webhooks.

use openfob_domain::{EventType, WebhookId};
use openfob_store::{Occasion, Webhook};
use serde_json::json;
use uuid::Uuid;

use crate::application::Application;
use crate::world::{NORA, SAM, World};

async fn add_webhook(world: &World, application: &Application) -> WebhookId {
    let id = WebhookId::from(Uuid::new_v4());
    let webhook = Webhook {
        id,
        application: application.id.parse().unwrap(),
        name: "app.example.com".to_owned(),
        url: "https://app.example.com/".to_owned(),
        occasion: Occasion::EventBased { events: EventType::ALL.to_vec() },
        all_vehicles: false,
        created_at: world.now(),
    };
    world.store.add_webhook(&webhook).await.unwrap();
    id
}

#[tokio::test]
async fn a_vehicle_is_subscribed_with_its_token_and_unsubscribed_with_the_management_token() {
    let world = World::start().await;
    let application = world.application().await;
    let webhook = add_webhook(&world, &application).await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let car = sam.car("Model S");
    let path = sam.path("Model S", &format!("webhooks/{webhook}"));

    for _ in 0..2 {
        let subscribed = application.call("POST", &sam.tokens.access, &path).await;
        assert_eq!(subscribed.status, 200, "{}", subscribed.body);
        assert_eq!(subscribed.body, json!({"webhookId": webhook, "vehicleId": car}));
        assert_eq!(world.store.subscriptions(car.parse().unwrap()).await.unwrap(), [webhook]);
    }
    for _ in 0..2 {
        let request = application.request("DELETE", &path).bearer_auth(&application.management_token).json(&json!({}));
        assert_eq!(application.send(request).await.body, json!({"status": "success"}));
        assert_eq!(world.store.subscriptions(car.parse().unwrap()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_asks_is_checked_before_what_is_asked() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let nora = world.connect(&application, NORA, "TESLA").await;
    let other = world.register(json!({"name": "Other"})).await;
    let foreign_webhook = add_webhook(&world, &other).await;
    let path = |webhook: &str| sam.path("Model S", &format!("webhooks/{webhook}"));
    let own_webhook = add_webhook(&world, &application).await.to_string();
    let unknown = Uuid::new_v4().to_string();

    for (method, token, good) in
        [("POST", &sam.tokens.access, &own_webhook), ("DELETE", &application.management_token, &own_webhook)]
    {
        let malformed = application.call(method, token, &path("webhookID")).await;
        assert_eq!((malformed.status, malformed.problem().as_str()), (400, "VALIDATION"), "{method}");
        for webhook in [&unknown, &foreign_webhook.to_string()] {
            let refused = application.call(method, token, &path(webhook)).await;
            assert_eq!((refused.status, refused.problem().as_str()), (400, "VALIDATION:PARAMETER"), "{method}");
            assert_eq!(refused.body["detail"][0]["field"], "webhook_id");
        }
        for wrong in ["amt", "", &sam.tokens.refresh] {
            for webhook in ["webhookID", good] {
                let refused = application.call(method, wrong, &path(webhook)).await;
                assert_eq!((refused.status, refused.problem().as_str()), (401, "AUTHENTICATION"), "{method} {wrong}");
            }
        }
    }
    let swapped = application.call("DELETE", &sam.tokens.access, &path(&own_webhook)).await;
    assert_eq!(swapped.problem(), "AUTHENTICATION");
    let strange = application.call("POST", &nora.tokens.access, &path(&own_webhook)).await;
    assert_eq!(strange.problem(), "PERMISSION");
    let strange = other.call("DELETE", &other.management_token, &path(&foreign_webhook.to_string())).await;
    assert_eq!(strange.problem(), "PERMISSION");
}
