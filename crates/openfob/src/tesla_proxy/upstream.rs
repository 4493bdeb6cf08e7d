//! Requests to the Fleet API, over connections that are kept.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use openfob_tesla::{Carrier, FleetFault, body_of_answer, body_of_message, message_of_answer};
use openfob_tesla_command::Vin;

use super::account::Account;
use super::hosts::Hosts;
use super::openings::Openings;
use crate::failure::Failure;

/// The largest answer of `signed_command` that is read, in bytes, and a little more, so that too much is seen.
const SIGNED_ANSWER: usize = 100_001;
/// How often an account is sent to another region before it is given up.
const MOST_REGIONS: usize = 2;

/// The Fleet API.
pub(super) struct Upstream {
    client: reqwest::Client,
    pub(super) hosts: Hosts,
    openings: Openings,
}

/// What the Fleet API said.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// A request to send, more than once if need be.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    /// Path and query.
    pub(super) path: &'a str,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The largest answer that is read, in bytes.
    pub(super) most: usize,
}

impl Upstream {
    pub(super) fn new(hosts: Hosts) -> Result<Self, Failure> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("openfob-tesla-proxy/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            // What is passed on is passed on as it came.
            .no_gzip()
            .tcp_nodelay(true)
            .build();
        let client =
            client.map_err(|error| Failure::caused("cannot set up the connections to the Fleet API", error))?;
        Ok(Self { client, hosts, openings: Openings::default() })
    }

    /// Sends a request, and again where Tesla says that the account is of another region.
    pub(super) async fn send(&self, account: &Account, request: &Request<'_>) -> Result<Answer, FleetFault> {
        let mut base = self.hosts.base(account);
        let mut regions = 0;
        loop {
            let answer = self.send_to(&base, request).await?;
            if answer.status != StatusCode::MISDIRECTED_REQUEST || regions == MOST_REGIONS {
                return Ok(answer);
            }
            match self.hosts.redirected(account, &answer.headers, &answer.body) {
                Some(other) => base = other,
                None => return Ok(answer),
            }
            regions += 1;
        }
    }

    async fn send_to(&self, base: &Arc<str>, request: &Request<'_>) -> Result<Answer, FleetFault> {
        let ahead = self.openings.wait(base).await;
        let sent = self
            .client
            .request(request.method.clone(), [&**base, request.path].concat())
            .headers(request.headers.clone())
            .body(request.body.clone())
            .send()
            .await;
        let mut response = sent.map_err(|error| {
            let is_connect = error.is_connect();
            let text = format!("{:#}", anyhow::Error::new(error.without_url()));
            if is_connect { FleetFault::Unreachable(text) } else { FleetFault::NoAnswer(text) }
        })?;
        self.openings.answered(base);
        drop(ahead);
        let mut body = Vec::with_capacity(response.content_length().map_or(0, |length| capacity(length, request.most)));
        while let Some(part) = response.chunk().await.map_err(|e| FleetFault::NoAnswer(e.without_url().to_string()))? {
            body.extend_from_slice(&part);
            if body.len() > request.most {
                return Err(FleetFault::TooLong);
            }
        }
        Ok(Answer { status: response.status(), headers: std::mem::take(response.headers_mut()), body })
    }
}

fn capacity(length: u64, most: usize) -> usize {
    usize::try_from(length).unwrap_or(most).min(most)
}

/// An account's way to its cars.
pub(super) struct Way<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) account: &'a Account,
    /// As the client gave it.
    pub(super) authorization: &'a HeaderValue,
}

impl Carrier for Way<'_> {
    type Fault = FleetFault;

    async fn carry(&self, vin: &Vin, message: &[u8]) -> Result<Vec<u8>, FleetFault> {
        let path = ["/api/1/vehicles/", vin.as_str(), "/signed_command"].concat();
        let request = Request {
            method: Method::POST,
            path: &path,
            headers: self.headers(),
            body: body_of_message(message).into(),
            most: SIGNED_ANSWER,
        };
        let answer = self.upstream.send(self.account, &request).await?;
        message_of_answer(answer.status, answer.headers, answer.body)
    }
}

impl Way<'_> {
    /// Has a car woken.
    pub(super) async fn wake(&self, vin: &Vin) -> Result<(), FleetFault> {
        let path = ["/api/1/vehicles/", vin.as_str(), "/wake_up"].concat();
        let body = Bytes::from_static(b"{}");
        let request = Request { method: Method::POST, path: &path, headers: self.headers(), body, most: SIGNED_ANSWER };
        let answer = self.upstream.send(self.account, &request).await?;
        body_of_answer(answer.status, answer.headers, answer.body).map(|_| ())
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers
    }
}
