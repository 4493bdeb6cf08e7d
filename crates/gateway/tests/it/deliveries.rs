//! Webhooks that tell of events: the challenge, what is sent, when it is sent again, and where it is not sent at all.

use std::time::Duration;

use jiff::SignedDuration;
use openfob_domain::{ConnectionId, WebhookId};
use openfob_store::{Delivery, DeliveryState};
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::owner::Connected;
use crate::receiver::{Receiver, Reply};
use crate::world::{KEY_DOMAIN, LENA, Makers, World};

/// Lena's Model 3, as the simulator calls it.
const CAR: &str = "4821";

/// An application with a webhook, and a car that is subscribed to it.
struct Told {
    world: World,
    application: Application,
    receiver: Receiver,
    webhook: String,
    lena: Connected,
}

impl Told {
    async fn start() -> Self {
        Self::start_in(World::start().await).await
    }

    async fn start_in(world: World) -> Self {
        let application = world.application().await;
        let receiver = Receiver::start(&application.management_token).await;
        let created = create(&world, &application, &receiver.url, json!({})).await;
        assert_eq!(created.status, 201, "{}", created.body);
        let webhook = created.body["id"].as_str().unwrap().to_owned();
        let lena = world.connect(&application, LENA, "TESLA").await;
        let path = lena.path("Model 3", &format!("webhooks/{webhook}"));
        assert_eq!(application.call("POST", &lena.tokens.access, &path).await.status, 200);
        Self { world, application, receiver, webhook, lena }
    }

    /// Has the key state of the car change, and the gateway learn of it.
    async fn change_key(&self, switch: &str) {
        self.world.turn(CAR, switch, json!({"key": KEY_DOMAIN})).await;
        self.world.advance(SignedDuration::from_mins(10));
        let expected = switch == "add-key";
        let id = self.lena.car("Model 3");
        assert_eq!(self.application.is_paired(&self.lena.tokens.access, id).await, expected);
    }

    /// One look at what is due, after some time has passed.
    async fn after(&self, seconds: i64) {
        if seconds > 0 {
            self.world.advance(SignedDuration::from_secs(seconds));
        }
        self.world.jobs().run_due().await;
    }

    async fn deliveries(&self) -> Vec<Delivery> {
        let webhook: WebhookId = self.webhook.parse().unwrap();
        self.world.store.deliveries(webhook, None, 100).await.unwrap()
    }

