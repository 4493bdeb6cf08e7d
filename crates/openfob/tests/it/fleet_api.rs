//! A small Fleet API with one car behind it, for the proxy's tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{Car, CarKeys, KeyEntry, Keychain, Outcome, PrivateKey, PublicKey, SystemRandomness, Vin};
use serde_json::{Value, json};

pub(crate) const VIN: &str = "5YJ3E1EA7KF000001";

/// What came, and what is to be said.
pub(crate) struct FleetApi {
    pub(crate) origin: String,
    state: Arc<Mutex<Inner>>,
}

struct Inner {
    origin: String,
    car: Car,
    outcome: Outcome,
    requests: Vec<Came>,
    answers: VecDeque<Response<Body>>,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl FleetApi {
    /// One whose car knows a key.
    pub(crate) async fn new(key: &PublicKey) -> Self {
        let own = |number| PrivateKey::from_scalar(&[number; 32]).unwrap();
        let mut keychain = Keychain::default();
        keychain.add(KeyEntry { key: *key, role: Role::Owner, form_factor: KeyFormFactor::CloudKey }).unwrap();
        let keys = CarKeys { vehicle_security: own(10), infotainment: own(11) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Inner {
            origin: origin.clone(),
            car: Car::new(Vin::new(VIN).unwrap(), keys, keychain),
            outcome: Outcome::Done,
            requests: Vec::new(),
            answers: VecDeque::new(),
        }));
        let router = Router::new().fallback(answer).with_state(state.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { origin, state }
    }

    /// What the car does with commands from now on.
    pub(crate) fn outcome(&self, outcome: Outcome) {
        self.state.lock().unwrap().outcome = outcome;
    }

    pub(crate) fn car(&self, change: impl FnOnce(&mut Car)) {
        change(&mut self.state.lock().unwrap().car);
    }

    /// Answers a request to come in place of what it would be answered.
    pub(crate) fn next(&self, status: u16, headers: &[(&str, &str)], body: impl Into<Body>) {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        self.state.lock().unwrap().answers.push_back(response.body(body.into()).unwrap());
    }

    /// What has come since this was asked the last time.
    pub(crate) fn requests(&self) -> Vec<Came> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

/// A token as Tesla's are.
pub(crate) fn token(subject: &str) -> String {
    let claims = json!({"sub": subject, "aud": ["https://fleet-api.prd.na.vn.cloud.tesla.com"], "ou_code": "NA"});
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

async fn answer(
    State(state): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mut inner = state.lock().unwrap();
    let path = uri.path_and_query().unwrap().to_string();
    inner.requests.push(Came { method, path: path.clone(), headers, body: body.to_vec() });
    if let Some(answer) = inner.answers.pop_front() {
        return answer;
    }
    if !path.ends_with("/signed_command") {
        let text = json!({"response": {"state": "online"}, "origin": inner.origin}).to_string();
        return Response::builder().status(StatusCode::OK).header("x-txid", "0a1b").body(Body::from(text)).unwrap();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    let message = STANDARD.decode(body["routable_message"].as_str().unwrap()).unwrap();
    let outcome = inner.outcome.clone();
    #[expect(clippy::disallowed_methods, reason = "the program under test reads the machine's clock as well")]
    let now = Timestamp::now();
    let answer = inner.car.receive(&message, now, &mut SystemRandomness, &mut |_| outcome.clone()).unwrap();
    Response::new(Body::from(json!({"response": STANDARD.encode(answer)}).to_string()))
}
