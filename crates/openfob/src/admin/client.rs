//! The commands' end: a request to the admin router, wherever it runs.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;
use tower::ServiceExt;

use super::place;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::{self, Lock};

const PATIENCE: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_millis(50);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(30);
/// How long an answer may take that grows with the database.
const LONG_ANSWER: Duration = Duration::from_hours(4);

/// A way to the admin router.
pub(crate) enum Admin {
    /// Over the socket of a running server.
    Socket(reqwest::Client),
    /// In this process, which holds the lock.
    Here { router: Router, _lock: Option<Lock> },
}

impl Admin {
    /// Finds the running server's socket, or takes the lock and lets `open` make a router in this process.
    ///
    /// A server that starts or ends right now has the lock and no socket; it is waited for.
    pub(crate) async fn connect<Opening>(
        data: &DataDir,
        command: &str,
        open: impl FnOnce() -> Opening,
    ) -> Result<Self, Failure>
    where
        Opening: Future<Output = Result<Router, Failure>>,
    {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(lock) = Lock::try_take(data, command)? {
                return Ok(Self::Here { router: open().await?, _lock: Some(lock) });
            }
            if let Some(socket) = place::find(data)?
                && answers(&socket).await
            {
                let client = reqwest::Client::builder().unix_socket(socket).build();
                let client = client.map_err(|error| Failure::caused("cannot make an HTTP client", error))?;
                return Ok(Self::Socket(client));
            }
            if Instant::now() >= deadline {
                return Err(lock::held(data)?);
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// The router of the server that this process is itself.
    pub(crate) fn own(router: Router) -> Self {
        Self::Here { router, _lock: None }
    }

    /// `GET`
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.request(Method::GET, path, None).await
    }

    /// `POST`
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.request(Method::POST, path, Some(json(body)?)).await
    }

    /// `POST` of something that may take long.
    pub(crate) async fn post_and_wait<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.request_within(LONG_ANSWER, Method::POST, path, None).await
    }

    /// `PUT`
    pub(crate) async fn put<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.request(Method::PUT, path, Some(json(body)?)).await
    }

    /// `DELETE`
    pub(crate) async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.request(Method::DELETE, path, None).await
    }

    async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, Failure> {
        self.request_within(ANSWER, method, path, body).await
    }

    async fn request_within<T: DeserializeOwned>(
        &self,
        limit: Duration,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, Failure> {
        let (status, bytes) = match self {
            Self::Socket(client) => over_socket(client, limit, method, path, body).await?,
            Self::Here { router, .. } => in_process(router.clone(), method, path, body).await?,
        };
        if status.is_success() {
            return serde_json::from_slice(&bytes)
                .map_err(|error| Failure::caused("the server's answer is not understood", error));
        }
        let told = serde_json::from_slice(&bytes).map(|Refused { error }| error.message);
        let message = told.unwrap_or_else(|_| format!("the server answered {status}"));
        Err(if status.is_client_error() { Failure::user(message) } else { Failure::ours(message) })
    }
}

#[derive(Deserialize)]
struct Refused {
    error: Told,
}

#[derive(Deserialize)]
struct Told {
    message: String,
}

fn json(body: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(body).map_err(|error| Failure::caused("cannot write the request", error))
}

async fn answers(socket: &Path) -> bool {
    tokio::net::UnixStream::connect(socket).await.is_ok()
}

async fn over_socket(
    client: &reqwest::Client,
    limit: Duration,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Result<(StatusCode, Vec<u8>), Failure> {
    let failed = |error: reqwest::Error| {
        Failure::caused("the server did not answer on its socket", error.without_url()).hint("see its log")
    };
    let request = client.request(method, format!("http://openfob{path}")).timeout(limit);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let response = request.send().await.map_err(failed)?;
    let status = response.status();
    Ok((status, response.bytes().await.map_err(failed)?.to_vec()))
}

async fn in_process(
    router: Router,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Result<(StatusCode, Vec<u8>), Failure> {
    let request = Request::builder().method(method).uri(path);
    let request = match body {
        Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    };
    let request = request.map_err(|error| Failure::caused("cannot make the request", error))?;
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let body = response.into_body().collect().await;
    let body = body.map_err(|error| Failure::caused("the answer broke off", error))?;
    Ok((status, body.to_bytes().to_vec()))
}
