//! `GET /vehicles`: the vehicles that the token covers.

use axum::Json;
use axum::extract::State;
use openfob_domain::ConnectionId;
use serde::Serialize;

use crate::Gateway;
use crate::http::extract::{Authenticated, Paging};
use crate::http::{Page, Problem};
use crate::service::ServiceError;

/// A page of vehicle ids.
#[derive(Serialize)]
pub(crate) struct Vehicles {
    vehicles: Vec<ConnectionId>,
    paging: Page,
}

/// Lists vehicle ids in the order of consent.
pub(crate) async fn list(
    authenticated: Authenticated,
    paging: Paging,
    State(gateway): State<Gateway>,
) -> Result<Json<Vehicles>, Problem> {
    let grant = authenticated.bearer.grant;
    let (vehicles, count) = gateway
        .store
        .granted_vehicle_ids(grant, paging.limit(), paging.offset)
        .await
        .map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
    Ok(Json(Vehicles { vehicles, paging: Page { count, offset: paging.offset } }))
}
