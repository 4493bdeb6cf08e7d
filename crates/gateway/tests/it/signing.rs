//! Commands to a car that wants them signed, from the application's request to the car that checks them, and back.

use jiff::SignedDuration;
use openfob_domain::{EvidenceSource, KeyState};
use openfob_gateway::KeyTimings;
use serde_json::{Value, json};

use crate::application::{Answer, Application};
use crate::owner::Connected;
use crate::world::{LENA, Makers, World};

const MODEL_3: &str = "tesla-5yj3e1ea7mf004821";
const SCOPE: &str = "read_vehicle_info read_security read_charge control_security control_charge control_climate \
    control_trunk control_pin control_navigation";

/// An application, and Lena, whose Model 3 has the key.
struct Drive {
    world: World,
    application: Application,
    lena: Connected,
}

impl Drive {
    async fn begin() -> Self {
        Self::begin_with(World::start().await).await
    }

    /// What is known of a key is served for a minute, as outside of the demo.
    async fn begin_patiently() -> Self {
        Self::begin_with(
            World::start_with(Makers::Simulated, |settings| settings.key_timings = KeyTimings::default()).await,
        )
        .await
    }

    async fn begin_with(world: World) -> Self {
        let application = world.register(json!({"permissions": SCOPE})).await;
        let lena = world.connect(&application, LENA, "TESLA").await;
        let drive = Self { world, application, lena };
        drive.decide_key("add").await;
        // What was known before is older then than it is served.
        drive.world.advance(SignedDuration::from_secs(90));
        drive.world.turn("4821", "wake", json!({})).await;
        assert!(drive.application.is_paired(&drive.lena.tokens.access, drive.id()).await);
        drive
    }

    fn id(&self) -> &str {
        self.lena.car("Model 3")
    }

    async fn decide_key(&self, decision: &str) {
        self.world.advance(SignedDuration::from_secs(1));
        self.world.owner(LENA).decide_key(&self.lena.back["virtual_key_url"], decision, MODEL_3).await;
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let request = self.application.request("POST", &format!("/v2.0/vehicles/{}/{path}", self.id()));
        self.application.send(request.bearer_auth(&self.lena.tokens.access).json(&body)).await
    }

    async fn lock(&self) -> Answer {
        self.post("security", json!({"action": "LOCK"})).await
    }

    async fn unlock(&self) -> Answer {
        self.post("security", json!({"action": "UNLOCK"})).await
    }

    async fn is_locked(&self) -> bool {
        self.world.car("4821").await["locked"].as_bool().unwrap()
    }

    /// The record of commands, oldest first.
    async fn audit(&self, query: &str) -> Value {
        let told = self.world.administer("GET", &format!("/audit?{query}"), &json!({})).await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body
    }
}

