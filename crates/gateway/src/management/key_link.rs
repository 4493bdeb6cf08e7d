//! `GET /management/application` and `GET /management/vehicles/{id}/key_link`: where owners add the key, at any time.

use axum::Json;
use axum::extract::{Path, State};
use openfob_domain::{ApplicationId, ConnectionId, KeyDomain, KeyKind, Refusal};
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::ByManagementToken;
use crate::http::{Problem, timestamp};
use crate::service::{ServiceError, key_link, linking};

/// The application and its key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    id: ApplicationId,
    name: String,
    key_domain: KeyDomain,
    virtual_key_url: Option<String>,
    key_page_url: String,
}

/// One vehicle's page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyLink {
    vehicle_id: ConnectionId,
    virtual_key_url: Option<String>,
    key_page_url: Option<String>,
    expires_at: Option<String>,
}

/// Tells the key's link and the page that can be sent to any owner.
pub(crate) async fn of_application(
    ByManagementToken(application): ByManagementToken,
    State(gateway): State<Gateway>,
) -> Json<About> {
    let link = key_link::virtual_key(&gateway, &application, key_link::usual_mode(&gateway));
    Json(About {
        id: application.id,
        key_domain: linking::key_domain_of(&gateway, &application),
        virtual_key_url: link.map(|(_, link)| link.into()),
        key_page_url: key_link::page(&gateway, &application).into(),
        name: application.details.name.clone(),
    })
}

/// Tells the page of one vehicle, whose address is good for 30 days. A vehicle that takes no virtual key has none.
pub(crate) async fn of_vehicle(
    ByManagementToken(application): ByManagementToken,
    Path((_, id)): Path<(String, String)>,
    State(gateway): State<Gateway>,
) -> Result<Json<KeyLink>, Problem> {
    let id: ConnectionId = id.parse().map_err(|_| Problem::field("id", "a vehicle id is a UUID"))?;
    let found = gateway.store.application_connection(application.id, id).await;
    let found = found.map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
    let connection = found.ok_or(Refusal::Permission)?;
    let takes_key = connection.vehicle.access.key.is_some_and(|rule| rule.kind == KeyKind::VirtualKey);
    let link = key_link::virtual_key(&gateway, &application, connection.mode).filter(|_| takes_key);
    let page = key_link::car_page(&gateway, &application, id).filter(|_| takes_key);
    let (key_page_url, expires_at) = page.map(|(url, until)| (url.into(), timestamp(until))).unzip();
    Ok(Json(KeyLink { vehicle_id: id, virtual_key_url: link.map(|(_, link)| link.into()), key_page_url, expires_at }))
}
