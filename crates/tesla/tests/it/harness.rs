//! A simulator on a listener of its own, the adapter before it, and an owner's browser.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use openfob_automaker::{
    AccountLink, AdapterError, Call, CapReached, Client, Http, HttpSettings, Ledger, LinkedAccount, Partner,
    PriceClass, Returned, Session, SignIn, SignInRefused,
};
use openfob_domain::{KeyDomain, Vin};
use openfob_simulator::{Clock, Settings, Simulator};
use openfob_tesla::{Hosts, NotKept, SessionStorage, SigningKeys, StorageError, Tesla};
use openfob_tesla_command::{PrivateKey, PublicKey};
use serde_json::{Value, json};
use url::Url;

pub(crate) const LENA: &str = "lena@example.com";
pub(crate) const MODEL_3: &str = "5YJ3E1EA7MF004821";
pub(crate) const MODEL_S: &str = "5YJSA1E21KF130377";
pub(crate) const CYBERTRUCK: &str = "7G2CEHED2RA012264";
pub(crate) const SCOPE: &str = "read_vin read_odometer read_battery read_charge read_location read_charge_records \
    read_extended_vehicle_info read_security control_security";
/// The verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Keeps the calls that it is told of, and may hold back a price class.
#[derive(Default)]
pub(crate) struct Book {
    calls: Mutex<Vec<(&'static str, PriceClass)>>,
    capped: Mutex<Option<PriceClass>>,
}

impl Book {
    /// The calls since this was last asked.
    pub(crate) fn take(&self) -> Vec<&'static str> {
        self.calls.lock().unwrap().drain(..).map(|(operation, _)| operation).collect()
    }

    /// The same, with their price classes.
    pub(crate) fn take_priced(&self) -> Vec<(&'static str, PriceClass)> {
        self.calls.lock().unwrap().drain(..).collect()
    }

    pub(crate) fn cap(&self, class: PriceClass) {
        *self.capped.lock().unwrap() = Some(class);
    }
}

