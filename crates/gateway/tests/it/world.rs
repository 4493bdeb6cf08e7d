//! A gateway, a simulator and an administrator, each on a listener of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{Adapter, Http, HttpSettings};
use openfob_domain::{ConnectionId, Evidence, EvidenceSource, KeyClaim, KeyDomain, Mode, VehicleId};
use openfob_garage::Garage;
use openfob_gateway::{
    Adapters, Clock, CostCaps, Costs, Gateway, Jobs, KeyTimings, Network, RateLimits, Retention, Settings,
    WebhookSettings,
};
use openfob_simulator::Simulator;
use openfob_store::{AccountLinked, KeyChange, Store, VehicleFacts};
use openfob_tesla::{Hosts, NotKept, SessionStorage, SigningKeys, StorageError, Tesla};
use openfob_tesla_command::{PrivateKey, PublicKey};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::application::{Answer, Application};
use crate::browser::Browser;
use crate::owner::{Car, Connected, Owner};
use crate::portal::SimulatorPortal;

pub(crate) const KEY_DOMAIN: &str = "fob.example.com";
pub(crate) const LENA: &str = "lena@example.com";
pub(crate) const MAX: &str = "max@example.com";
pub(crate) const NORA: &str = "nora@example.com";
pub(crate) const SAM: &str = "sam@example.com";
pub(crate) const REDIRECT_URI: &str = "https://app.example.com/callback";
/// What an application asks for where a test does not care.
pub(crate) const SCOPE: &str =
    "read_vehicle_info read_vin read_odometer read_battery read_charge read_location required:read_odometer";

/// Who a world is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Makers {
    /// Simulated cars alone, as in the demo.
    Simulated,
    /// Tesla alone, as if it were the real one.
    Live,
    /// None at all.
    Nobody,
}

/// All that a test needs, on the loopback interface.
pub(crate) struct World {
    pub(crate) origin: Url,
    pub(crate) simulator: Url,
    pub(crate) store: Store,
    pub(crate) http: reqwest::Client,
    admin: Url,
    clock: openfob_simulator::Clock,
    settings: Settings,
    makers: Makers,
    adapters: Adapters,
    caps: CostCaps,
    gateway: Gateway,
    gateway_server: Server,
    cars: Simulator,
    simulator_task: JoinHandle<()>,
    folder: tempfile::TempDir,
}

