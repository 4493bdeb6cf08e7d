//! `GET /oauth/authorize`: an application's link begins a run.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::opening::{self, Link};
use super::outcome::{self, Ending};
use super::request::Request;
use crate::Gateway;

/// Checks the link, begins a run and sends the browser to its first page. What is wrong is told to the application by
/// redirect, but never to an address that it has not registered.
pub(super) async fn authorize(
    State(gateway): State<Gateway>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let link = match Link::open(&gateway, &headers, query.as_deref().unwrap_or_default()).await {
        Ok(link) => link,
        Err(response) => return response,
    };
    let request = match link.query.request(link.redirect_uri.clone(), &link.application.details.scope) {
        Ok(request) => request,
        Err(invalid) => return link.refuse(&gateway, &invalid),
    };
    match misconfigured(&gateway, &request) {
        Some(message) => {
            let run = opening::run(request);
            outcome::end(&gateway, &link.application, &run, &Ending::Configuration(message), link.texts)
        }
        None => link.begin(&gateway, &headers, request).await,
    }
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
