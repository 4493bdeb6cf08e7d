//! What is remembered never outlives what it was read from.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use openfob_domain::{
    AccessRules, ConnectionId, Evidence, EvidenceSource, GrantId, KeyClaim, KeyHolder, Permission, Role,
};
use openfob_store::{ConnectionFilter, NewTokens, StoredTokens, VehicleFacts};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::harness::{Fixture, MAKER_ACCESS, MAKER_REFRESH, at, cars, link, needs_key};

const ACCESS: &str = "an-access-token";
const REFRESH: &str = "a-refresh-token";

/// An application with a token for one car of the account, all of it asked for once, so that it is remembered.
struct Warm {
    fixture: Fixture,
    grant: GrantId,
    connection: ConnectionId,
}

impl Warm {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let granted = fixture.consent(&fixture.vehicles().await[..1], "read_vin read_odometer").await;
        fixture.store.add_code(granted.grant, "code", None, None, at(600)).await.unwrap();
        let tokens = NewTokens { access: ACCESS, refresh: REFRESH };
        fixture.store.exchange_code(fixture.application, "code", None, None, tokens, at(0)).await.unwrap();
        let warm = Self { fixture, grant: granted.grant, connection: granted.connections[0] };
        assert!(warm.is_authorised().await);
        warm
    }

    /// What the database itself says.
    async fn is_revoked(&self) -> bool {
        let options = SqliteConnectOptions::new().filename(self.fixture.folder.path().join("data/openfob.db"));
        let mut database = options.read_only(true).connect().await.unwrap();
        let sql = "SELECT revoked_at IS NOT NULL FROM token_family";
        sqlx::query_scalar(sql).fetch_one(&mut database).await.unwrap()
    }

    /// Whether a request with the token about the car comes as far as its handler.
    async fn is_authorised(&self) -> bool {
        let store = &self.fixture.store;
        let Some(bearer) = store.bearer(ACCESS, at(1)).await.unwrap() else { return false };
        let application = store.application(bearer.application).await.unwrap();
        let connection = store.granted_connection(self.grant, self.connection).await.unwrap();
        bearer.permissions.contains(&Permission::ReadVin)
            && application.is_some()
            && connection.is_some_and(|connection| connection.role == Some(Role::Owner))
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    let warm = Warm::new().await;
    warm.fixture.store.revoke_token(warm.fixture.application, REFRESH, at(1)).await.unwrap();
    assert!(!warm.is_authorised().await);
}

