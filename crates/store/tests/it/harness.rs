//! A store in a folder of its own, with an application and an account in it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{
    AccessRules, AccountId, ApplicationId, DataWithoutKey, EventType, Evidence, EvidenceSource, KeyClaim, KeyHolder,
    KeyKind, KeyRule, Mode, Model, Permission, Platform, Role, VehicleId, WebhookId, WithoutKeySetting,
};
use openfob_store::{
    AccountLinked, ApplicationDetails, ApplicationSecrets, Attempt, CarKeySignIn, Consent, DeliveryState, Granted,
    KeyPair, NewPartner, Occasion, Outcome, SmsPurpose, Store, StoredTokens, VehicleFacts, Webhook,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use uuid::Uuid;

pub(crate) const CLIENT_SECRET: &str = "a-client-secret-that-is-nowhere-else";
pub(crate) const MANAGEMENT_TOKEN: &str = "a-management-token-that-is-nowhere-else";
pub(crate) const MAKER_ACCESS: &str = "an-access-token-of-the-maker";
pub(crate) const MAKER_REFRESH: &str = "a-refresh-token-of-the-maker";

pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) application: ApplicationId,
    pub(crate) account: AccountId,
    pub(crate) folder: tempfile::TempDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data")).await.unwrap();
        let application = add_application(&store, "Voltwise", MANAGEMENT_TOKEN).await;
        let account = link(&store, &cars()).await;
        Self { store, application, account, folder }
    }

    /// Closes the store and opens it again.
    pub(crate) async fn reopen(&mut self) {
        self.store.close().await;
        self.store = Store::open(&self.folder.path().join("data")).await.unwrap();
    }

    /// The account's cars, in order.
    pub(crate) async fn vehicles(&self) -> Vec<VehicleId> {
        let cars = self.store.account_vehicles(self.account).await.unwrap();
        cars.into_iter().map(|car| car.vehicle.id).collect()
    }

    pub(crate) async fn consent(&self, vehicles: &[VehicleId], scope: &str) -> Granted {
        let consent = Consent {
            application: self.application,
            account: self.account,
            vehicles,
            scope: &scope.parse().unwrap(),
            external_id: None,
        };
        self.store.record_consent(&consent, at(0)).await.unwrap()
    }
}

pub(crate) async fn add_application(store: &Store, name: &str, management_token: &str) -> ApplicationId {
    let id = ApplicationId::from(Uuid::new_v4());
    let details = ApplicationDetails {
        name: name.to_owned(),
        description: None,
        logo: None,
        accent: None,
        redirect_uris: vec!["https://app.example.com/callback".to_owned()],
        scope: "required:read_odometer read_vin".parse().unwrap(),
        key_domain: None,
        serve_stored: true,
        without_key: WithoutKeySetting::Limit,
    };
    let secrets = ApplicationSecrets { client_secret: CLIENT_SECRET.into(), management_token: management_token.into() };
    store.add_application(id, &details, &secrets, at(0)).await.unwrap();
    id
}

pub(crate) async fn link(store: &Store, cars: &[VehicleFacts]) -> AccountId {
    link_as(store, "lena", cars).await
}

pub(crate) async fn link_as(store: &Store, subject: &str, cars: &[VehicleFacts]) -> AccountId {
    let linked = AccountLinked {
        mode: Mode::Simulated,
        adapter: "garage".to_owned(),
        partner: "fob.example.com".parse().unwrap(),
        subject: subject.to_owned(),
        email: Some(format!("{subject}@example.com")),
        platform: Platform::Current,
        permissions: [Permission::ReadOdometer, Permission::ReadVin].into(),
        region: None,
        tokens: StoredTokens {
            access: MAKER_ACCESS.into(),
            refresh: MAKER_REFRESH.into(),
            access_expires_at: at(7200),
        },
    };
    store.link_account(&linked, cars, at(0)).await.unwrap()
}

