//! One refresher for each account link: two gateways on one store, one of them killed at each step of a refresh.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::SignedDuration;
use openfob_automaker::Adapter;
use openfob_domain::ConnectionId;
use serde_json::json;
use tokio::sync::Notify;
use url::Url;
use uuid::Uuid;

use crate::application::{Answer, Application};
use crate::halting::{Halt, Halting};
use crate::owner::Connected;
use crate::wire::{Call, Wire};
use crate::world::{SAM, World};

const PATH: &str = "odometer";
/// Tesla's access tokens live as long.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(8);
/// Longer than a dead refresher's lease.
const LEASE: SignedDuration = SignedDuration::from_secs(31);

/// A car that asks for no key, connected to an application, whose owner's tokens have expired; and a second gateway on the
/// same store, which stops at a step of a refresh.
struct Expired {
    world: World,
    application: Application,
    sam: Connected,
    wire: Wire,
    other: Url,
    halted: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Expired {
    async fn start(halt: Option<Halt>) -> Self {
        let world = World::start().await;
        let application = world.application().await;
        let mut sam = world.connect(&application, SAM, "TESLA").await;
        let (halted, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, goes_on) = (Arc::clone(&halted), Arc::clone(&go_on));
        let around = move |inner| -> Arc<dyn Adapter> {
            Arc::new(Halting { inner, halt, halted: Arc::clone(&told), go_on: Arc::clone(&goes_on) })
        };
        let other = world.another_gateway(around).await;
        world.turn("8650", "wake", json!({})).await;
        // Its partner is entered at the simulator before anything is counted.
        let answer = application.at(&other).get(&sam.tokens.access, &sam.path("Model S", PATH)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        world.advance(TOKEN_LIFE);
        sam.tokens = application.refresh(&sam.tokens.refresh).await.tokens();
        world.turn("8650", "wake", json!({})).await;
        let wire = Wire::from_now(&world).await;
        Self { world, application, sam, wire, other, halted, go_on }
    }

    async fn read(&self, application: &Application) -> Answer {
        application.get(&self.sam.tokens.access, &self.sam.path("Model S", PATH)).await
    }

    async fn refreshes(&mut self) -> Vec<Call> {
        self.wire.news(&self.world).await.into_iter().filter(Call::is_token).collect()
    }

    /// Has the other gateway refresh until it stops. Who asked it has hung up.
    async fn halt_the_other(&self) {
        let application = self.application.at(&self.other);
        let (token, path) = (self.sam.tokens.access.clone(), self.sam.path("Model S", PATH));
        let asking = tokio::spawn(async move { application.get(&token, &path).await });
        self.halted.notified().await;
        asking.abort();
        assert!(asking.await.is_err());
        // By the time that these are answered the other one has seen that nobody waits.
        for _ in 0..3 {
            self.world.http.get(self.other.join("/healthz").unwrap()).send().await.unwrap();
        }
    }

    /// Reads through the gateway that lives, which waits until the dead one's lease has run out.
    async fn read_past_the_lease(&self) -> Answer {
        let (application, token) = (self.application.at(&self.world.origin), self.sam.tokens.access.clone());
        let path = self.sam.path("Model S", PATH);
        let reading = tokio::spawn(async move { application.get(&token, &path).await });
        // It is waiting by now or will find the lease over; both are right.
        tokio::task::yield_now().await;
        self.world.advance(LEASE);
        reading.await.unwrap()
    }
}

#[tokio::test]
async fn of_two_gateways_on_one_store_one_refreshes_and_the_other_takes_its_tokens() {
    let mut expired = Expired::start(None).await;
    let other = expired.application.at(&expired.other);
    let (ours, theirs) = (&expired.application, &other);
    let answers = join_all((0..8).map(|n| expired.read(if n % 2 == 0 { ours } else { theirs }))).await;
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(expired.refreshes().await.len(), 1, "one token call for all of them");
    assert_eq!(expired.read(&other).await.status, 200);
    assert_eq!(expired.refreshes().await.len(), 0);
}

#[tokio::test]
async fn killed_before_it_asked_it_is_replaced_once_its_lease_has_run_out() {
    let mut expired = Expired::start(Some(Halt::BeforeAsking)).await;
    expired.halt_the_other().await;
    assert_eq!(expired.refreshes().await.len(), 0);
    let answer = expired.read_past_the_lease().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(expired.refreshes().await.len(), 1);
}

#[tokio::test]
async fn killed_with_the_answer_in_hand_the_token_used_last_is_good_within_teslas_grace() {
    let mut expired = Expired::start(Some(Halt::WithTheAnswer)).await;
    expired.halt_the_other().await;
    assert_eq!(expired.refreshes().await.len(), 1);
    let answer = expired.read_past_the_lease().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(expired.refreshes().await.len(), 1, "with the same token again");
    assert_eq!(expired.read(&expired.application).await.status, 200);
    assert_eq!(expired.refreshes().await.len(), 0);
}

#[tokio::test]
async fn killed_with_the_answer_in_hand_and_no_grace_the_owner_is_asked_once_and_tesla_no_more() {
    let mut expired = Expired::start(Some(Halt::WithTheAnswer)).await;
    expired.world.play_for("refresh-race", "on", SAM).await;
    expired.halt_the_other().await;
    expired.refreshes().await;
    let answer = expired.read_past_the_lease().await;
    assert_needs_sign_in(&answer, expired.sam.car("Model S"));
    let calls = expired.refreshes().await;
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(401)]);
    for _ in 0..5 {
        let answer = expired.read(&expired.application).await;
        assert_needs_sign_in(&answer, expired.sam.car("Model S"));
    }
    assert!(expired.wire.news(&expired.world).await.is_empty(), "nobody asks Tesla again");

