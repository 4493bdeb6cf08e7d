//! `GET /oauth/reauthenticate`: the owner signs in again, for a car whose sign-in is no longer accepted or to allow more
//! (page "Re-authentication" of Smartcar's documentation). No code and no new tokens come of it.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use openfob_domain::{ConnectionId, Make, Mode};

use super::access::failed;
use super::opening::Link;
use super::request::InvalidParameter;
use crate::Gateway;
use crate::service::ServiceError;

/// Begins a run that signs in again: for one connection (`vehicle_id`), or for all of an account at a brand (`make`).
pub(super) async fn reauthenticate(
    State(gateway): State<Gateway>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let link = match Link::open(&gateway, &headers, query.as_deref().unwrap_or_default()).await {
        Ok(link) => link,
        Err(response) => return response,
    };
    let target = match target(&gateway, &link).await {
        Ok(Ok(target)) => target,
        Ok(Err(invalid)) => return link.refuse(&gateway, &invalid),
        Err(error) => return failed(&gateway, link.texts, &error),
    };
    let redirect_uri = link.redirect_uri.clone();
    match link.query.reauthentication(redirect_uri, target.connection, target.mode, Some(target.make)) {
        Ok(request) => link.begin(&gateway, &headers, request).await,
        Err(invalid) => link.refuse(&gateway, &invalid),
    }
}

struct Target {
    connection: Option<ConnectionId>,
    mode: Mode,
    make: Make,
}

async fn target(gateway: &Gateway, link: &Link) -> Result<Result<Target, InvalidParameter>, ServiceError> {
    let invalid = |name, value: &str, expected: &str| InvalidParameter {
        name,
        value: value.to_owned(),
        expected: expected.to_owned(),
    };
    if let Some(text) = link.query.get("vehicle_id") {
        let connection = match text.parse() {
            Ok(id) => gateway.store.application_connection(link.application.id, id).await?,
            Err(_) => None,
        };
        let Some(connection) = connection else {
            return Ok(Err(invalid("vehicle_id", text, "the id of a vehicle that is connected to this application")));
        };
        let account = gateway.store.account(connection.account).await?;
        let mode = account.map_or(Mode::Live, |account| account.mode);
        return Ok(Ok(Target { connection: Some(connection.id), mode, make: connection.vehicle.model.make }));
    }
    let text = link.query.get("make").unwrap_or_default();
    let make = text.parse::<Make>().ok();
    // Without a mode the brand decides: real cars first, simulated ones where no other are served.
    let mode = link.query.get("mode").and_then(Mode::parse);
    let serves = |mode: &Mode| make.as_ref().is_some_and(|make| gateway.adapters.for_make(*mode, make).is_some());
    let mode = mode.map_or(vec![Mode::Live, Mode::Simulated], |mode| vec![mode]).into_iter().find(serves);
    Ok(match (make, mode) {
        (Some(make), Some(mode)) => Ok(Target { connection: None, mode, make }),
        _ => Err(invalid("make", text, "a vehicle_id, or a brand that this server serves, such as TESLA")),
    })
}
