//! `DELETE /vehicles/{id}/application`: the application gives the vehicle up.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{AnyPermission, Authorized};
use crate::service::ServiceError;

/// Done.
#[derive(Serialize)]
pub(crate) struct Done {
    status: &'static str,
}

/// Ends the connection in all grants; the vehicle's id comes back if its owner connects again.
pub(crate) async fn disconnect(
    vehicle: Authorized<AnyPermission>,
    State(gateway): State<Gateway>,
) -> Result<Json<Done>, Problem> {
    let now = gateway.clock.now();
    let ended = gateway.store.end_connection(vehicle.connection.id, now).await;
    ended.map_err(|error| Problem::of(&ServiceError::Store(error), now))?;
    Ok(Json(Done { status: "success" }))
}
