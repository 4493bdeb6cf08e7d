//! The HTTP client that adapters are handed: time limits, a bound on answers, and one retry rule.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
pub use reqwest::Method;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

/// Bounds of every call to an automaker.
#[derive(Clone, Copy, Debug)]
pub struct HttpSettings {
    /// Time to connect.
    pub connect_timeout: Duration,
    /// Time for a whole call.
    pub timeout: Duration,
    /// The largest answer that is read, bytes.
    pub max_body: usize,
    /// How often a call that changes nothing is tried again when no answer came.
    pub retries: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(20),
            max_body: 2 * 1024 * 1024,
            retries: 2,
        }
    }
}

/// What went wrong on the way to an automaker or back. Its texts never hold a token.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection: nothing was sent.
    #[error("no connection")]
    Connect(#[source] reqwest::Error),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout(#[source] reqwest::Error),
    /// The connection broke.
    #[error("the connection broke")]
    Broken(#[source] reqwest::Error),
    /// The answer is larger than we read.
    #[error("the answer exceeds {limit} bytes")]
    TooLarge {
        /// The bound.
        limit: usize,
    },
    /// The answer is not what the protocol says.
    #[error("the answer (status {status}) is not understood: {reason}")]
    Body {
        /// Its HTTP status.
        status: u16,
        /// What was wrong, without the body.
        reason: String,
    },
}

/// A client bound to one automaker's base address.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    base: Url,
    settings: HttpSettings,
}

/// What a request carries.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// Nothing.
    Empty,
    /// A JSON body.
    Json(&'a serde_json::Value),
    /// A form, as token endpoints take it.
    Form(&'a [(&'a str, &'a str)]),
}

/// An answer as it came, for adapters whose automaker says more by it than its status and body.
#[derive(Clone, Debug)]
pub struct RawAnswer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// An answer: its status, and its body read as what the protocol says for that status.
pub type Answer<T, E> = Result<T, (StatusCode, Option<E>)>;

impl Http {
    /// A client for the host at `base`.
    ///
    /// # Errors
    /// When the TLS set-up cannot be made.
    pub fn new(base: Url, settings: HttpSettings) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("openfob/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .build()?;
        Ok(Self { client, base, settings })
    }

    /// The same client for another base address.
    #[must_use]
    pub fn at(&self, base: Url) -> Self {
        Self { base, ..self.clone() }
    }

    /// How often a call that changes nothing is tried again.
    #[must_use]
    pub fn retries(&self) -> usize {
        self.settings.retries
    }

    /// The address of `path` on this host.
    #[must_use]
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    /// Sends one request once and answers what came, whatever its status. `path` is added to the base address, and may
    /// end in a query.
    ///
    /// # Errors
    /// See [`HttpError`]; never [`HttpError::Body`].
    pub async fn exchange(
        &self,
        method: Method,
        path: &str,
        token: Option<&SecretString>,
        payload: Payload<'_>,
    ) -> Result<RawAnswer, HttpError> {
        let address = format!("{}{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self.client.request(method, address);
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        request = match payload {
            Payload::Empty => request,
            Payload::Json(body) => request.json(body),
            Payload::Form(form) => request.form(form),
        };
        self.receive(request).await
    }

    /// `GET`, tried again when no answer came.
    ///
    /// # Errors
    /// See [`HttpError`]; a status of 400 and above is an answer, not an error of this kind.
    pub async fn get<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        token: &SecretString,
    ) -> Result<Answer<T, E>, HttpError> {
        (|| async { self.send(self.request(Method::GET, path, Some(token))).await })
            .retry(ExponentialBuilder::default().with_max_times(self.settings.retries).with_jitter())
            .when(|error: &HttpError| matches!(error, HttpError::Connect(_) | HttpError::Broken(_)))
            .await
    }

    /// `POST` of a JSON body, sent once: it may take effect even where no answer comes.
    ///
    /// # Errors
    /// See [`Http::get`].
    pub async fn post<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        token: &SecretString,
        body: &(impl Serialize + Sync),
    ) -> Result<Answer<T, E>, HttpError> {
        self.send(self.request(Method::POST, path, Some(token)).json(body)).await
    }

    /// `POST` of a form without a token, as token endpoints take it; sent once.
    ///
    /// # Errors
    /// See [`Http::get`].
    pub async fn post_form<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Answer<T, E>, HttpError> {
        self.send(self.request(Method::POST, path, None).form(form)).await
    }

    /// `DELETE`, sent once.
    ///
    /// # Errors
    /// See [`Http::get`].
    pub async fn delete<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        token: &SecretString,
    ) -> Result<Answer<T, E>, HttpError> {
        self.send(self.request(Method::DELETE, path, Some(token))).await
    }

    fn request(&self, method: Method, path: &str, token: Option<&SecretString>) -> reqwest::RequestBuilder {
        let request = self.client.request(method, self.url(path));
        match token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        }
    }

    async fn send<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<Answer<T, E>, HttpError> {
        let RawAnswer { status, body, .. } = self.receive(request).await?;
        if status.is_success() {
            serde_json::from_slice(&body).map(Ok).map_err(|error| HttpError::Body {
                status: status.as_u16(),
                reason: format!("{:?} at line {} column {}", error.classify(), error.line(), error.column()),
            })
        } else {
            Ok(Err((status, serde_json::from_slice(&body).ok())))
        }
    }

    async fn receive(&self, request: reqwest::RequestBuilder) -> Result<RawAnswer, HttpError> {
        let mut response = request.send().await.map_err(classify)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if body.len() + chunk.len() > self.settings.max_body {
                return Err(HttpError::TooLarge { limit: self.settings.max_body });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(RawAnswer { status, headers, body })
    }
}

fn classify(error: reqwest::Error) -> HttpError {
    let error = error.without_url();
    if error.is_connect() {
        HttpError::Connect(error)
    } else if error.is_timeout() {
        HttpError::Timeout(error)
    } else {
        HttpError::Broken(error)
    }
}