/// A listener that is being served until it is told to end.
struct Server {
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_for(Makers::Simulated).await
    }

    pub(crate) async fn start_for(makers: Makers) -> Self {
        Self::start_with(makers, |_| ()).await
    }

    /// A world whose operator caps costs.
    pub(crate) async fn start_capped(caps: CostCaps) -> Self {
        Self::start_all(Makers::Simulated, caps, |_| ()).await
    }

    /// A world whose gateway limits requests.
    pub(crate) async fn start_limited(rate_limits: RateLimits) -> Self {
        Self::start_with(Makers::Simulated, |settings| settings.rate_limits = rate_limits).await
    }

    /// A world whose operator decided something else than the usual.
    pub(crate) async fn start_with(makers: Makers, change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_all(makers, CostCaps::default(), change).await
    }

    async fn start_all(makers: Makers, caps: CostCaps, change: impl FnOnce(&mut Settings)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let clock = openfob_simulator::Clock::standing_at("2026-11-21T10:00:00Z".parse().unwrap());

        let (listener, simulator) = listen().await;
        let fleet = Simulator::open(openfob_simulator::Settings {
            public_url: simulator.clone(),
            state_file: folder.path().join("simulator.json"),
            seed: 7,
            clock: clock.clone(),
        })
        .unwrap();
        let simulator_task = serve(listener, fleet.router());

        let (listener, origin) = listen().await;
        let store = Store::open(&folder.path().join("data")).await.unwrap();
        let costs = costs(&store, caps, &clock).await;
        let adapters = makers.adapters(&simulator, &store, &costs, &clock);
        let mut settings = Settings {
            origin: origin.clone(),
            key_domain: KEY_DOMAIN.parse().unwrap(),
            key_base_domain: KEY_DOMAIN.parse().unwrap(),
            // What is done on the simulated phone shows at once, as in the demo.
            key_timings: KeyTimings { max_age: Some(SignedDuration::ZERO), ..KeyTimings::default() },
            http_redirect_uri: Some("http://192.168.1.5:8080/demo/callback".to_owned()),
            docs_base: None,
            mail: None,
            rate_limits: RateLimits::default(),
            webhooks: WebhookSettings { allow: Network::loopback(), allow_http: true, ..WebhookSettings::default() },
            retention: Retention::default(),
            operator_name: "openfob".to_owned(),
        };
        change(&mut settings);
        let gateway = open_gateway(&settings, &store, &adapters, costs, &clock);
        let gateway_server = Server::start(listener, gateway.router());
        let (listener, admin) = listen().await;
        serve(listener, gateway.admin_router());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self {
            origin,
            simulator,
            store,
            http,
            admin,
            clock,
            settings,
            makers,
            adapters,
            caps,
            gateway,
            gateway_server,
            cars: fleet,
            simulator_task,
            folder,
        }
    }

    /// Registers the application that most tests speak for.
    pub(crate) async fn application(&self) -> Application {
        self.register(json!({})).await
    }

    /// Registers an application with other settings than the usual.
    pub(crate) async fn register(&self, changes: Value) -> Application {
        let mut body = json!({"name": "Voltwise", "redirect_uris": [REDIRECT_URI], "permissions": SCOPE});
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.administer("POST", "/applications", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        Application::new(self, &answer.body)
    }

    pub(crate) async fn administer(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.http.request(method.parse().unwrap(), self.admin.join(path).unwrap()).json(body);
        Answer::read(request.send().await.unwrap()).await
    }

    /// A browser that nobody has used.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(vec![self.origin.origin(), self.simulator.origin()])
    }

    /// An owner with a browser of their own.
    pub(crate) fn owner(&self, email: &str) -> Owner {
        Owner::new(self.browser(), email)
    }

    /// Walks an owner through Connect with all that is offered, and exchanges the code.
    pub(crate) async fn connect(&self, application: &Application, email: &str, make: &str) -> Connected {
        self.connect_with(application, email, make, "").await
    }

    /// The same with more parameters on the link.
    pub(crate) async fn connect_with(
        &self,
        application: &Application,
        email: &str,
        make: &str,
        parameters: &str,
    ) -> Connected {
        let owner = self.owner(email);
        let back = owner.connect(&application.link(parameters), make).await;
        self.connected(application, back).await
    }

    /// What came of a walk that ended with these parameters: exchanges the code and lists the cars.
    pub(crate) async fn connected(&self, application: &Application, back: BTreeMap<String, String>) -> Connected {
        let tokens = application.exchange(&back["code"]).await;
        let list = application.get(&tokens.access, "/v2.0/vehicles?limit=50").await;
        let mut cars = Vec::new();
        for id in list.body["vehicles"].as_array().unwrap() {
            let id = id.as_str().unwrap().to_owned();
            let about = application.get(&tokens.access, &format!("/v2.0/vehicles/{id}")).await;
            let model = about.body["model"].as_str().unwrap_or_default().to_owned();
            cars.push(Car { id, model });
        }
        Connected { back, tokens, cars }
    }

    /// Makes the account of a connection one that was linked when the garage still had its make.
    pub(crate) async fn link_through_the_garage(&self, application: &Application, connection: &str) {
        let id = application.id.parse().unwrap();
        let connection = self.store.application_connection(id, connection.parse().unwrap()).await.unwrap().unwrap();
        let account = self.store.account(connection.account).await.unwrap().unwrap();
        let tokens = self.store.account_tokens(account.id).await.unwrap().unwrap();
        let claims = tokens.access.expose_secret().split('.').nth(1).unwrap();
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let cars = self.store.account_vehicles(account.id).await.unwrap().into_iter().map(|car| VehicleFacts {
            vin: car.vehicle.vin,
            model: car.vehicle.model,
            role: car.role,
            access: car.vehicle.access,
            streaming: car.vehicle.streaming,
            capabilities: car.vehicle.capabilities,
        });
        let linked = AccountLinked {
            mode: account.mode,
            adapter: "garage".to_owned(),
            partner: account.partner,
            subject: claims["sub"].as_str().unwrap().to_owned(),
            email: account.email,
            platform: account.platform,
            permissions: account.permissions,
            region: None,
            tokens,
        };
        let known = self.store.link_account(&linked, &cars.collect::<Vec<_>>(), self.now()).await.unwrap();
        assert_eq!(known, account.id);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the one clock.
    pub(crate) fn advance(&self, by: SignedDuration) {
        self.clock.advance(by).unwrap();
    }

    /// Turns a switch of a simulated car, named by the end of its VIN.
    pub(crate) async fn turn(&self, car: &str, switch: &str, body: Value) {
        let url = self.simulator.join(&format!("/api/cars/{car}/{switch}")).unwrap();
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// The same where the car may refuse.
    pub(crate) async fn try_switch(&self, car: &str, switch: &str) -> bool {
        let url = self.simulator.join(&format!("/api/cars/{car}/{switch}")).unwrap();
        self.http.post(url).json(&json!({})).send().await.unwrap().status().is_success()
    }

    /// Plays a script of Tesla's side for Lena's account.
    pub(crate) async fn play(&self, script: &str, value: &str) {
        self.play_for(script, value, LENA).await;
    }

    /// The same for an account; `off` ends it.
    pub(crate) async fn play_for(&self, script: &str, value: &str, user: &str) {
        self.post_to_simulator(&format!("/api/tesla/scripts/{script}"), json!({"value": value, "user": user})).await;
    }

    /// Proves CarKey for a connection's car, as the CarKey service does.
    pub(crate) async fn prove_car_key(&self, application: &Application, connection: &str) {
        let (id, connection) = (application.id.parse().unwrap(), connection.parse().unwrap());
        let connection = self.store.application_connection(id, connection).await.unwrap().unwrap();
        self.advance(SignedDuration::from_secs(1));
        let evidence =
            Evidence { source: EvidenceSource::Attestation, claim: KeyClaim::Present { key: None }, at: self.now() };
        self.gateway.record_car_key(connection.account, &connection.vehicle, evidence).await.unwrap();
    }

    /// Has the maker say something about a car's CarKey: `suspend` until a moment, or `disable`.
    pub(crate) async fn maker_says(&self, car: &str, word: &str, until: Value) {
        self.advance(SignedDuration::from_secs(1));
        let url = self.simulator.join(&format!("/api/psa/cars/{car}/{word}")).unwrap();
        let answer = self.http.post(url).json(&json!({"value": until})).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// A simulated car as the simulator itself sees it, named by the end of its VIN.
    pub(crate) async fn car(&self, car: &str) -> Value {
        self.ask_simulator(&format!("/api/cars/{car}")).await
    }

    /// How often a simulated car was asked for signals, by the simulator's log.
    pub(crate) async fn reads_of(&self, car: &str) -> usize {
        let log = self.ask_simulator("/api/log").await;
        let is_read = |text: &str| text.contains(&format!("\u{2026}{car}: ")) && text.contains(" reads ");
        let entries = log["log"].as_array().unwrap();
        entries.iter().filter(|entry| entry["text"].as_str().is_some_and(is_read)).count()
    }

    /// What the simulator tells at an address.
    pub(crate) async fn ask_simulator(&self, path: &str) -> Value {
        let answer = self.http.get(self.simulator.join(path).unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    /// Turns a lever of the simulator's.
    pub(crate) async fn post_to_simulator(&self, path: &str, body: Value) {
        let answer = self.http.post(self.simulator.join(path).unwrap()).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    }

    /// Adds the default partner's key to a car, or removes it (`enrol`, `remove`), as the car's own screen would.
    pub(crate) async fn turn_key(&self, vin: &str, lever: &str) -> u16 {
        let path = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
        let file = self.http.get(self.origin.join(path).unwrap()).header("host", KEY_DOMAIN).send().await.unwrap();
        let key = json!({"public_key": file.text().await.unwrap()});
        let url = self.simulator.join(&format!("/api/tesla/cars/{vin}/{lever}")).unwrap();
        self.http.post(url).json(&key).send().await.unwrap().status().as_u16()
    }

    /// The address of another gateway on the same store, as a second process would serve it, with something of a test's
    /// own around each adapter.
    pub(crate) async fn another_gateway(&self, around: impl Fn(Arc<dyn Adapter>) -> Arc<dyn Adapter>) -> Url {
        let store = Store::open(&self.folder.path().join("data")).await.unwrap();
        let simulated = self.adapters.simulated.iter().cloned().map(around).collect();
        let adapters = Adapters { simulated, ..self.adapters.clone() };
        let costs = costs(&store, self.caps, &self.clock).await;
        let gateway = open_gateway(&self.settings, &store, &adapters, costs, &self.clock);
        let (listener, origin) = listen().await;
        serve(listener, gateway.router());
        origin
    }

    /// Has the simulator's listener vanish.
    pub(crate) async fn end_simulator(&mut self) {
        self.simulator_task.abort();
        let _ = (&mut self.simulator_task).await;
    }

    /// Has it come back.
    pub(crate) async fn begin_simulator(&mut self) {
        self.simulator_task = serve(listen_at(&self.simulator).await, self.cars.router());
    }

    /// Ends the gateway and starts another one on the same store, at the same address.
    pub(crate) async fn restart_gateway(mut self) -> Self {
        let Server { end, task } = self.gateway_server;
        end.send(()).unwrap();
        task.await.unwrap();
        drop(self.gateway);
        self.store.close().await;
        self.store = Store::open(&self.folder.path().join("data")).await.unwrap();
        let costs = costs(&self.store, self.caps, &self.clock).await;
        self.adapters = self.makers.adapters(&self.simulator, &self.store, &costs, &self.clock);
        let gateway = open_gateway(&self.settings, &self.store, &self.adapters, costs, &self.clock);
        let gateway_server = Server::start(listen_at(&self.origin).await, gateway.router());
        Self { gateway, gateway_server, ..self }
    }

    /// What the gateway does by itself, for a test to have it done.
    pub(crate) fn jobs(&self) -> Jobs {
        self.gateway.jobs()
    }

    /// The changes of a car's key states, as the store keeps them.
    pub(crate) async fn key_changes(&self, application: &Application, connection: &str) -> Vec<KeyChange> {
        let vehicle = self.vehicle(application, connection).await;
        self.store.key_changes(vehicle).await.unwrap()
    }

    async fn vehicle(&self, application: &Application, connection: &str) -> VehicleId {
        let connection: ConnectionId = connection.parse().unwrap();
        let id = application.id.parse().unwrap();
        self.store.application_connection(id, connection).await.unwrap().unwrap().vehicle.id
    }
}

impl Server {
    fn start(listener: TcpListener, router: Router) -> Self {
        let (end, ended) = oneshot::channel::<()>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            let _ = ended.await;
        });
        Self { end, task: tokio::spawn(async move { serving.await.unwrap() }) }
    }
}

impl Makers {
    fn adapters(self, simulator: &Url, store: &Store, costs: &Costs, clock: &openfob_simulator::Clock) -> Adapters {
        match self {
            Self::Simulated => simulated(simulator, store, costs, clock),
            Self::Live => {
                let Adapters { simulated, .. } = simulated(simulator, store, costs, clock);
                let live = simulated.into_iter().filter(|adapter| adapter.partner_accounts().is_some()).collect();
                Adapters { live, ..Adapters::default() }
            }
            Self::Nobody => Adapters::default(),
        }
    }
}

/// The partners' keys as the program hands them to the adapter. Sessions end with the gateway; the program's own tests
/// have those that do not.
struct StoredKeys(Store);

#[async_trait]
impl SigningKeys for StoredKeys {
    async fn key(&self, partner: &KeyDomain, name: &str) -> Result<Option<PrivateKey>, StorageError> {
        let pair = self.0.partner_key_pair(partner, name).await.unwrap();
        Ok(pair.map(|pair| PrivateKey::from_der(&hex::decode(pair.private().expose_secret()).unwrap()).unwrap()))
    }

    fn sessions(&self, _: &PublicKey) -> Arc<dyn SessionStorage> {
        Arc::new(NotKept)
    }
}

/// The adapters of simulated cars, as the program wires them.
fn simulated(simulator: &Url, store: &Store, costs: &Costs, clock: &openfob_simulator::Clock) -> Adapters {
    let settings = HttpSettings { timeout: Duration::from_secs(5), retries: 0, ..HttpSettings::default() };
    let http = Http::new(simulator.clone(), settings).unwrap();
    let clock = clock.clone();
    let hosts = Hosts::simulated(simulator, simulator);
    let (ledger, keys) = (costs.ledger(Mode::Simulated), Arc::new(StoredKeys(store.clone())));
    let tesla = Tesla::new(http.clone(), hosts, ledger, keys, Arc::new(move || clock.now()));
    Adapters {
        live: vec![],
        simulated: vec![Arc::new(tesla), Arc::new(Garage::new(http, simulator.clone()))],
        simulated_portal: Some(Arc::new(SimulatorPortal::new(simulator))),
    }
}

/// The costs that a store knows of, as the program prices and caps them.
async fn costs(store: &Store, caps: CostCaps, clock: &openfob_simulator::Clock) -> Costs {
    let clock = clock.clone();
    let clock = Clock::from_fn(move || clock.now());
    Costs::open(store.clone(), clock, caps, &[openfob_tesla::PRICES]).await.unwrap()
}

fn open_gateway(
    settings: &Settings,
    store: &Store,
    adapters: &Adapters,
    costs: Costs,
    clock: &openfob_simulator::Clock,
) -> Gateway {
    let clock = clock.clone();
    let clock = Clock::from_fn(move || clock.now());
    Gateway::new(settings.clone(), store.clone(), adapters.clone(), costs, clock).unwrap()
}

async fn listen_at(url: &Url) -> TcpListener {
    TcpListener::bind(("127.0.0.1", url.port().unwrap())).await.unwrap()
}

async fn listen() -> (TcpListener, Url) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    (listener, url)
}

fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}
