//! A service, an application, an account with an e-208, and its car.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use jiff::{SignedDuration, Timestamp};
use openfob_carkey::{
    ATTESTATION_USAGE, Anchors, Attestation, CarIdentity, ContactPosition, LateReactivation, Nonce, PhoneLink, Relay,
    Rules, VEHICLE_URI_PREFIX, Zone,
};
use openfob_carkey_service::{
    Begin, CarKeyService, Complete, Host, Limits, Settings, SignInFailed, SmsError, SmsProvider,
};
use openfob_domain::{
    AccessRules, AccountId, ApplicationId, DataWithoutKey, Evidence, KeyHolder, KeyKind, KeyRecord, KeyRule, Model,
    Platform, Role, Scope, VehicleId, WithoutKeySetting,
};
use openfob_store::{
    AccountLinked, ApplicationDetails, ApplicationSecrets, Store, StoreError, StoredTokens, Vehicle, VehicleFacts,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType,
    date_time_ymd,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;

pub(crate) const VIN: &str = "VR3UHZKXZPT500001";
pub(crate) const NUMBER: &str = "+33612345678";
const REDIRECT: &str = "https://app.example.com/back";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-0123456789";

pub(crate) struct World {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) router: Router,
    pub(crate) sms: Arc<Inbox>,
    pub(crate) application: ApplicationId,
    pub(crate) settings: Settings,
    car: CarIdentity,
    clock: Arc<Mutex<Timestamp>>,
}

/// What a car says; every condition holds unless a test changes it.
pub(crate) struct Says {
    pub(crate) vin: String,
    pub(crate) key_present: bool,
    pub(crate) position: ContactPosition,
    pub(crate) zone: Zone,
    pub(crate) phone: String,
    pub(crate) paired: bool,
    pub(crate) connected: bool,
    pub(crate) skew: SignedDuration,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            vin: VIN.to_owned(),
            key_present: true,
            position: ContactPosition::Contact,
            zone: Zone::Inner,
            phone: "phone-1".to_owned(),
            paired: true,
            connected: true,
            skew: SignedDuration::ZERO,
        }
    }
}

#[derive(Default)]
pub(crate) struct Inbox(Mutex<Vec<String>>);

impl Inbox {
    pub(crate) fn code(&self) -> String {
        self.0.lock().unwrap().last().expect("an SMS came")[..6].to_owned()
    }
}

#[async_trait]
impl SmsProvider for Inbox {
    async fn send(&self, number: &SecretString, text: &SecretString) -> Result<(), SmsError> {
        assert_eq!(number.expose_secret(), NUMBER);
        self.0.lock().unwrap().push(text.expose_secret().to_owned());
        Ok(())
    }
}

struct Maker {
    store: Store,
    clock: Arc<Mutex<Timestamp>>,
}

#[async_trait]
impl Host for Maker {
    async fn begin(&self, begin: Begin<'_>) -> Option<Url> {
        let mut url = Url::parse("https://maker.example.com/sign-in").unwrap();
        url.query_pairs_mut().append_pair("state", begin.state);
        (begin.make.as_str() == "PEUGEOT").then_some(url)
    }

    async fn complete(&self, complete: Complete<'_>) -> Result<AccountId, SignInFailed> {
        let subject = complete.query.get("code").ok_or(SignInFailed::Cancelled)?;
        let now = *self.clock.lock().unwrap();
        let linked = AccountLinked {
            mode: complete.mode,
            adapter: "garage".to_owned(),
            partner: complete.partner.clone(),
            subject: subject.clone(),
            email: Some(format!("{subject}@example.com")),
            platform: Platform::Current,
            permissions: BTreeSet::new(),
            region: None,
            tokens: StoredTokens { access: "a".into(), refresh: "r".into(), access_expires_at: now },
        };
        let rule = KeyRule { kind: KeyKind::CarKey, data_without: DataWithoutKey::Refused };
        let car = VehicleFacts {
            vin: VIN.parse().unwrap(),
            model: Model { make: "PEUGEOT".parse().unwrap(), model: "e-208".to_owned(), year: 2025 },
            role: Role::Owner,
            access: AccessRules { key: Some(rule), ..AccessRules::default() },
            streaming: None,
            capabilities: BTreeSet::new(),
        };
        self.store.link_account(&linked, &[car], now).await.map_err(|_| SignInFailed::Unavailable)
    }

