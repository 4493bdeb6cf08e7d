//! Webhooks with a schedule: vehicles are read when their turn comes, as a batch would read them, and what came of it is
//! an event.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use openfob_domain::{ApplicationId, ConnectionId, Refusal, ServerFault};
use openfob_store::{DueReading, Occasion, StoredEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Gateway;
use crate::http::extract::GrantedVehicle;
use crate::http::{RequestId, timestamp};
use crate::service::ServiceError;
use crate::vehicles::read_paths;

/// How many are taken up at once; the others wait for the next look.
const AT_A_TIME: u32 = 100;
/// How many vehicles are read side by side: one that is slow must not keep the others waiting.
const SIDE_BY_SIDE: usize = 8;

/// One vehicle of a payload.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VehicleData<T> {
    vehicle_id: ConnectionId,
    request_id: Uuid,
    timestamp: String,
    data: T,
}

/// Reads every vehicle whose turn it is.
pub(crate) async fn run_due(gateway: &Gateway) {
    let due = match gateway.store.due_readings(gateway.clock.now(), AT_A_TIME).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "vehicles of schedules could not be listed");
            return;
        }
    };
    stream::iter(due)
        .for_each_concurrent(SIDE_BY_SIDE, async |due| {
            if let Err(error) = read(gateway, &due).await {
                tracing::error!(
                    webhook.id = %due.webhook.id,
                    error = &error as &dyn std::error::Error,
                    "a vehicle could not be read for its schedule"
                );
            }
        })
        .await;
}

async fn read(gateway: &Gateway, due: &DueReading) -> Result<(), ServiceError> {
    let Occasion::Scheduled { paths, .. } = &due.webhook.occasion else { return Ok(()) };
    let Some(vehicle) = vehicle(gateway, due.webhook.application, due.connection).await? else { return Ok(()) };
    let request_id = RequestId(Uuid::new_v4());
    let data = read_paths(gateway, &vehicle, request_id, paths).await;
    let data = data.map_err(|problem| ServiceError::Refused(problem.refusal().clone()))?;
    let at = gateway.clock.now();
    let body = VehicleData { vehicle_id: due.connection, request_id: request_id.0, timestamp: timestamp(at), data };
    let body = serde_json::to_string(&body).map_err(|_| internal())?;
    let event = StoredEvent { id: Uuid::now_v7().into(), event_type: None, body, at };
    if gateway.store.add_scheduled(due, vehicle.connection.vehicle.id, &event).await? {
        gateway.outbox.notify_one();
    }
    Ok(())
}

/// A connection's vehicle as its application may read it when nobody asks; none where the connection has ended.
pub(super) async fn vehicle(
    gateway: &Gateway,
    application: ApplicationId,
    connection: ConnectionId,
) -> Result<Option<GrantedVehicle>, ServiceError> {
    let store = &gateway.store;
    let Some(application) = store.application(application).await? else { return Ok(None) };
    let Some(connection) = store.application_connection(application.id, connection).await? else { return Ok(None) };
    let permissions = store.connection_permissions(connection.id).await?;
    Ok(Some(GrantedVehicle { permissions: Arc::new(permissions), application, connection: Arc::new(connection) }))
}

fn internal() -> ServiceError {
    Refusal::Server(ServerFault::Internal).into()
}
