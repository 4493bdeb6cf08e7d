//! `DELETE /vehicles/{id}/application`: the application gives the vehicle up.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use openfob_domain::{ConnectionId, Refusal};
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{AnyPermission, Authorized, ByManagementBearer, PathParameters, vehicle_id};
use crate::service::ServiceError;

/// Done.
#[derive(Serialize)]
pub(crate) struct Done {
    status: &'static str,
}

impl Done {
    /// The one answer there is.
    pub(crate) const SUCCESS: Self = Self { status: "success" };
}

/// A vehicle that the bearer may give up: one of the token's grant, or any of the application's with its management
/// token.
pub(crate) struct OwnVehicle(ConnectionId);

impl FromRequestParts<Gateway> for OwnVehicle {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let application = match ByManagementBearer::from_request_parts(parts, gateway).await {
            Ok(ByManagementBearer(application)) => application,
            Err(problem) if *problem.refusal() == Refusal::Authentication => {
                let vehicle = Authorized::<AnyPermission>::from_request_parts(parts, gateway).await?;
                return Ok(Self(vehicle.connection.id));
            }
            Err(problem) => return Err(problem),
        };
        let id = vehicle_id(&PathParameters::of(parts, gateway).await)?;
        let found = gateway.store.application_connection(application.id, id).await;
        let found = found.map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
        found.map(|connection| Self(connection.id)).ok_or_else(|| Refusal::Permission.into())
    }
}

/// Ends the connection in all grants; the vehicle's id comes back if its owner connects again.
pub(crate) async fn disconnect(
    OwnVehicle(vehicle): OwnVehicle,
    State(gateway): State<Gateway>,
) -> Result<Json<Done>, Problem> {
    let now = gateway.clock.now();
    let ended = gateway.store.end_connection(vehicle, now).await;
    ended.map_err(|error| Problem::of(&ServiceError::Store(error), now))?;
    Ok(Json(Done::SUCCESS))
}