#[tokio::test]
async fn a_token_is_good_until_it_expires_and_no_longer() {
    let warm = Warm::new().await;
    assert!(warm.fixture.store.bearer(ACCESS, at(7199)).await.unwrap().is_some());
    assert!(warm.fixture.store.bearer(ACCESS, at(7200)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_code_or_refresh_token_in_two_hands_ends_the_token_at_once() {
    let warm = Warm::new().await;
    let other = NewTokens { access: "x", refresh: "y" };
    warm.fixture.store.exchange_code(warm.fixture.application, "code", None, None, other, at(1)).await.unwrap_err();
    assert!(!warm.is_authorised().await);

    let warm = Warm::new().await;
    warm.fixture.store.refresh(warm.fixture.application, REFRESH, other, at(1)).await.unwrap();
    assert!(warm.is_authorised().await, "tokens of one family live together");
    let again = NewTokens { access: "v", refresh: "w" };
    warm.fixture.store.refresh(warm.fixture.application, REFRESH, again, at(602)).await.unwrap_err();
    assert!(!warm.is_authorised().await);
}

#[tokio::test]
async fn an_ended_connection_is_refused_at_once() {
    let warm = Warm::new().await;
    assert!(warm.fixture.store.end_connection(warm.connection, at(1)).await.unwrap());
    assert!(!warm.is_authorised().await);

    let warm = Warm::new().await;
    let filter = ConnectionFilter { vehicle: Some(warm.connection), ..ConnectionFilter::default() };
    let ended = warm.fixture.store.end_connections(warm.fixture.application, filter, at(1)).await.unwrap();
    assert_eq!(ended.len(), 1);
    assert!(!warm.is_authorised().await);
}

#[tokio::test]
async fn a_deleted_application_is_refused_at_once_and_a_rotated_secret_does_not_count() {
    let warm = Warm::new().await;
    let (store, id) = (&warm.fixture.store, warm.fixture.application);
    let before = store.application(id).await.unwrap().unwrap().client_secret_hash;
    store.rotate_client_secret(id, &"another".into()).await.unwrap();
    assert_ne!(store.application(id).await.unwrap().unwrap().client_secret_hash, before);
    assert!(store.delete_application(id).await.unwrap());
    assert!(!warm.is_authorised().await);
}

#[tokio::test]
async fn a_permission_taken_away_at_the_maker_is_gone_at_once() {
    let warm = Warm::new().await;
    let (store, account) = (&warm.fixture.store, warm.fixture.account);
    let tokens =
        StoredTokens { access: MAKER_ACCESS.into(), refresh: MAKER_REFRESH.into(), access_expires_at: at(7200) };
    let both = [Permission::ReadOdometer, Permission::ReadVin].into();
    store.save_account_tokens(account, &tokens, &both).await.unwrap();
    assert!(warm.is_authorised().await);
    store.save_account_tokens(account, &tokens, &[Permission::ReadOdometer].into()).await.unwrap();
    assert!(!warm.is_authorised().await);
    store.save_account_tokens(account, &tokens, &both).await.unwrap();
    assert!(warm.is_authorised().await);
}

#[tokio::test]
async fn a_changed_role_and_a_car_that_the_account_no_longer_sees_are_known_at_once() {
    let drives = |facts: VehicleFacts| VehicleFacts { role: Role::Driver, ..facts };
    for cars in [cars().into_iter().map(drives).collect(), Vec::new()] {
        let warm = Warm::new().await;
        link(&warm.fixture.store, &cars).await;
        assert!(!warm.is_authorised().await);
    }
}

#[tokio::test]
async fn what_a_car_asks_for_and_what_its_owner_chose_are_known_at_once() {
    let warm = Warm::new().await;
    let store = &warm.fixture.store;
    let connection = async || store.granted_connection(warm.grant, warm.connection).await.unwrap().unwrap();
    let vehicle = connection().await.vehicle.id;
    store.set_access(vehicle, &AccessRules::default()).await.unwrap();
    store.set_streaming(vehicle, Some(true)).await.unwrap();
    store.choose_capacity(vehicle, 75.0, at(1)).await.unwrap();
    let now = connection().await;
    assert_eq!(now.vehicle.access, AccessRules::default());
    assert_eq!((now.vehicle.streaming, now.chosen_capacity), (Some(true), Some(75.0)));
}

#[tokio::test]
async fn a_key_is_known_as_it_was_last_told_of() {
    let warm = Warm::new().await;
    let store = &warm.fixture.store;
    let vehicle = warm.fixture.vehicles().await[0];
    let holder = KeyHolder::Partner("fob.example.com".parse().unwrap());
    for (second, claim) in [(100, KeyClaim::Absent), (200, KeyClaim::Present { key: None }), (300, KeyClaim::Absent)] {
        let evidence = [Evidence { source: EvidenceSource::FleetStatus, claim: claim.clone(), at: at(second) }];
        store.record_evidence(vehicle, &holder, &needs_key(), &evidence, at(second)).await.unwrap();
        let record = store.key_record(vehicle, &holder).await.unwrap().unwrap();
        assert_eq!(record.state.is_paired(), matches!(claim, KeyClaim::Present { .. }));
        // The same word again, which is kept in memory alone.
        let again = [Evidence { at: at(second + 10), ..evidence[0].clone() }];
        store.record_evidence(vehicle, &holder, &needs_key(), &again, at(second + 10)).await.unwrap();
        assert_eq!(store.key_record(vehicle, &holder).await.unwrap().unwrap().checked_at, at(second + 10));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_that_began_after_a_revocation_was_answered_is_authorised() {
    for _ in 0..20 {
        let warm = Arc::new(Warm::new().await);
        let answered = Arc::new(AtomicBool::new(false));
        let askers: Vec<_> = (0..8)
            .map(|_| {
                let (warm, answered) = (Arc::clone(&warm), Arc::clone(&answered));
                tokio::spawn(async move {
                    loop {
                        let began_after = answered.load(Ordering::SeqCst);
                        let authorised = warm.is_authorised().await;
                        assert!(!(began_after && authorised), "authorised by what was remembered");
                        if began_after {
                            return;
                        }
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        warm.fixture.store.revoke_token(warm.fixture.application, ACCESS, at(1)).await.unwrap();
        answered.store(true, Ordering::SeqCst);
        for asker in askers {
            asker.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_revocation_whose_asker_went_away_is_not_forgotten() {
    let mut revoked = 0;
    // How often it is asked before it goes away: never enough to be sent, and often enough.
    for polls in (0..17).map(|power| 1 << power) {
        let warm = Warm::new().await;
        let store = &warm.fixture.store;
        {
            let mut revocation = pin!(store.revoke_token(warm.fixture.application, ACCESS, at(1)));
            for _ in 0..polls {
                if poll_fn(|context| Poll::Ready(revocation.as_mut().poll(context))).await.is_ready() {
                    break;
                }
            }
        }
        // Remembered anew, perhaps from before the database has done it.
        warm.is_authorised().await;
        // Comes after it, and takes nothing away of what is remembered.
        store.set_account_region(warm.fixture.account, "eu").await.unwrap();
        let is_revoked = warm.is_revoked().await;
        revoked += i32::from(is_revoked);
        let known = async {
            while warm.is_authorised().await == is_revoked {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), known).await.expect("what is remembered is what is written");
    }
    assert!(revoked > 0, "a statement that is on its way is done");
}
