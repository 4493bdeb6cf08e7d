//! A client with a key of its own, which signs commands.

use std::sync::Arc;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command::{
    Answer, Command, CommandError, Domain, Parsed, PrivateKey, Received, Request, Session, Signature, SystemRandomness,
    Vin, parse,
};
use serde_json::{Value, json};

use super::client::{Client, MODEL_3};
use crate::garage::Answer as HttpAnswer;

/// One key, and its sessions with one car.
pub(crate) struct Driver {
    pub(crate) client: Client,
    pub(crate) key: Arc<PrivateKey>,
    pub(crate) vin: &'static str,
    pub(crate) security: Session,
    pub(crate) infotainment: Session,
}

pub(crate) fn key(number: u8) -> PrivateKey {
    PrivateKey::from_scalar(&[number; 32]).unwrap()
}

pub(crate) fn command(name: &str, parameters: &Value) -> Command {
    match parse(name, parameters.to_string().as_bytes(), Timestamp::UNIX_EPOCH) {
        Ok(Parsed::Signed(command)) => command,
        other => panic!("{name}: {other:?}"),
    }
}

impl Driver {
    /// With a key that is on the owner's Model 3.
    pub(crate) async fn open() -> Self {
        let driver = Self::of(Client::open().await, 3, MODEL_3);
        driver.enrol(None).await;
        driver
    }

    pub(crate) fn of(client: Client, number: u8, vin: &'static str) -> Self {
        let key = Arc::new(key(number));
        let session = |domain| Session::new(Arc::clone(&key), Vin::new(vin).unwrap(), domain);
        let (security, infotainment) = (session(Domain::VehicleSecurity), session(Domain::Infotainment));
        Self { client, key, vin, security, infotainment }
    }

    pub(crate) async fn enrol(&self, role: Option<&str>) {
        let body = json!({"public_key": self.key.public_key().to_pem(), "role": role});
        self.lever("enrol", &body).await;
    }

    pub(crate) async fn remove(&self) {
        self.lever("remove", &json!({"public_key": self.key.public_key().to_pem()})).await;
    }

    pub(crate) async fn lever(&self, lever: &str, body: &Value) {
        let path = format!("/api/tesla/cars/{}/{lever}", self.vin);
        let answer = self.client.garage.post(&path, &body.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.client.garage.simulator.clock().now()
    }

    fn session(&mut self, domain: Domain) -> &mut Session {
        match domain {
            Domain::VehicleSecurity => &mut self.security,
            Domain::Infotainment => &mut self.infotainment,
        }
    }

    /// What the Fleet API answers to a message.
    pub(crate) async fn post(&self, message: &[u8]) -> HttpAnswer {
        let path = format!("/api/1/vehicles/{}/signed_command", self.vin);
        self.client.post(&path, &json!({"routable_message": STANDARD.encode(message)})).await
    }

    /// The car's envelope in answer to a message.
    pub(crate) async fn ask(&self, message: &[u8]) -> Vec<u8> {
        let answer = self.post(message).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        STANDARD.decode(answer.json()["response"].as_str().unwrap()).unwrap()
    }

    pub(crate) async fn start(&mut self, domain: Domain) -> Result<Received, CommandError> {
        let now = self.now();
        let mut request = self.session(domain).request_session(now, &mut SystemRandomness).unwrap();
        let answer = self.ask(request.bytes()).await;
        self.session(domain).receive(&mut request, &answer, now)
    }

    pub(crate) fn authorize(&mut self, command: &Command) -> Request {
        let (now, lifetime) = (self.now(), SignedDuration::from_secs(5));
        let session = self.session(command.domain());
        session.authorize(command, Signature::Hmac, lifetime, now, &mut SystemRandomness).unwrap()
    }

    /// Signs, sends and reads once.
    pub(crate) async fn once(&mut self, command: &Command) -> Result<Received, CommandError> {
        let mut request = self.authorize(command);
        let answer = self.ask(request.bytes()).await;
        let now = self.now();
        self.session(command.domain()).receive(&mut request, &answer, now)
    }

    /// With a session before it, where there is none.
    pub(crate) async fn give(&mut self, command: &Command) -> Result<Received, CommandError> {
        if command.needs_signature() && !self.session(command.domain()).is_ready() {
            self.start(command.domain()).await?;
        }
        self.once(command).await
    }

    /// A command by its name in the Fleet API, which the car obeys.
    pub(crate) async fn does(&mut self, name: &str, parameters: &Value) {
        let done = self.give(&command(name, parameters)).await;
        assert!(matches!(done, Ok(Received::Answer(Answer::Done))), "{name}: {done:?}");
    }

    pub(crate) async fn car(&self) -> Value {
        self.client.garage.car(self.vin).await
    }
}
