//! What every link into Connect begins with: whose it is, where it leads back to, and the run that it opens.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::SignedDuration;
use openfob_domain::RunId;
use openfob_store::Application;
use uuid::Uuid;

use super::access::{browser_cookie, browser_secret, failed};
use super::outcome::{self, Ending};
use super::pages::Fault;
use super::redirect::RedirectUri;
use super::request::{InvalidParameter, Query, Request, ResponseType};
use super::run::{Run, Stage};
use super::{language, respond};
use crate::service::ServiceError;
use crate::text::Texts;
use crate::{Gateway, secrets};

/// How long an owner may take.
const RUN_LIFETIME: SignedDuration = SignedDuration::from_hours(2);

/// A link of a known application, with a redirect URI that it has registered.
pub(super) struct Link {
    pub(super) query: Query,
    pub(super) application: Arc<Application>,
    pub(super) redirect_uri: Option<String>,
    pub(super) texts: &'static Texts,
}

impl Link {
    /// Finds whose link it is. What is wrong before that is known is told to the browser, never by redirect.
    pub(super) async fn open(gateway: &Gateway, headers: &HeaderMap, query: &str) -> Result<Self, Response> {
        let texts = language::texts(headers);
        let query = Query::parse(query);
        let error = |fault| respond::error_page(gateway, texts, StatusCode::BAD_REQUEST, fault);
        let Some(client_id) = query.client_id() else { return Err(error(Fault::NoClientId)) };
        let application = match query.application() {
            Some(id) => gateway.store.application(id).await,
            None => Ok(None),
        };
        let application = application.map_err(|store| failed(gateway, texts, &ServiceError::Store(store)))?;
        let unknown = || error(Fault::UnknownClientId(client_id.to_owned()));
        let application = application.ok_or_else(unknown)?;
        let redirect_uri = registered_redirect(gateway, &application, &query).map_err(error)?;
        Ok(Self { query, application, redirect_uri, texts })
    }

    /// Begins a run and sends the browser to its first page.
    pub(super) async fn begin(&self, gateway: &Gateway, headers: &HeaderMap, request: Request) -> Response {
        let id = RunId::from(Uuid::new_v4());
        let secret = browser_secret(headers);
        let body = serde_json::to_string(&run(request)).unwrap_or_default();
        let now = gateway.clock.now();
        let begun = gateway.store.add_run(id, self.application.id, &secret, &body, now, now + RUN_LIFETIME).await;
        if let Err(error) = begun {
            return failed(gateway, self.texts, &ServiceError::Store(error));
        }
        let mut response = respond::redirect(&format!("/connect/{id}"));
        if let Ok(cookie) = browser_cookie(gateway, secret).to_string().parse() {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Tells the application, or where there is no way back the browser, which parameter is wrong.
    pub(super) fn refuse(&self, gateway: &Gateway, invalid: &InvalidParameter) -> Response {
        if self.redirect_uri.is_none() {
            let (name, value, expected) = (invalid.name.to_owned(), invalid.value.clone(), invalid.expected.clone());
            let fault = Fault::InvalidParameter { name, value, expected };
            return respond::error_page(gateway, self.texts, StatusCode::BAD_REQUEST, fault);
        }
        let message = format!("The parameter {} is `{}`; expected {}.", invalid.name, invalid.value, invalid.expected);
        let request = Request::back_to(self.redirect_uri.clone(), ResponseType::Code, &self.query);
        outcome::end(gateway, &self.application, &run(request), &Ending::Configuration(message), self.texts)
    }
}

/// A run at its first page.
pub(super) fn run(request: Request) -> Run {
    Run { request, csrf: secrets::random_secret(), stage: Stage::Preamble }
}

/// The redirect URI of the link if it is registered, else the first registered one if the link names none. Links that
/// want no code may do without.
fn registered_redirect(gateway: &Gateway, application: &Application, query: &Query) -> Result<Option<String>, Fault> {
    let registered = &application.details.redirect_uris;
    let exception = gateway.settings.http_redirect_uri.as_deref();
    match query.get("redirect_uri") {
        Some(uri) if registered.iter().any(|known| known == uri) && RedirectUri::parse(uri, exception).is_ok() => {
            Ok(Some(uri.to_owned()))
        }
        Some(uri) => Err(Fault::UnregisteredRedirectUri(uri.to_owned())),
        None if matches!(query.get("response_type"), Some("none" | "vehicle_id")) => Ok(None),
        None => registered.first().cloned().map(Some).ok_or(Fault::NoRedirectUri),
    }
}