#[async_trait]
impl Ledger for Book {
    async fn announce(&self, call: Call<'_>) -> Result<(), CapReached> {
        if *self.capped.lock().unwrap() == Some(call.class) {
            return Err(CapReached(call.class));
        }
        self.calls.lock().unwrap().push((call.operation, call.class));
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) tesla: Tesla,
    pub(crate) book: Arc<Book>,
    pub(crate) url: Url,
    pub(crate) partner: Partner,
    browser: reqwest::Client,
    clock: Clock,
    _folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn start() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let clock = Clock::standing_at("2026-11-21T10:00:00Z".parse().unwrap());
        let simulator = Simulator::open(Settings {
            public_url: url.clone(),
            state_file: folder.path().join("simulator.json"),
            seed: 7,
            clock: clock.clone(),
        })
        .unwrap();
        let router = simulator.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let facts = simulator.tesla_facts();
        let client = Client {
            id: facts["client_id"].as_str().unwrap().to_owned(),
            secret: facts["client_secret"].as_str().unwrap().to_owned().into(),
        };
        let partner = Partner { key_domain: "fob.example.com".parse().unwrap(), client: Some(client) };
        let book = Arc::new(Book::default());
        let http = Http::new(url.clone(), HttpSettings::default()).unwrap();
        let told = clock.clone();
        let hosts = Hosts::simulated(&url, &url);
        let tesla = Tesla::new(http, hosts, book.clone(), Arc::new(Keys), Arc::new(move || told.now()));
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { tesla, book, url, partner, browser, clock, _folder: folder }
    }

    /// Signs in and gives all that is asked for.
    pub(crate) async fn sign_in(&self, email: &str) -> LinkedAccount {
        self.sign_in_without(email, &[]).await
    }

    /// Signs in and keeps some of Tesla's scopes back.
    pub(crate) async fn sign_in_without(&self, email: &str, kept_back: &[&str]) -> LinkedAccount {
        let query = self.walk(email, kept_back).await;
        let code = self.tesla.returned(&query).unwrap();
        self.complete(&code, VERIFIER).await.unwrap()
    }

    pub(crate) async fn complete(&self, code: &str, verifier: &str) -> Result<LinkedAccount, AdapterError> {
        let redirect_uri = callback();
        self.tesla.complete(&self.partner, Returned { code, verifier, redirect_uri: &redirect_uri }).await
    }

    /// A session of the owner's, with the calls of its sign-in struck off.
    pub(crate) async fn session(&self, email: &str) -> Session {
        let account = self.sign_in(email).await;
        self.book.take();
        session(&self.partner, &account)
    }

    pub(crate) fn begin(&self) -> Url {
        let sign_in = SignIn {
            partner: &self.partner,
            make: &"TESLA".parse().unwrap(),
            application: "Voltwise",
            scope: &SCOPE.parse().unwrap(),
            redirect_uri: &callback(),
            state: "state & more",
            challenge: CHALLENGE,
            language: "de",
            fresh_login: false,
        };
        self.tesla.begin(sign_in).unwrap()
    }

    /// Opens Tesla's page, fills in its form and sends it; answers what the browser brings back.
    pub(crate) async fn walk(&self, email: &str, kept_back: &[&str]) -> BTreeMap<String, String> {
        let html = self.browser.get(self.begin()).send().await.unwrap().text().await.unwrap();
        let mut form = inputs(&html);
        form.retain(|(name, value)| name != "username" && !(name == "granted" && kept_back.contains(&value.as_str())));
        form.push(("username".to_owned(), email.to_owned()));
        let answer = self.browser.post(self.at("/oauth2/v3/authorize")).form(&form).send().await.unwrap();
        let back: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let query: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
        assert_eq!(query["state"], "state & more");
        query
    }

    /// Leaves Tesla's page by its way out.
    pub(crate) async fn walk_away(&self) -> SignInRefused {
        let html = self.browser.get(self.begin()).send().await.unwrap().text().await.unwrap();
        let tag = html.split("id=\"cancel-link\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let back: Url = tag.replace("&#38;", "&").replace("&amp;", "&").parse().unwrap();
        self.tesla.returned(&back.query_pairs().into_owned().collect()).unwrap_err()
    }

    /// Plays a script of the simulator for Lena's account.
    pub(crate) async fn play(&self, script: &str, value: &str) {
        self.post(&format!("/api/tesla/scripts/{script}"), json!({"value": value})).await;
    }

    /// Turns a switch of a car, named by the end of its VIN.
    pub(crate) async fn turn(&self, car: &str, switch: &str, body: Value) {
        self.post(&format!("/api/cars/{car}/{switch}"), body).await;
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.browser.post(self.at(path)).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A car as the simulator itself sees it.
    pub(crate) async fn car(&self, car: &str) -> Value {
        self.browser.get(self.at(&format!("/api/cars/{car}"))).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) fn advance(&self, hours: i64) {
        self.clock.advance(jiff::SignedDuration::from_hours(hours)).unwrap();
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }
}

/// The partner's keys: each named by a digit that its number is made of.
pub(crate) struct Keys;

#[async_trait]
impl SigningKeys for Keys {
    async fn key(&self, _: &KeyDomain, name: &str) -> Result<Option<PrivateKey>, StorageError> {
        Ok(name.parse().ok().map(|number| PrivateKey::from_scalar(&[number; 32]).unwrap()))
    }

    fn sessions(&self, _: &PublicKey) -> Arc<dyn SessionStorage> {
        Arc::new(NotKept)
    }
}

pub(crate) fn session(partner: &Partner, account: &LinkedAccount) -> Session {
    Session {
        partner: partner.clone(),
        access: account.tokens.access.clone(),
        region: account.region.clone(),
        application: None,
    }
}

pub(crate) fn vin(text: &str) -> Vin {
    text.parse().unwrap()
}

fn callback() -> Url {
    "https://fob.example.com/connect/callback".parse().unwrap()
}

/// The names and values of a page's inputs; a box counts where it is ticked.
fn inputs(html: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.replace("&#38;", "&").replace("&amp;", "&"))
    };
    html.split("<input")
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| !tag.contains("type=\"checkbox\"") || tag.contains(" checked"))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
        .collect()
}
