//! A simulator on a listener of its own, the adapter before it, and an owner's browser.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use jiff::Timestamp;
use openfob_automaker::{
    AccountLink, Adapter, Commanded, Http, HttpSettings, LinkedAccount, Partner, Returned, Session, SignIn,
    SignInRefused, Tokens,
};
use openfob_domain::{AccessRules, Scope, Vin};
use openfob_garage::Garage;
use openfob_simulator::{Clock, Settings, Simulator};
use reqwest::{StatusCode, header};
use tokio::task::JoinHandle;
use url::Url;

pub(crate) const SCOPE: &str =
    "required:read_odometer read_battery read_charge read_location control_charge control_security";
/// Every permission that there is.
pub(crate) const EVERYTHING: &str = "read_alerts read_battery read_charge read_charge_events read_charge_locations \
    read_charge_records read_climate read_compass read_diagnostics read_engine_oil read_extended_vehicle_info read_fuel \
    read_location read_odometer read_security read_service_history read_speedometer read_thermometer read_tires \
    read_user_profile read_vehicle_info read_vin control_charge control_climate control_navigation control_pin \
    control_security control_trunk";
pub(crate) const E_208: &str = "VR3UHZKX6NT051208";

pub(crate) struct World {
    pub(crate) garage: Garage,
    pub(crate) simulator: Simulator,
    pub(crate) url: Url,
    pub(crate) browser: reqwest::Client,
    folder: tempfile::TempDir,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl World {
    pub(crate) async fn start() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let (simulator, address, server) = serve(folder.path(), SocketAddr::from(([127, 0, 0, 1], 0))).await;
        let url: Url = format!("http://{address}").parse().unwrap();
        let garage = Garage::new(Http::new(url.clone(), HttpSettings::default()).unwrap(), url.clone());
        Self { garage, simulator, url, browser: browser(), folder, address, server }
    }

    /// Ends the simulator and opens it again on the same address and state file.
    pub(crate) async fn restart(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
        let (simulator, _, server) = serve(self.folder.path(), self.address).await;
        (self.simulator, self.server) = (simulator, server);
    }

    pub(crate) async fn sign_in(&self, partner: &Partner, make: &str, email: &str) -> LinkedAccount {
        self.sign_in_for(partner, make, email, SCOPE).await
    }

    /// Signs in, asking for other permissions.
    pub(crate) async fn sign_in_for(&self, partner: &Partner, make: &str, email: &str, scope: &str) -> LinkedAccount {
        let query = self.walk_sign_in(partner, make, email, scope).await;
        self.complete(partner, &query).await
    }

    async fn complete(&self, partner: &Partner, query: &BTreeMap<String, String>) -> LinkedAccount {
        let code = self.garage.returned(query).unwrap();
        let returned = Returned { code: &code, verifier: "verifier", redirect_uri: &callback() };
        self.garage.complete(partner, returned).await.unwrap()
    }

    pub(crate) async fn refused_sign_in(&self, make: &str, email: &str) -> SignInRefused {
        self.garage.returned(&self.walk_sign_in(&partner("fob.example.com"), make, email, SCOPE).await).unwrap_err()
    }

    /// Opens the sign-in page, fills its form and sends it; answers what the browser would bring back.
    async fn walk_sign_in(&self, partner: &Partner, make: &str, email: &str, scope: &str) -> BTreeMap<String, String> {
        let scope: Scope = scope.parse().unwrap();
        let page = self.garage.begin(SignIn {
            partner,
            make: &make.parse().unwrap(),
            application: "Voltwise",
            scope: &scope,
            redirect_uri: &callback(),
            state: "state & more",
            challenge: "challenge",
            language: "en",
            fresh_login: false,
        });
        let page = page.unwrap();
        let html = self.browser.get(page).send().await.unwrap().text().await.unwrap();
        let mut form = inputs(&html);
        form.insert("username".to_owned(), email.to_owned());
        form.insert("password".to_owned(), "password".to_owned());
        let answer = self.browser.post(self.at("/garage/authorize")).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let back: Url = answer.headers()[header::LOCATION].to_str().unwrap().parse().unwrap();
        assert_eq!(back.path(), "/connect/callback");
        let query: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
        assert_eq!(query["state"], "state & more");
        query
    }

    /// The text of a page.
    pub(crate) async fn page(&self, path: &str) -> String {
        self.browser.get(self.at(path)).send().await.unwrap().text().await.unwrap()
    }

    /// Turns a switch of a car.
    pub(crate) async fn turn(&self, car: &str, switch: &str, body: &str) {
        let path = format!("/api/cars/{car}/{switch}");
        let answer = self.browser.post(self.at(&path)).body(body.to_owned()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    }

    /// A switch of a car's side of CarKey.
    pub(crate) async fn turn_car_key(&self, car: &str, switch: &str, body: &str) {
        let path = format!("/api/psa/cars/{car}/{switch}");
        let answer = self.browser.post(self.at(&path)).body(body.to_owned()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    }

    pub(crate) async fn advance(&self, by: &str) {
        let body = format!(r#"{{"advance":"{by}"}}"#);
        assert_eq!(self.browser.post(self.at("/api/time")).body(body).send().await.unwrap().status(), StatusCode::OK);
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }
}

async fn serve(folder: &Path, address: SocketAddr) -> (Simulator, SocketAddr, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let simulator = Simulator::open(Settings {
        public_url: format!("http://{address}").parse().unwrap(),
        state_file: folder.join("simulator.json"),
        seed: 7,
        clock: Clock::standing_at(start()),
    })
    .unwrap();
    let router = simulator.router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (simulator, address, server)
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build().unwrap()
}

/// The names and values of a page's inputs; a box counts where it is ticked.
fn inputs(html: &str) -> BTreeMap<String, String> {
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

pub(crate) fn start() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

pub(crate) fn callback() -> Url {
    "https://fob.example.com/connect/callback".parse().unwrap()
}

pub(crate) fn partner(domain: &str) -> Partner {
    Partner { key_domain: domain.parse().unwrap(), client: None }
}

pub(crate) fn session(partner: &Partner, tokens: &Tokens) -> Session {
    Session { partner: partner.clone(), access: tokens.access.clone(), region: None, application: None }
}

/// A car that is to do something; the garage itself knows what it asks for.
pub(crate) fn commanded(vin: &Vin) -> Commanded<'_> {
    const ACCESS: &AccessRules = &AccessRules { key: None, refresh_seconds: None, streaming_toggle: false };
    Commanded { vin, access: ACCESS, key: None }
}

pub(crate) fn vin(text: &str) -> Vin {
    text.parse().unwrap()
}

/// The only car of an account.
pub(crate) async fn only_car(garage: &Garage, session: &Session) -> Vin {
    let cars = garage.vehicles(session).await.unwrap();
    assert_eq!(cars.len(), 1);
    cars.into_iter().next().unwrap().vin
}
