//! `GET /oauth/authorize`: an application's link begins a run.

use axum::extract::{RawQuery, State};
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
use super::respond;
use super::run::{Run, Stage};
use crate::service::ServiceError;
use crate::{Gateway, secrets};

/// How long an owner may take.
const RUN_LIFETIME: SignedDuration = SignedDuration::from_hours(2);

/// Checks the link, begins a run and sends the browser to its first page. What is wrong is told to the application by
/// redirect, but never to an address that it has not registered.
pub(super) async fn authorize(
    State(gateway): State<Gateway>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let texts = respond::texts(&headers);
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let error = |fault| respond::error_page(&gateway, texts, StatusCode::BAD_REQUEST, fault);
    let Some(client_id) = query.client_id() else { return error(Fault::NoClientId) };
    let application = match query.application() {
        Some(id) => gateway.store.application(id).await,
        None => Ok(None),
    };
    let application = match application {
        Ok(Some(application)) => application,
        Ok(None) => return error(Fault::UnknownClientId(client_id.to_owned())),
        Err(store) => return failed(&gateway, texts, &ServiceError::Store(store)),
    };
    let redirect_uri = match registered_redirect(&gateway, &application, &query) {
        Ok(uri) => uri,
        Err(fault) => return error(fault),
    };
    let request = match query.request(redirect_uri.clone(), &application.details.scope) {
        Ok(request) => request,
        Err(invalid) => {
            return match redirect_uri {
                Some(uri) => refuse(&gateway, &application, &query, uri, &invalid),
                None => error(Fault::InvalidParameter {
                    name: invalid.name.to_owned(),
                    value: invalid.value,
                    expected: invalid.expected,
                }),
            };
        }
    };
    let run = Run { csrf: secrets::random_secret(), stage: Stage::Preamble, request };
    if let Some(message) = misconfigured(&gateway, &run.request) {
        return outcome::end(&gateway, &application, &run, &Ending::Configuration(message));
    }
    match begin(&gateway, &application, &run, &headers).await {
        Ok(response) => response,
        Err(error) => failed(&gateway, texts, &error),
    }
}

async fn begin(
    gateway: &Gateway,
    application: &Application,
    run: &Run,
    headers: &HeaderMap,
) -> Result<Response, ServiceError> {
    let id = RunId::from(Uuid::new_v4());
    let secret = browser_secret(headers);
    let body = serde_json::to_string(run).unwrap_or_default();
    let now = gateway.clock.now();
    gateway.store.add_run(id, application.id, &secret, &body, now, now + RUN_LIFETIME).await?;
    let mut response = respond::redirect(&format!("/connect/{id}"));
    if let Ok(cookie) = browser_cookie(gateway, secret).to_string().parse() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The redirect URI of the link if it is registered, else the first registered one if the link names none.
fn registered_redirect(gateway: &Gateway, application: &Application, query: &Query) -> Result<Option<String>, Fault> {
    let registered = &application.details.redirect_uris;
    let exception = gateway.settings.http_redirect_uri.as_deref();
    match query.get("redirect_uri") {
        Some(uri) if registered.iter().any(|known| known == uri) && RedirectUri::parse(uri, exception).is_ok() => {
            Ok(Some(uri.to_owned()))
        }
        Some(uri) => Err(Fault::UnregisteredRedirectUri(uri.to_owned())),
        None if query.get("response_type") == Some("none") => Ok(None),
        None => registered.first().cloned().map(Some).ok_or(Fault::NoRedirectUri),
    }
}

fn refuse(
    gateway: &Gateway,
    application: &Application,
    query: &Query,
    redirect_uri: String,
    invalid: &InvalidParameter,
) -> Response {
    let message = format!("The parameter {} is `{}`; expected {}.", invalid.name, invalid.value, invalid.expected);
    let request = Request {
        response: ResponseType::Code,
        redirect_uri: Some(redirect_uri),
        scope: application.details.scope.clone(),
        raw_state: query.raw_state().map(str::to_owned),
        mode: openfob_domain::Mode::Live,
        make: None,
        single_select: false,
        single_select_vin: None,
        country: None,
        external_id: None,
        code_challenge: None,
    };
    let run = Run { csrf: String::new(), stage: Stage::Done { connected: false }, request };
    outcome::end(gateway, application, &run, &Ending::Configuration(message))
}

/// What the link asks for and this server cannot do.
fn misconfigured(gateway: &Gateway, request: &Request) -> Option<String> {
    let mode = request.mode.as_str();
    if gateway.adapters.of(request.mode).is_empty() {
        return Some(match request.mode {
            openfob_domain::Mode::Live => "No car maker is set up for mode=live on this server. Ask its operator to \
                                           set one up, or add mode=simulated to the link."
                .to_owned(),
            openfob_domain::Mode::Simulated => {
                "No simulator is set up on this server, so mode=simulated cannot be used.".to_owned()
            }
        });
    }
    let make = request.make.as_ref()?;
    let unknown = gateway.adapters.for_make(request.mode, make).is_none();
    unknown.then(|| format!("The make {make} is not served in mode={mode} on this server."))
}
