//! Sending one body to one target: signed, to an allowed address, once, within a time.

use std::error::Error;
use std::time::Duration;

use aws_lc_rs::hmac;
use reqwest::header::{CONTENT_TYPE, HeaderName};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::WebhookSettings;
use super::targets::{TargetError, Targets};

/// Smartcar's receivers may look for its name; what follows says who it really is.
const USER_AGENT: &str = concat!("Smartcar/2.0 (compatible; openfob/", env!("CARGO_PKG_VERSION"), ")");
const SIGNATURE: HeaderName = HeaderName::from_static("sc-signature");
/// The largest answer that is read, bytes.
const MAX_ANSWER: usize = 16 * 1024;
/// Shorter than the time after which common servers close a connection that rests.
const IDLE: Duration = Duration::from_secs(4);

/// The client that webhooks are sent by.
#[derive(Debug)]
pub(crate) struct Sender {
    client: reqwest::Client,
    targets: Targets,
    timeout: Duration,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum SendError {
    /// The target is not allowed.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// It takes too long.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// It cannot be reached.
    #[error("no connection: {0}")]
    Connect(String),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
}

/// A receiver's answer.
#[derive(Debug)]
pub(crate) struct Received {
    /// Its status.
    pub(crate) status: u16,
    /// Its body; what is longer than we read, or comes too late, is cut off.
    pub(crate) body: Vec<u8>,
}

impl Sender {
    /// A client for these settings.
    pub(crate) fn new(settings: &WebhookSettings) -> Result<Self, reqwest::Error> {
        let targets = Targets::new(settings);
        let client = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .dns_resolver(targets.clone())
            .redirect(Policy::none())
            // A proxy would connect to whatever it is told.
            .no_proxy()
            .pool_idle_timeout(IDLE)
            .tcp_nodelay(true)
            .build()?;
        Ok(Self { client, targets, timeout: settings.timeout })
    }

    /// Reads a target's address, and checks what can be told without connecting.
    pub(crate) fn target(&self, url: &str) -> Result<Url, TargetError> {
        self.targets.parse(url)
    }

    /// Posts a body, signed with the application's management token.
    pub(crate) async fn post(&self, url: &str, body: String, token: &SecretString) -> Result<Received, SendError> {
        let url = self.target(url)?;
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, sign(token, &body))
            .body(body);
        let deadline = Instant::now() + self.timeout;
        let answered = timeout_at(deadline, request.send()).await.map_err(|_| SendError::Timeout(self.timeout))?;
        let mut response = answered.map_err(classify)?;
        let mut body = Vec::new();
        while body.len() < MAX_ANSWER
            && let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await
        {
            let room = MAX_ANSWER - body.len();
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        }
        Ok(Received { status: response.status().as_u16(), body })
    }
}

/// HMAC-SHA256 in hexadecimal, as receivers compare it.
pub(super) fn sign(token: &SecretString, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, token.expose_secret().as_bytes());
    hex::encode(hmac::sign(&key, text.as_bytes()))
}

/// The reason without the address: it is told beside it, and may hold a secret.
fn classify(error: reqwest::Error) -> SendError {
    let error = error.without_url();
    let mut reason: &dyn Error = &error;
    while let Some(source) = reason.source() {
        if let Some(target) = source.downcast_ref::<TargetError>() {
            return SendError::Target(target.clone());
        }
        reason = source;
    }
    let text = reason.to_string();
    if error.is_connect() { SendError::Connect(text) } else { SendError::Broken(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_that_receivers_compute() {
        let token = SecretString::from("amt");
        assert_eq!(sign(&token, "challenge"), "9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e");
        assert_eq!(
            sign(&token, r#"{"pizza":"pasta"}"#),
            "4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70"
        );
    }
}
