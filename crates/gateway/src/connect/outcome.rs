//! How a run ends: the redirect back, with a code or with an error (sections "Redirect" of Smartcar's documentation).

use axum::http::StatusCode;
use axum::response::Response;
use openfob_domain::ConnectionId;
use openfob_store::{Application, TOKEN_LIFETIMES};

use super::pages::Fault;
use super::redirect::RedirectUri;
use super::request::{Purpose, Request, ResponseType};
use super::run::{Granted, Refused, Run};
use super::{respond, views};
use crate::service::{ServiceError, linking};
use crate::text::Texts;
use crate::{Gateway, secrets};

/// Why a run ends without a code: `error` on the redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The owner does not allow it.
    AccessDenied,
    /// The owner went back before being asked.
    Returned,
    /// The sign-in came to nothing.
    Refused(Refused),
    /// The link or this server's set-up is wrong.
    Configuration(String),
}

impl Ending {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let plain = |error: &str, description: &str| {
            vec![("error", error.to_owned()), ("error_description", description.to_owned())]
        };
        match self {
            Self::AccessDenied => plain("access_denied", "The user did not allow access."),
            Self::Returned => plain("user_manually_returned_to_application", "The user went back before signing in."),
            Self::Configuration(message) => {
                let mut parameters = plain("configuration_error", message);
                parameters.extend([("status_code", "400".to_owned()), ("error_message", message.clone())]);
                parameters
            }
            Self::Refused(refused) => match refused {
                Refused::Cancelled | Refused::SignInFailed => {
                    plain("oem_cancelled_login", "The user left the sign-in at the car's maker.")
                }
                Refused::NoVehicles | Refused::VehicleMissing => {
                    plain("no_vehicles", "The user's account has no such vehicle.")
                }
                Refused::Subscription => {
                    plain("invalid_subscription", "The vehicle's connected services are not active.")
                }
                Refused::Incompatible { vin, make, model, year } => {
                    let mut parameters = plain("vehicle_incompatible", "The vehicle cannot be connected.");
                    let car = [("vin", vin), ("make", make), ("model", model), ("year", year)];
                    parameters.extend(car.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
                    parameters
                }
                Refused::MissingPermissions { .. } => {
                    plain("access_denied", "The user kept back a required permission at the car's maker.")
                }
                Refused::NotReady => {
                    plain("server_error", "The car's maker refused this server; its operator can mend that.")
                }
                Refused::MakerSilent => plain("server_error", "The car's maker gave no answer."),
            },
        }
    }
}

/// Sends the browser back with an error; where there is no way back, a page says that all is over.
pub(super) fn end(gateway: &Gateway, application: &Application, run: &Run, ending: &Ending, texts: &Texts) -> Response {
    let uri = match way_back(gateway, application, &run.request) {
        Ok(Some(uri)) => uri,
        Ok(None) => return views::done(gateway, application, run, texts),
        Err(fault) => return lost(gateway, texts, fault),
    };
    let mut parameters = ending.parameters();
    if let Some(external_id) = &run.request.external_id {
        parameters.push(("external_id", external_id.clone()));
    }
    let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    respond::redirect(&uri.with(&parameters, run.request.raw_state.as_deref()))
}

/// Sends the browser back with a code for what was granted.
pub(super) async fn succeed(
    gateway: &Gateway,
    application: &Application,
    run: &Run,
    granted: &Granted,
    texts: &Texts,
) -> Result<Response, ServiceError> {
    let request = &run.request;
    let uri = match way_back(gateway, application, request) {
        Ok(Some(uri)) if request.response == ResponseType::Code => uri,
        Ok(_) => return Ok(views::done(gateway, application, run, texts)),
        Err(fault) => return Ok(lost(gateway, texts, fault)),
    };
    let code = secrets::random_token();
    let expires_at = gateway.clock.now() + TOKEN_LIFETIMES.code;
    let challenge = request.code_challenge.as_deref();
    gateway.store.add_code(granted.grant, &code, Some(uri.as_str()), challenge, expires_at).await?;
    let user = granted.user.to_string();
    let key_url = virtual_key_url(gateway, application, request, &granted.connections).await?.unwrap_or_default();
    let external_id = request.external_id.as_deref().unwrap_or_default();
    let parameters =
        [("code", code.as_str()), ("user_id", &user), ("external_id", external_id), ("virtual_key_url", &key_url)];
    Ok(respond::redirect(&uri.with(&parameters, request.raw_state.as_deref())))
}

/// Sends the browser back after signing in again: with the vehicle's id where one was meant, without code or tokens.
pub(super) fn signed_in(gateway: &Gateway, application: &Application, run: &Run, texts: &Texts) -> Response {
    let request = &run.request;
    let uri = match way_back(gateway, application, request) {
        Ok(Some(uri)) => uri,
        Ok(None) => return views::done(gateway, application, run, texts),
        Err(fault) => return lost(gateway, texts, fault),
    };
    let vehicle_id = match request.purpose {
        Purpose::Reauthenticate { connection: Some(connection) } => connection.to_string(),
        Purpose::Reauthenticate { connection: None } | Purpose::Connect => String::new(),
    };
    let external_id = request.external_id.as_deref().unwrap_or_default();
    let parameters = [("vehicle_id", vehicle_id.as_str()), ("external_id", external_id)];
    respond::redirect(&uri.with(&parameters, request.raw_state.as_deref()))
}

/// The link that adds the application's key, whenever a car of a make with such keys was granted.
async fn virtual_key_url(
    gateway: &Gateway,
    application: &Application,
    request: &Request,
    connections: &[ConnectionId],
) -> Result<Option<String>, ServiceError> {
    let key_domain = linking::key_domain_of(gateway, application);
    for id in connections {
        let Some(connection) = gateway.store.application_connection(application.id, *id).await? else { continue };
        let make = &connection.vehicle.model.make;
        let adapter = gateway.adapters.for_make(request.mode, make);
        if let Some(link) = adapter.and_then(|adapter| adapter.key_link(make, &key_domain, None)) {
            return Ok(Some(link.into()));
        }
    }
    Ok(None)
}

/// Where the browser returns, if anywhere. The address was checked when the run began; what is registered may have
/// changed since, and then the owner is told instead.
pub(super) fn way_back(
    gateway: &Gateway,
    application: &Application,
    request: &Request,
) -> Result<Option<RedirectUri>, Fault> {
    let Some(uri) = request.redirect_uri.as_deref() else { return Ok(None) };
    let registered = application.details.redirect_uris.iter().any(|known| known == uri);
    let parsed = RedirectUri::parse(uri, gateway.settings.http_redirect_uri.as_deref());
    let parsed = parsed.ok().filter(|_| registered);
    parsed.map(Some).ok_or_else(|| Fault::UnregisteredRedirectUri(uri.to_owned()))
}

fn lost(gateway: &Gateway, texts: &Texts, fault: Fault) -> Response {
    respond::error_page(gateway, texts, StatusCode::BAD_REQUEST, fault)
}