pub(crate) fn cars() -> Vec<VehicleFacts> {
    ["5YJ3E1EA7MF004821", "7G2CEHED2RA012264"]
        .into_iter()
        .map(|vin| VehicleFacts {
            vin: vin.parse().unwrap(),
            model: Model { make: "TESLA".parse().unwrap(), model: "Model 3".to_owned(), year: 2021 },
            role: Role::Owner,
            access: needs_key(),
            streaming: None,
            capabilities: [Permission::ReadOdometer, Permission::ReadVin].into(),
        })
        .collect()
}

pub(crate) fn needs_key() -> AccessRules {
    let rule = KeyRule { kind: KeyKind::VirtualKey, data_without: DataWithoutKey::Budget { window_seconds: 28_800 } };
    AccessRules { key: Some(rule), ..AccessRules::default() }
}

/// So many seconds after the tests' beginning.
/// A webhook for all vehicles and events.
pub(crate) async fn add_webhook(fixture: &Fixture, application: ApplicationId) -> WebhookId {
    let webhook = Webhook {
        id: Uuid::new_v4().into(),
        application,
        name: "app".to_owned(),
        url: "https://app.example.com/".to_owned(),
        occasion: Occasion::EventBased { events: EventType::ALL.to_vec() },
        all_vehicles: true,
        created_at: at(0),
    };
    fixture.store.add_webhook(&webhook).await.unwrap();
    webhook.id
}

/// Lets the partner's key come into a car: one event.
pub(crate) async fn change_key(fixture: &Fixture, vehicle: VehicleId) {
    let holder = KeyHolder::Partner("fob.example.com".parse().unwrap());
    for (claim, seconds) in [(KeyClaim::Absent, 1), (KeyClaim::Present { key: None }, 2)] {
        let word = Evidence { source: EvidenceSource::FleetStatus, claim, at: at(seconds) };
        fixture.store.record_evidence(vehicle, &holder, &needs_key(), &[word], at(seconds)).await.unwrap();
    }
}

/// Notes an attempt of everything that has to leave for a webhook.
pub(crate) async fn send(fixture: &Fixture, webhook: WebhookId, outcome: Outcome, now: Timestamp) {
    for delivery in fixture.store.deliveries(webhook, Some(DeliveryState::Pending), 9).await.unwrap() {
        let attempt = Attempt { at: now, took: Duration::from_millis(9), status: Some(200), error: None };
        assert!(fixture.store.record_attempt(delivery.id, &attempt, outcome).await.unwrap());
    }
}

/// A connection of one's own to the database, beside the store's.
pub(crate) async fn database(fixture: &Fixture) -> SqliteConnection {
    SqliteConnectOptions::new().filename(fixture.folder.path().join("data/openfob.db")).connect().await.unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

/// Gives every sealed column that is empty so far a value.
pub(crate) async fn fill_sealed_columns(fixture: &Fixture) {
    let store = &fixture.store;
    let sign_in = CarKeySignIn {
        application: fixture.application,
        mode: Mode::Simulated,
        make: "PEUGEOT".parse().unwrap(),
        partner: "fob.example.com".parse().unwrap(),
        phone: "phone-1".to_owned(),
        redirect_uri: "https://app.example.com/callback".to_owned(),
        state: None,
        challenge: "challenge".to_owned(),
        verifier: "verifier".to_owned(),
    };
    store.begin_car_key_sign_in(&sign_in, at(9)).await.unwrap();
    store.set_car_key_number(fixture.account, &"+33612345678".into()).await.unwrap();
    store.set_car_key_pin(fixture.account, Some(&"derived".into())).await.unwrap();
    let purpose = SmsPurpose::Enrollment;
    store.keep_sms_code(fixture.account, purpose, &"+33612345678".into(), &"123456".into(), at(9)).await.unwrap();
    let partner = NewPartner {
        name: "acme".to_owned(),
        key_domain: "acme.example.com".parse().unwrap(),
        client: Some(("client".to_owned(), "secret".into())),
        regions: vec![],
    };
    store.add_partner(&partner, &KeyPair::generate().unwrap(), at(0)).await.unwrap();
}
