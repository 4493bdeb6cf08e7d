//! Where a request goes, in the order in which Tesla's proxy looks.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode};
use openfob_gateway::{Client, Clock};
use openfob_tesla::SignedCommands;
use openfob_tesla_command::Vin;
use tokio::sync::Semaphore;

use super::account::Account;
use super::audit::Audit;
use super::hosts::Hosts;
use super::upstream::Upstream;
use super::{answer, command, forward, telemetry_config};
use crate::failure::Failure;
use crate::signing;

/// The largest body that is read of a client's request, in bytes.
const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// Requests at a time.
const MOST_REQUESTS: usize = 2048;
/// Cars that are known to take no signed commands.
const MOST_UNSUPPORTED: usize = 100_000;

const TELEMETRY_CONFIG: &str = "/api/1/vehicles/fleet_telemetry_config";

/// What the proxy is set up with.
pub(crate) struct Settings {
    /// Signs with the command key.
    pub(crate) commands: SignedCommands,
    /// Where the Fleet API is.
    pub(crate) hosts: Hosts,
    /// How long a request may take.
    pub(crate) timeout: Duration,
    /// Where commands are noted.
    pub(crate) audit: Option<Audit>,
    /// The time.
    pub(crate) clock: Clock,
}

/// The proxy.
pub(crate) struct Proxy {
    pub(super) commands: SignedCommands,
    /// The key's short name.
    pub(super) key_name: String,
    pub(super) upstream: Upstream,
    pub(super) timeout: Duration,
    pub(super) audit: Option<Audit>,
    pub(super) clock: Clock,
    unsupported: RwLock<HashSet<Vin>>,
    requests: Arc<Semaphore>,
}

/// A request whose sender is known.
pub(super) struct Known {
    pub(super) account: Account,
    pub(super) client: IpAddr,
    pub(super) parts: Parts,
    pub(super) body: Bytes,
}

impl Proxy {
    /// Sets it up.
    pub(crate) fn new(settings: Settings) -> Result<Arc<Self>, Failure> {
        let Settings { commands, hosts, timeout, audit, clock } = settings;
        Ok(Arc::new(Self {
            key_name: signing::name_of(commands.key().public_key()),
            commands,
            upstream: Upstream::new(hosts)?,
            timeout,
            audit,
            clock,
            unsupported: RwLock::default(),
            requests: Arc::new(Semaphore::new(MOST_REQUESTS)),
        }))
    }

    /// What answers requests.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(handle).with_state(self)
    }

    /// Whether a car takes no signed commands.
    pub(super) fn is_unsupported(&self, vin: &Vin) -> bool {
        self.unsupported.read().unwrap_or_else(PoisonError::into_inner).contains(vin)
    }

    /// Remembers that a car takes no signed commands, until the proxy ends.
    pub(super) fn mark_unsupported(&self, vin: &Vin) {
        let mut unsupported = self.unsupported.write().unwrap_or_else(PoisonError::into_inner);
        if unsupported.len() >= MOST_UNSUPPORTED {
            unsupported.clear();
        }
        unsupported.insert(vin.clone());
    }
}

async fn handle(State(proxy): State<Arc<Proxy>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if parts.uri.path() == "/health" {
        return health(&parts.method);
    }
    let account = match Account::of(&parts.headers) {
        Ok(account) => account,
        Err(error) => return answer::error(StatusCode::FORBIDDEN, &error.to_string()),
    };
    let Ok(place) = proxy.requests.clone().try_acquire_owned() else {
        return answer::error(StatusCode::SERVICE_UNAVAILABLE, "too many requests at a time; try again in a second");
    };
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        let text = "could not read request body: it is broken off, or larger than 2 MiB";
        return answer::error(StatusCode::PAYLOAD_TOO_LARGE, text);
    };
    let client = parts.extensions.get::<Client>().map_or(IpAddr::from([0, 0, 0, 0]), |client| client.address);
    let known = Known { account, client, parts, body };
    let path = known.parts.uri.path();
    let command = path.strip_prefix("/api/1/vehicles/").and_then(|rest| {
        let mut rest = rest.split('/');
        let parts = (rest.next(), rest.next(), rest.next(), rest.next());
        if let (Some(vin), Some("command"), Some(name), None) = parts { Some((vin, name)) } else { None }
    });
    if let Some((vin, name)) = command {
        let Ok(vin) = Vin::new(vin) else {
            let text = "expected 17-character VIN in path (do not user Fleet API ID)";
            return answer::error(StatusCode::NOT_FOUND, text);
        };
        let name = name.to_owned();
        // A client that goes away does not stop a command half-way.
        let running = tokio::spawn(async move {
            let _place = place;
            command::run(&proxy, known, vin, &name).await
        });
        return running.await.unwrap_or_else(|_| answer::error(StatusCode::INTERNAL_SERVER_ERROR, "internal error"));
    }
    if path == TELEMETRY_CONFIG {
        return Box::pin(telemetry_config::sign(&proxy, known)).await;
    }
    Box::pin(forward::pass_on(&proxy, known)).await
}

fn health(method: &Method) -> Response<Body> {
    if method != Method::GET {
        return answer::error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    }
    let mut response = Response::new(Body::from("OK"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