    let link = answer.body["resolution"]["url"].as_str().unwrap().to_owned();
    expired.world.owner(SAM).to_consent(&link, "TESLA").await;
    let answer = expired.read(&expired.application).await;
    assert_eq!(answer.status, 200, "the same vehicle and the same token: {}", answer.body);
}

#[tokio::test]
async fn killed_when_all_was_stored_nobody_waits_for_its_lease() {
    let mut expired = Expired::start(None).await;
    assert_eq!(expired.read(&expired.application).await.status, 200);
    expired.refreshes().await;
    let id: ConnectionId = expired.sam.car("Model S").parse().unwrap();
    let account = expired
        .world
        .store
        .application_connection(expired.application.id.parse().unwrap(), id)
        .await
        .unwrap()
        .unwrap()
        .account;
    let now = expired.world.now();
    let dead = Uuid::new_v4();
    assert!(expired.world.store.lease_refresh(account, dead, now, now + LEASE).await.unwrap());
    assert_eq!(expired.read(&expired.application).await.status, 200);
    assert_eq!(expired.refreshes().await.len(), 0);
}

#[tokio::test]
async fn an_answer_that_was_lost_on_the_way_is_asked_for_again_with_the_same_token() {
    let mut expired = Expired::start(None).await;
    expired.world.play_for("lost-refresh", "on", SAM).await;
    // This world tries nothing twice by itself.
    assert_eq!(expired.read(&expired.application).await.problem(), "UPSTREAM:NO_RESPONSE");
    assert_eq!(expired.read(&expired.application).await.status, 200);
    let calls = expired.refreshes().await;
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(504), Some(200)]);
}

#[tokio::test]
async fn who_gives_up_waiting_takes_no_new_token_along() {
    let mut expired = Expired::start(Some(Halt::WithTheAnswer)).await;
    expired.world.play_for("refresh-race", "on", SAM).await;
    expired.halt_the_other().await;
    expired.go_on.notify_one();
    // It waits for the tokens that nobody else asked for any more.
    assert_eq!(expired.read(&expired.application).await.status, 200);
    assert_eq!(expired.refreshes().await.len(), 1);
}

#[track_caller]
fn assert_needs_sign_in(answer: &Answer, vehicle: &str) {
    assert_eq!(answer.problem(), "CONNECTED_SERVICES_ACCOUNT:AUTHENTICATION_FAILED");
    assert_eq!(answer.body["resolution"]["type"], "REAUTHENTICATE");
    let link = answer.body["resolution"]["url"].as_str().unwrap();
    assert!(link.contains("/oauth/reauthenticate") && link.contains(vehicle), "{link}");
}
