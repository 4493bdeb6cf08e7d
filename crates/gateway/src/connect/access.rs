//! Which browser may go on with which run.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use openfob_domain::RunId;
use openfob_store::Application;

use super::pages::Fault;
use super::run::{Run, Stage};
use super::{language, respond};
use crate::http::observe::note_application;
use crate::service::ServiceError;
use crate::text::Texts;
use crate::{Gateway, secrets};

const COOKIE: &str = "openfob_browser";

/// A run, opened by the browser that began it.
pub(super) struct Opened {
    pub(super) id: RunId,
    pub(super) application: Arc<Application>,
    pub(super) run: Run,
    pub(super) texts: &'static Texts,
    version: i64,
}

/// The secret that ties a browser to its runs: the one it has, or a new one.
pub(super) fn browser_secret(headers: &HeaderMap) -> String {
    let known = CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
    known.filter(|secret| secret.len() == 43).unwrap_or_else(secrets::random_secret)
}

/// The cookie that carries it.
pub(super) fn browser_cookie(gateway: &Gateway, secret: String) -> Cookie<'static> {
    Cookie::build((COOKIE, secret))
        .path("/connect")
        .http_only(true)
        // Lax: the browser comes back from the automaker's site by a link, and needs it then.
        .same_site(SameSite::Lax)
        .secure(gateway.settings.origin.scheme() == "https")
        .build()
}

/// Opens a run for the browser that began it; to any other it does not exist.
pub(super) async fn open(gateway: &Gateway, headers: &HeaderMap, id: &str) -> Result<Opened, Response> {
    let texts = language::texts(headers);
    let expired = || respond::error_page(gateway, texts, StatusCode::NOT_FOUND, Fault::ExpiredRun);
    let id: RunId = id.parse().map_err(|_| expired())?;
    let failed = |error| failed(gateway, texts, &ServiceError::Store(error));
    let stored = gateway.store.run(id, gateway.clock.now()).await.map_err(failed)?.ok_or_else(expired)?;
    let secret = CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
    if !secret.is_some_and(|secret| secrets::matches_hash(&secret, &stored.browser_hash)) {
        return Err(expired());
    }
    let run: Run = serde_json::from_str(&stored.body).map_err(|_| expired())?;
    let application = gateway.store.application(stored.application).await.map_err(failed)?.ok_or_else(expired)?;
    note_application(application.id);
    Ok(Opened { id, application, run, texts, version: stored.version })
}

/// A fault of ours, logged once under the reference that the page shows.
pub(super) fn failed(gateway: &Gateway, texts: &Texts, error: &ServiceError) -> Response {
    let reference = secrets::random_token();
    tracing::error!(error = error as &dyn std::error::Error, reference, "a run of Connect failed");
    respond::error_page(gateway, texts, StatusCode::INTERNAL_SERVER_ERROR, Fault::Ours { reference })
}

impl Opened {
    /// The run's address.
    pub(super) fn base(&self) -> String {
        format!("/connect/{}", self.id)
    }

    /// Moves the run to another stage and sends the browser to its page. Where another request moved it first, that
    /// one counts.
    pub(super) async fn go(&mut self, gateway: &Gateway, stage: Stage) -> Result<Response, ServiceError> {
        self.save(gateway, stage).await?;
        Ok(respond::redirect(&self.base()))
    }

    /// Moves the run to another stage; `false` where another request moved it first.
    pub(super) async fn save(&mut self, gateway: &Gateway, stage: Stage) -> Result<bool, ServiceError> {
        let run = Run { stage, ..self.run.clone() };
        let body = serde_json::to_string(&run).map_err(|_| {
            ServiceError::Store(openfob_store::StoreError::Inconsistent { table: "connect_run", column: "body" })
        })?;
        let saved = gateway.store.save_run(self.id, self.version, &body).await?;
        if saved {
            self.run = run;
            self.version += 1;
        }
        Ok(saved)
    }
}