#[tokio::test]
async fn a_car_that_wants_signatures_obeys_and_the_record_tells_who_had_it_do_so() {
    let drive = Drive::begin().await;
    let done = drive.unlock().await;
    assert_eq!((done.status, &done.body["status"]), (200, &json!("success")), "{}", done.body);
    assert!(!drive.is_locked().await);
    assert_eq!(drive.lock().await.status, 200);
    assert!(drive.is_locked().await);
    for (path, body) in [
        ("charge/limit", json!({"limit": 0.7})),
        ("charge", json!({"action": "STOP"})),
        ("tesla/climate/cabin", json!({"action": "SET", "temperature": 21})),
        ("tesla/security/trunk", json!({"action": "OPEN"})),
        ("navigation/destination", json!({"latitude": 47.9, "longitude": 7.8})),
    ] {
        let answer = drive.post(path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    assert_eq!(drive.world.car("4821").await["battery"]["limit_percent"], 70.0);

    let audit = drive.audit("").await;
    let told: Vec<_> = audit.as_array().unwrap().iter().map(|entry| entry["command"].as_str().unwrap()).collect();
    assert_eq!(told, ["unlock", "lock", "charge_limit", "charge_stop", "cabin_target", "trunk_open", "navigate"]);
    let first = &audit[0];
    assert_eq!((&first["result"], &first["vehicle"]), (&json!("done"), &json!(drive.id())));
    assert_eq!((&first["application"], &first["application_name"]), (&json!(drive.application.id), &json!("Voltwise")));
    let partner = drive.world.administer("GET", "/partners/default", &json!({})).await;
    assert_eq!(first["key"], partner.body["key"]["id"], "{}", partner.body);
    assert_eq!(audit[6]["key"], Value::Null, "Tesla's own service wants no signature");
}

#[tokio::test]
async fn the_record_is_narrowed_by_car_application_and_time() {
    let drive = Drive::begin().await;
    drive.unlock().await;
    drive.world.advance(SignedDuration::from_hours(1));
    drive.lock().await;
    let count = async |query: String| drive.audit(&query).await.as_array().unwrap().len();
    let other = drive.world.register(json!({"name": "Fleetly"})).await;
    assert_eq!(count("vehicle=5YJ3E1EA7MF004821".to_owned()).await, 2);
    assert_eq!(count(format!("vehicle={}", drive.id())).await, 2);
    assert_eq!(count(format!("vehicle={}", drive.lena.car("Cybertruck"))).await, 0);
    assert_eq!(count(format!("application={}", drive.application.id)).await, 2);
    assert_eq!(count(format!("application={}", other.id)).await, 0);
    assert_eq!(count("since=30m".to_owned()).await, 1);
    assert_eq!(count("since=2026-11-21T00:00:00Z&limit=1".to_owned()).await, 1);
    for wrong in ["vehicle=hello", "application=hello", "since=yesterday", "since=-1h"] {
        let refused = drive.world.administer("GET", &format!("/audit?{wrong}"), &json!({})).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
    }
}

#[tokio::test]
async fn a_key_that_was_removed_meanwhile_is_one_event_and_the_application_is_told_what_to_do() {
    let drive = Drive::begin_patiently().await;
    assert_eq!(drive.unlock().await.status, 200);
    let before = drive.world.key_changes(&drive.application, drive.id()).await.len();
    // Tesla's status goes on saying that the key is there.
    drive.world.play("fleet-status-lag", "30").await;
    drive.decide_key("remove").await;

    let refused = drive.lock().await;
    assert_eq!((refused.status, refused.problem().as_str()), (400, "CONNECTED_SERVICES_ACCOUNT:VIRTUAL_KEY_REQUIRED"));
    assert_eq!(refused.body["resolution"]["url"], drive.lena.back["virtual_key_url"]);
    assert!(!drive.is_locked().await);
    let changes = drive.world.key_changes(&drive.application, drive.id()).await;
    assert_eq!(changes.len(), before + 1);
    let last = changes.last().unwrap();
    assert_eq!((&last.new, last.source), (&KeyState::Unpaired, EvidenceSource::Command));
    // Whoever asks now is told at once, without the car; and what Tesla's status says late is no second event.
    for seconds in [1, 20, 65] {
        drive.world.advance(SignedDuration::from_secs(seconds));
        assert!(!drive.application.is_paired(&drive.lena.tokens.access, drive.id()).await);
        assert_eq!(drive.lock().await.status, 400);
    }
    assert_eq!(drive.world.key_changes(&drive.application, drive.id()).await.len(), before + 1);
    let audit = drive.audit("").await;
    let last = audit.as_array().unwrap().last().unwrap();
    assert_eq!((&last["command"], &last["result"]), (&json!("lock"), &json!("failed")));
    assert!(last["reason"].as_str().unwrap().contains("has not been paired"), "{last}");
    assert_eq!(audit.as_array().unwrap().len(), 2, "what was refused before it was sent is not on record");

    drive.decide_key("add").await;
    drive.world.advance(SignedDuration::from_secs(90));
    assert!(drive.application.is_paired(&drive.lena.tokens.access, drive.id()).await);
    assert_eq!(drive.lock().await.status, 200);
    assert!(drive.is_locked().await);
}

#[tokio::test]
async fn what_the_car_says_is_the_applications_error() {
    let drive = Drive::begin().await;
    drive.world.turn("4821", "unplug", json!({})).await;
    let refused = drive.post("charge", json!({"action": "START"})).await;
    assert_eq!((refused.status, refused.problem().as_str()), (409, "VEHICLE_STATE:CHARGING_PLUG_NOT_CONNECTED"));
    drive.world.turn("4821", "drive", json!({})).await;
    let refused = drive.post("tesla/security/trunk", json!({"action": "OPEN"})).await;
    assert_eq!((refused.status, refused.problem().as_str()), (409, "VEHICLE_STATE:IN_MOTION"));
    let audit = drive.audit("").await;
    assert_eq!((&audit[0]["result"], &audit[1]["result"]), (&json!("refused"), &json!("refused")));
    assert!(audit[0]["reason"].as_str().unwrap().contains("disconnected"), "{audit}");
}

#[tokio::test]
async fn a_session_of_before_the_cars_restart_is_healed_and_the_record_says_so() {
    let drive = Drive::begin().await;
    assert_eq!(drive.unlock().await.status, 200);
    drive.world.play("signed-fault", "incorrect-epoch").await;
    assert_eq!(drive.lock().await.status, 200);
    assert!(drive.is_locked().await);
    let audit = drive.audit("").await;
    assert_eq!(audit[0].get("session_healed"), None);
    assert_eq!(audit[1]["session_healed"], "MESSAGEFAULT_ERROR_INCORRECT_EPOCH");
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_outcome_open_and_nothing_is_sent_again() {
    let drive = Drive::begin().await;
    assert_eq!(drive.lock().await.status, 200);
    drive.world.play("signed-fault", "lost").await;
    let open = drive.unlock().await;
    assert_eq!((open.status, open.problem().as_str()), (502, "UPSTREAM:NO_RESPONSE"));
    assert!(!drive.is_locked().await, "it took effect, and nobody told us");
    let audit = drive.audit("").await;
    assert_eq!((&audit[1]["result"], &audit[1]["reason"]), (&json!("unknown"), &json!("UPSTREAM:NO_RESPONSE")));
}

#[tokio::test]
async fn a_car_that_sleeps_is_woken_by_a_command() {
    let drive = Drive::begin().await;
    drive.world.play("wake-delay", "0").await;
    drive.world.turn("4821", "unplug", json!({})).await;
    drive.world.turn("4821", "sleep", json!({})).await;
    assert_eq!(drive.unlock().await.status, 200);
    assert!(!drive.is_locked().await);
}

#[tokio::test]
async fn after_a_rotation_a_car_is_still_commanded_with_the_key_that_it_has() {
    let drive = Drive::begin().await;
    assert_eq!(drive.lock().await.status, 200);
    let rotated = drive.world.administer("POST", "/partners/default/rotate", &json!({})).await;
    assert_eq!(rotated.status, 200, "{}", rotated.body);
    drive.world.advance(SignedDuration::from_secs(90));
    assert_eq!(drive.unlock().await.status, 200);
    assert!(!drive.is_locked().await);
    let audit = drive.audit("").await;
    assert_eq!(audit[0]["key"], audit[1]["key"]);
}

#[tokio::test]
async fn nothing_secret_is_on_record() {
    let drive = Drive::begin().await;
    let answer = drive.post("tesla/pin", json!({"pin": "4711"})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    drive.post("navigation/destination", json!({"latitude": 47.99591, "longitude": 7.85221})).await;
    let audit = drive.audit("").await.to_string();
    for secret in ["4711", "47.9959", "7.8522", &drive.lena.tokens.access] {
        assert!(!audit.contains(secret), "{audit}");
    }
}
