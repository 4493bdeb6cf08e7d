//! `/owner/take-back`: ends a connection, or all that an application has, as the API's own delete does.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use openfob_domain::{ApplicationId, ConnectionId};
use openfob_store::Connection;

use super::super::access::failed;
use super::super::pages::OwnerTakeBack;
use super::super::{language, respond};
use super::session::{Session, field, forged};
use crate::Gateway;
use crate::service::ServiceError;

/// Asks whether it is meant.
pub(super) async fn ask(State(gateway): State<Gateway>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    let Some(session) = Session::of(&gateway, &headers) else { return respond::redirect("/owner") };
    let asked = query.unwrap_or_default();
    let page = async {
        let connections = meant(&gateway, &session, asked.as_bytes()).await?;
        let Some(first) = connections.first() else { return Ok(respond::redirect("/owner")) };
        let application = gateway.store.application(first.application).await?;
        let by_car = field(asked.as_bytes(), "connection").is_some();
        let page = OwnerTakeBack {
            frame: session.frame(&gateway),
            application: application.map(|application| application.details.name.clone()).unwrap_or_default(),
            cars: connections
                .iter()
                .map(|it| format!("{} ({})", it.vehicle.model.model, it.vehicle.model.year))
                .collect(),
            field: if by_car { "connection" } else { "application" },
            value: if by_car { first.id.to_string() } else { first.application.to_string() },
        };
        Ok(respond::owner_page(&gateway, session.mode, page.render(texts)))
    };
    page.await.unwrap_or_else(|error: ServiceError| failed(&gateway, texts, &error))
}

/// Does it.
pub(super) async fn take(State(gateway): State<Gateway>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let texts = language::texts(&headers);
    let Some(session) = Session::of_form(&gateway, &headers, &body) else { return forged(&gateway, texts) };
    let done = async {
        for connection in meant(&gateway, &session, &body).await? {
            gateway.store.end_connection(connection.id, gateway.clock.now()).await?;
        }
        Ok(respond::redirect("/owner?done=1"))
    };
    done.await.unwrap_or_else(|error: ServiceError| failed(&gateway, texts, &error))
}

/// The connections that a form means, of the owner's own alone.
async fn meant(gateway: &Gateway, session: &Session, form: &[u8]) -> Result<Vec<Connection>, ServiceError> {
    let connection: Option<ConnectionId> = field(form, "connection").and_then(|id| id.parse().ok());
    let application: Option<ApplicationId> = field(form, "application").and_then(|id| id.parse().ok());
    let mut meant = Vec::new();
    for account in session.accounts(gateway).await? {
        let of_account = gateway.store.account_connections(account).await?;
        meant.extend(
            of_account.into_iter().filter(|it| connection == Some(it.id) || application == Some(it.application)),
        );
    }
    Ok(meant)
}