    async fn known(&self, account: AccountId, vehicle: &Vehicle) -> Result<Option<KeyRecord>, StoreError> {
        let known = self.store.key_record(vehicle.id, &KeyHolder::Account(account)).await?;
        Ok(known.map(Arc::unwrap_or_clone))
    }

    async fn record(&self, account: AccountId, vehicle: &Vehicle, evidence: Evidence) -> Result<(), StoreError> {
        let now = *self.clock.lock().unwrap();
        let holder = KeyHolder::Account(account);
        self.store.record_evidence(vehicle.id, &holder, &vehicle.access, &[evidence], now).await.map(|_| ())
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).await.unwrap();
        let (anchors, car) = car();
        let clock = Arc::new(Mutex::new("2026-11-21T12:00:00Z".parse().unwrap()));
        let sms = Arc::new(Inbox::default());
        let mut settings = Settings {
            origin: Url::parse("https://fob.example.com").unwrap(),
            key_domain: "fob.example.com".parse().unwrap(),
            anchors,
            rules: Rules::default(),
            late: LateReactivation::Refused,
            steps_in_order: true,
            sms: sms.clone(),
            limits: Limits::default(),
        };
        adjust(&mut settings);
        let application = application(&store).await;
        let router = serve(&settings, &store, &clock);
        Self { directory, store, router, sms, application, settings, car, clock }
    }

    /// The same data, opened anew.
    pub(crate) async fn restart(mut self) -> Self {
        self.store.close().await;
        self.store = Store::open(self.directory.path()).await.unwrap();
        self.router = serve(&self.settings, &self.store, &self.clock);
        self
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    pub(crate) fn wait(&self, time: SignedDuration) {
        *self.clock.lock().unwrap() += time;
    }

    pub(crate) async fn call(&self, method: &str, path: &str, token: &str, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(format!("/carkey/v1{path}"));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status();
        let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let body = location.map_or_else(|| serde_json::from_slice(&bytes).unwrap_or_default(), Value::from);
        (status, body)
    }

    /// A call that succeeds.
    pub(crate) async fn ok(&self, method: &str, path: &str, token: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, token, body).await;
        assert!(status.is_success() || status.is_redirection(), "{method} {path}: {status} {answer}");
        answer
    }

    /// A call that is refused; the number and the word.
    pub(crate) async fn refused(&self, method: &str, path: &str, token: &str, body: Value) -> (u64, String) {
        let (status, answer) = self.call(method, path, token, body).await;
        assert!(status.is_client_error() || status.is_server_error(), "{method} {path}: {status} {answer}");
        let error = &answer["error"];
        (error["code"].as_u64().unwrap(), error["subErrors"][0].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn begin(&self, phone: &str) -> String {
        let begun = json!({
            "clientId": self.application, "mode": "simulated", "make": "PEUGEOT", "phone": phone,
            "redirectUri": REDIRECT, "state": "mine", "codeChallenge": BASE64URL.encode(digest(&SHA256, VERIFIER.as_bytes())),
        });
        let page = self.ok("POST", "/sign-in", "", begun).await["url"].as_str().unwrap().to_owned();
        Url::parse(&page).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
    }

    pub(crate) async fn come_back(&self, query: &str) -> Url {
        let back = self.ok("GET", &format!("/callback?{query}"), "", Value::Null).await;
        back.as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn exchange(&self, code: &str, verifier: &str) -> (StatusCode, Value) {
        let grant = json!({"grantType": "authorization_code", "code": code, "codeVerifier": verifier});
        self.call("POST", "/token", "", grant).await
    }

    /// Signs an owner in on a phone; the answer of the token call.
    pub(crate) async fn signed_in(&self, owner: &str, phone: &str) -> Value {
        let state = self.begin(phone).await;
        let back = self.come_back(&format!("state={state}&code={owner}")).await;
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let (status, tokens) = self.exchange(&code, VERIFIER).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    pub(crate) async fn sign_in(&self, owner: &str, phone: &str) -> String {
        self.signed_in(owner, phone).await["accessToken"].as_str().unwrap().to_owned()
    }

    /// Signs in and enrols the phone by the short way.
    pub(crate) async fn enrolled(&self, owner: &str, phone: &str) -> String {
        let token = self.sign_in(owner, phone).await;
        let certify = json!({"type": "phoneNumberCertification", "phoneNumber": NUMBER});
        self.ok("POST", "/sms-codes", &token, certify).await;
        let enrol = json!({
            "action": "enrollWithPhoneNumber", "pinCode": "1234", "smsCode": self.sms.code(), "phoneNumber": NUMBER,
        });
        self.ok("POST", "/enrollment", &token, enrol).await;
        token
    }

    pub(crate) async fn challenge(&self, token: &str, ask: Value) -> Nonce {
        let nonce = self.ok("POST", "/challenges", token, ask).await["nonce"].clone();
        serde_json::from_value(nonce).unwrap()
    }

    /// What the car signs for a challenge, as the phone relays it.
    pub(crate) fn attest(&self, nonce: Nonce, says: &Says) -> Value {
        let link = PhoneLink { id: says.phone.parse().unwrap(), paired: says.paired, connected: says.connected };
        let attestation = Attestation::new(
            says.vin.parse().unwrap(),
            "0123-ABCD".parse().unwrap(),
            says.key_present,
            says.position,
            says.zone,
            link,
            nonce,
            self.now() + says.skew,
        );
        let signed = self.car.sign(&attestation, &SystemRandom::new()).unwrap();
        serde_json::to_value(Relay::from(&signed)).unwrap()
    }

    pub(crate) async fn activate(&self, token: &str, says: &Says) -> (StatusCode, Value) {
        let nonce = self.challenge(token, Value::Null).await;
        self.call("POST", "/car-key", token, self.attest(nonce, says)).await
    }

    pub(crate) async fn status(&self, token: &str) -> Value {
        self.ok("GET", &format!("/vehicles/{VIN}/car-key"), token, Value::Null).await
    }

    pub(crate) async fn vehicle(&self, token: &str) -> VehicleId {
        let cars = self.ok("GET", "/vehicles", token, Value::Null).await;
        cars["vehicles"][0]["carAssociationID"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn account(&self, token: &str) -> AccountId {
        self.store.car_key_session(token, self.now()).await.unwrap().unwrap().account
    }
}

fn serve(settings: &Settings, store: &Store, clock: &Arc<Mutex<Timestamp>>) -> Router {
    let host = Arc::new(Maker { store: store.clone(), clock: clock.clone() });
    let clock = clock.clone();
    CarKeyService::new(settings.clone(), store.clone(), host, Arc::new(move || *clock.lock().unwrap())).router()
}

async fn application(store: &Store) -> ApplicationId {
    let details = ApplicationDetails {
        name: "Volt Garden".to_owned(),
        description: None,
        logo: None,
        accent: None,
        redirect_uris: vec![REDIRECT.to_owned()],
        scope: Scope::default(),
        key_domain: None,
        serve_stored: true,
        without_key: WithoutKeySetting::Limit,
    };
    let id = uuid::Uuid::now_v7().into();
    let secrets = ApplicationSecrets { client_secret: "secret".into(), management_token: "management".into() };
    let created_at = "2026-11-21T12:00:00Z".parse().unwrap();
    store.add_application(id, &details, &secrets, created_at).await.unwrap();
    id
}

fn car() -> (Anchors, CarIdentity) {
    let mut above = CertificateParams::default();
    above.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    above.not_before = date_time_ymd(2020, 1, 1);
    above.not_after = date_time_ymd(2050, 1, 1);
    let anchor = CertifiedIssuer::self_signed(above, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut car = CertificateParams::default();
    car.not_before = date_time_ymd(2020, 1, 1);
    car.not_after = date_time_ymd(2050, 1, 1);
    car.subject_alt_names = vec![SanType::URI(format!("{VEHICLE_URI_PREFIX}{VIN}").try_into().unwrap())];
    car.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(ATTESTATION_USAGE.to_vec())];
    let certificate = car.signed_by(&key, &anchor).unwrap();
    let identity = CarIdentity::new(&key.serialize_der(), vec![certificate.der().to_vec()]).unwrap();
    (Anchors::new([anchor.der()]).unwrap(), identity)
}