    async fn delivery(&self) -> Delivery {
        let mut all = self.deliveries().await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

async fn create(world: &World, application: &Application, url: &str, changes: Value) -> Answer {
    let mut body = json!({"application": application.id, "url": url});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    world.administer("POST", "/webhooks", &body).await
}

fn message(answer: &Answer) -> &str {
    answer.body["error"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn a_webhook_is_made_once_its_receiver_has_answered_the_challenge() {
    let world = World::start_for(Makers::Nobody).await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    let created = create(&world, &application, &receiver.url, json!({})).await;
    assert_eq!(created.status, 201, "{}", created.body);

    let challenges = receiver.challenges();
    let challenge = challenges[0]["payload"]["challenge"].as_str().unwrap();
    assert!(challenge.len() >= 32);
    let expected = json!({
        "version": "2.0",
        "webhookId": created.body["id"],
        "eventName": "verify",
        "payload": {"challenge": challenge},
    });
    assert_eq!(challenges, [expected]);
    let shown =
        world.administer("GET", &format!("/webhooks/{}", created.body["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(shown.body, created.body);
    assert_eq!(shown.body["kind"], "event_based");
    assert_eq!(
        shown.body["events"],
        json!(["KEY_STATE_CHANGED", "CHARGING_STARTED", "CHARGING_STOPPED", "CHARGING_COMPLETED", "COST_CAP_REACHED"])
    );
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_the_challenge_rightly_becomes_no_webhook() {
    let quick = |settings: &mut openfob_gateway::Settings| settings.webhooks.timeout = Duration::from_millis(200);
    let world = World::start_with(Makers::Nobody, quick).await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    let elsewhere = Receiver::start(&application.management_token).await;
    for (reply, told) in [
        (Reply::Challenge(json!({"challenge": "0".repeat(64)})), "answer is wrong"),
        (Reply::Challenge(json!({"answer": 42})), "is not understood"),
        (Reply::Status(200), "is not understood"),
        (Reply::Status(404), "HTTP status 404"),
        (Reply::Redirect(elsewhere.url.clone()), "redirects are not followed"),
        (Reply::Endless, "is not understood"),
        (Reply::Silence, "no answer within 0.2 s"),
    ] {
        receiver.reply([reply]);
        let refused = create(&world, &application, &receiver.url, json!({})).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert!(message(&refused).contains(told), "{told}: {}", message(&refused));
    }
    assert!(elsewhere.challenges().is_empty());
    assert_eq!(world.administer("GET", "/webhooks", &json!({})).await.body, json!([]));
}

#[tokio::test]
async fn webhooks_are_sent_to_public_addresses_alone_however_they_are_named() {
    let strict = |settings: &mut openfob_gateway::Settings| settings.webhooks.allow.clear();
    let world = World::start_with(Makers::Nobody, strict).await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    let port = receiver.url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "169.254.169.254", "10.0.0.1"] {
        let refused = create(&world, &application, &format!("http://{host}:{port}"), json!({})).await;
        assert_eq!(refused.status, 400, "{host}: {}", refused.body);
        assert!(message(&refused).contains("webhooks.allow"), "{host}: {}", message(&refused));
    }
    assert!(receiver.challenges().is_empty());

    let encrypted = |settings: &mut openfob_gateway::Settings| settings.webhooks.allow_http = false;
    let world = World::start_with(Makers::Nobody, encrypted).await;
    let application = world.application().await;
    let refused = create(&world, &application, &receiver.url, json!({})).await;
    assert!(message(&refused).contains("needs https"), "{}", message(&refused));
}

#[tokio::test]
async fn a_change_of_the_key_state_is_told_in_smartcars_envelope_and_signed() {
    let told = Told::start().await;
    told.change_key("add-key").await;
    told.after(0).await;

    let delivered = told.receiver.deliveries();
    assert_eq!(delivered.len(), 1);
    assert!(delivered[0].is_signed_with(&told.application.management_token));
    assert_eq!(delivered[0].headers["content-type"], "application/json");
    assert!(delivered[0].headers["user-agent"].to_str().unwrap().starts_with("Smartcar/"));
    let event = told.world.key_changes(&told.application, told.lena.car("Model 3")).await.remove(0);
    assert_eq!(
        delivered[0].body(),
        json!({
            "version": "2.0",
            "webhookId": told.webhook,
            "eventName": "eventBased",
            "mode": "simulated",
            "payload": {
                "eventId": event.id,
                "vehicleId": told.lena.car("Model 3"),
                "eventType": "KEY_STATE_CHANGED",
                "eventTime": format!("{:.3}", event.at),
                "oldState": "unpaired",
                "newState": "paired",
                "source": "fleet_status",
                "action": null,
            },
        })
    );
    assert!(delivered[0].text.starts_with(r#"{"version":"2.0","webhookId":""#), "{}", delivered[0].text);

    told.change_key("remove-key").await;
    told.after(0).await;
    let payload = &told.receiver.last()["payload"];
    assert_eq!((&payload["oldState"], &payload["newState"]), (&json!("paired"), &json!("unpaired")));
    assert_eq!(payload["action"]["type"], "ADD_KEY");
    assert!(payload["action"]["url"].as_str().unwrap().contains(KEY_DOMAIN));
    told.after(1000).await;
    assert_eq!(told.receiver.deliveries().len(), 2, "what was taken is not sent again");
}

#[tokio::test]
async fn only_subscribed_vehicles_are_told_of_and_only_what_was_asked_for() {
    let world = World::start().await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    let all = json!({"all_vehicles": true, "events": ["KEY_STATE_CHANGED"]});
    let charging = json!({"all_vehicles": true, "events": ["CHARGING_STARTED"]});
    let none = json!({});
    let mut ids = Vec::new();
    for changes in [all, charging, none] {
        let created = create(&world, &application, &receiver.url, changes).await;
        ids.push(created.body["id"].clone());
    }
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.turn(CAR, "add-key", json!({"key": KEY_DOMAIN})).await;
    world.advance(SignedDuration::from_mins(10));
    assert!(application.is_paired(&lena.tokens.access, lena.car("Model 3")).await);
    world.jobs().run_due().await;
    let told: Vec<Value> =
        receiver.deliveries().iter().map(|delivered| delivered.body()["webhookId"].clone()).collect();
    assert_eq!(told, [ids[0].clone()]);
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_after_25_50_and_100_seconds() {
    let told = Told::start().await;
    told.receiver.reply([Reply::Status(500), Reply::Status(302)]);
    told.change_key("add-key").await;
    told.after(0).await;
    assert_eq!(told.receiver.deliveries().len(), 1);
    for (seconds, sent) in [(24, 1), (1, 2), (49, 2), (1, 3), (99, 3), (1, 3)] {
        told.after(seconds).await;
        assert_eq!(told.receiver.deliveries().len(), sent);
    }
    let texts: Vec<String> = told.receiver.deliveries().into_iter().map(|delivered| delivered.text).collect();
    assert!(texts.iter().all(|text| *text == texts[0]), "the same event with the same bytes");
    let taken: Vec<bool> = told.receiver.deliveries().iter().map(|delivered| delivered.is_taken).collect();
    assert_eq!(taken, [false, false, true]);

    let delivery = told.delivery().await;
    assert_eq!((delivery.state, delivery.due_at, delivery.tries), (DeliveryState::Delivered, None, 3));
    let statuses: Vec<Option<u16>> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(500), Some(302), Some(204)]);
    assert!(delivery.attempts[0].error.as_deref().unwrap().contains("answered 500"));
    assert_eq!(delivery.attempts[2].error, None);
}

#[tokio::test]
async fn what_failed_four_times_waits_for_a_replay() {
    let told = Told::start().await;
    told.receiver.reply((0..4).map(|_| Reply::Status(503)));
    told.change_key("add-key").await;
    for seconds in [0, 25, 50, 100, 1000] {
        told.after(seconds).await;
    }
    assert_eq!(told.receiver.deliveries().len(), 4);
    let failed = told.delivery().await;
    assert_eq!((failed.state, failed.due_at), (DeliveryState::Failed, None));

    let path = format!("/webhooks/{}/deliveries?state=failed", told.webhook);
    let listed = told.world.administer("GET", &path, &json!({})).await;
    assert_eq!(listed.body[0]["id"], failed.id.to_string());
    assert_eq!(listed.body[0]["event_type"], "KEY_STATE_CHANGED");
    assert_eq!(listed.body[0]["attempts"][3]["status"], 503);

    told.receiver.reply([Reply::Status(500)]);
    for replayed in [told.webhook.clone(), failed.id.to_string()] {
        let answer = told.world.administer("POST", &format!("/replays/{replayed}"), &json!({})).await;
        assert_eq!(answer.body, json!({"replayed": 1}), "{}", answer.status);
        told.after(0).await;
    }
    let delivery = told.delivery().await;
    assert_eq!((delivery.state, delivery.tries, delivery.attempts.len()), (DeliveryState::Delivered, 1, 6));
    let event = &told.receiver.last()["payload"]["eventId"];
    assert_eq!(*event, json!(failed.event), "the event is the same one");
    let again = told.world.administer("POST", &format!("/replays/{}", told.webhook), &json!({})).await;
    assert_eq!(again.body, json!({"replayed": 0}));
    let unknown = told.world.administer("POST", "/replays/00000000-0000-4000-8000-000000000000", &json!({})).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_receiver_that_is_gone_or_silent_is_tried_again_and_holds_nobody_up() {
    let quick = |settings: &mut openfob_gateway::Settings| settings.webhooks.timeout = Duration::from_millis(200);
    let told = Told::start_in(World::start_with(Makers::Simulated, quick).await).await;
    let other = Receiver::start(&told.application.management_token).await;
    create(&told.world, &told.application, &other.url, json!({"all_vehicles": true})).await;
    told.receiver.reply([Reply::Silence, Reply::Endless]);
    told.change_key("add-key").await;
    told.after(0).await;
    assert_eq!(other.deliveries().len(), 1, "the other one was told meanwhile");
    let attempts = told.delivery().await.attempts;
    assert_eq!(attempts[0].status, None);
    assert!(attempts[0].error.as_deref().unwrap().contains("no answer within 0.2 s"));
    told.after(25).await;
    assert_eq!(told.delivery().await.state, DeliveryState::Delivered, "a status is an answer, whatever follows it");
}

#[tokio::test]
async fn what_was_queued_before_a_restart_is_delivered_after_it() {
    let mut told = Told::start().await;
    told.receiver.reply([Reply::Status(500)]);
    told.change_key("add-key").await;
    told.world = told.world.restart_gateway().await;
    told.after(0).await;
    assert_eq!(told.receiver.deliveries().len(), 1);
    told.world = told.world.restart_gateway().await;
    told.after(25).await;
    assert_eq!(told.receiver.deliveries().len(), 2);
    assert_eq!(told.delivery().await.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn a_replaced_management_token_signs_from_then_on() {
    let told = Told::start().await;
    told.receiver.reply([Reply::Status(500)]);
    told.change_key("add-key").await;
    told.after(0).await;
    let path = format!("/applications/{}/rotate", told.application.id);
    let fresh = told.world.administer("POST", &path, &json!({"what": "management_token"})).await;
    told.after(25).await;
    let deliveries = told.receiver.deliveries();
    assert!(deliveries[0].is_signed_with(&told.application.management_token));
    assert!(deliveries[1].is_signed_with(fresh.body["management_token"].as_str().unwrap()));
}

#[tokio::test]
async fn a_deleted_webhook_and_a_vehicle_that_is_disconnected_are_sent_nothing_more() {
    let told = Told::start().await;
    told.receiver.reply([Reply::Status(500)]);
    told.change_key("add-key").await;
    told.after(0).await;
    let answer =
        told.application.call("DELETE", &told.lena.tokens.access, &told.lena.path("Model 3", "application")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    told.after(25).await;
    assert_eq!(told.receiver.deliveries().len(), 1);
    assert_eq!(told.deliveries().await, []);
    let connection: ConnectionId = told.lena.car("Model 3").parse().unwrap();
    assert_eq!(told.world.store.subscriptions(connection).await.unwrap(), []);

    let told = Told::start().await;
    told.receiver.reply([Reply::Status(500)]);
    told.change_key("add-key").await;
    told.after(0).await;
    let path = format!("/webhooks/{}", told.webhook);
    assert_eq!(told.world.administer("DELETE", &path, &json!({})).await.body, json!({"deleted": told.webhook}));
    told.after(25).await;
    assert_eq!(told.receiver.deliveries().len(), 1);
    assert_eq!(told.world.administer("GET", &path, &json!({})).await.status, 404);
}

#[tokio::test]
async fn what_a_webhook_cannot_be_made_of_is_told() {
    let world = World::start_for(Makers::Nobody).await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    for (changes, told) in [
        (json!({"events": ["DOORS_OPENED"]}), "no kind of event"),
        (json!({"every_seconds": 3600}), "at least one path"),
        (json!({"every_seconds": 5, "paths": ["/odometer"]}), "one minute"),
        (json!({"every_seconds": 3600, "paths": ["/nowhere"]}), "`/nowhere` is no address"),
        (json!({"paths": ["/odometer"]}), "say how often"),
        (json!({"every_seconds": 3600, "paths": ["/odometer"], "events": ["CHARGING_STARTED"]}), "make two"),
        (json!({"url": "nowhere"}), "is a URL"),
        (json!({"name": "x".repeat(61)}), "60 characters"),
        (json!({"application": "00000000-0000-4000-8000-000000000000"}), "no application"),
    ] {
        let refused = create(&world, &application, &receiver.url, changes).await;
        assert!(matches!(refused.status, 400 | 404), "{}", refused.body);
        assert!(message(&refused).contains(told), "{told}: {}", message(&refused));
    }
    assert!(receiver.challenges().is_empty(), "nobody is challenged for what cannot be");
}

#[tokio::test]
async fn a_charge_that_begins_or_ends_is_told_to_those_who_may_know() {
    let world = World::start().await;
    let application = world.application().await;
    let receiver = Receiver::start(&application.management_token).await;
    create(&world, &application, &receiver.url, json!({"all_vehicles": true})).await;
    let quiet = world.register(json!({"name": "Other"})).await;
    let untold = Receiver::start(&quiet.management_token).await;
    create(&world, &quiet, &untold.url, json!({"all_vehicles": true})).await;
    let scope = "scope=read_vehicle_info%20read_charge%20read_charge_events";
    let lena = world.connect_with(&application, LENA, "TESLA", scope).await;
    world.connect(&quiet, LENA, "TESLA").await;
    let charge = lena.path("Model S", "charge");

    world.turn("0377", "plug", json!({})).await;
    for (switch, expected) in
        [("stop-charge", None), ("start-charge", Some("CHARGING_STARTED")), ("stop-charge", Some("CHARGING_STOPPED"))]
    {
        world.advance(SignedDuration::from_mins(1));
        world.turn("0377", switch, json!({})).await;
        world.turn("0377", "wake", json!({})).await;
        for _ in 0..2 {
            assert_eq!(application.get(&lena.tokens.access, &charge).await.status, 200);
        }
        world.jobs().run_due().await;
        let told: Vec<Value> =
            receiver.deliveries().iter().map(|delivered| delivered.body()["payload"]["eventType"].clone()).collect();
        assert_eq!(told.last().and_then(Value::as_str), expected, "{told:?}");
    }
    assert_eq!(receiver.last()["eventName"], "eventBased");
    assert_eq!(receiver.last()["payload"].as_object().unwrap().len(), 4, "{}", receiver.last());
    assert!(untold.deliveries().is_empty(), "without read_charge_events nobody is told");
}
