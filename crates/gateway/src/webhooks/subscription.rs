//! `POST` and `DELETE /vehicles/{id}/webhooks/{webhook_id}`: which vehicles a webhook tells of.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use openfob_domain::{ApplicationId, ConnectionId, FieldProblem, Refusal, WebhookId};
use openfob_store::{StoreError, Webhook};
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{AnyPermission, Authorized, ByManagementBearer, PathParameters, vehicle_id};
use crate::service::ServiceError;
use crate::vehicles::Done;

const FIELD: &str = "webhook_id";

/// A vehicle that a webhook tells of from now on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscription {
    webhook_id: WebhookId,
    vehicle_id: ConnectionId,
}

/// A webhook of the address, checked after who asks.
pub(crate) struct Wanted {
    webhook: Webhook,
    vehicle: ConnectionId,
}

/// What an access token may subscribe.
pub(crate) struct ByAccessToken(Wanted);

/// What a management token may unsubscribe.
pub(crate) struct ByManagement(Wanted);

impl FromRequestParts<Gateway> for ByAccessToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let vehicle = Authorized::<AnyPermission>::from_request_parts(parts, gateway).await?;
        let webhook = webhook(parts, gateway, vehicle.application.id).await?;
        Ok(Self(Wanted { webhook, vehicle: vehicle.connection.id }))
    }
}

impl FromRequestParts<Gateway> for ByManagement {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let ByManagementBearer(application) = ByManagementBearer::from_request_parts(parts, gateway).await?;
        let vehicle = vehicle_id(&PathParameters::of(parts, gateway).await)?;
        let webhook = webhook(parts, gateway, application.id).await?;
        let connection = gateway.store.application_connection(application.id, vehicle).await;
        connection.map_err(|error| failed(gateway, error))?.ok_or(Refusal::Permission)?;
        Ok(Self(Wanted { webhook, vehicle }))
    }
}

/// Subscribes a vehicle. Doing it again changes nothing.
pub(crate) async fn subscribe(
    ByAccessToken(wanted): ByAccessToken,
    State(gateway): State<Gateway>,
) -> Result<Json<Subscription>, Problem> {
    let done = gateway.store.subscribe(&wanted.webhook, wanted.vehicle, gateway.clock.now()).await;
    done.map_err(|error| failed(&gateway, error))?;
    Ok(Json(Subscription { webhook_id: wanted.webhook.id, vehicle_id: wanted.vehicle }))
}

/// Ends a vehicle's subscription; one that there is not is ended already.
pub(crate) async fn unsubscribe(
    ByManagement(wanted): ByManagement,
    State(gateway): State<Gateway>,
) -> Result<Json<Done>, Problem> {
    let done = gateway.store.unsubscribe(wanted.webhook.id, wanted.vehicle).await;
    done.map_err(|error| failed(&gateway, error))?;
    Ok(Json(Done::SUCCESS))
}

async fn webhook(parts: &mut Parts, gateway: &Gateway, application: ApplicationId) -> Result<Webhook, Problem> {
    let webhook: WebhookId = PathParameters::of(parts, gateway).await.id(FIELD, FIELD)?;
    let found = gateway.store.webhook(webhook).await.map_err(|error| failed(gateway, error))?;
    if let Some(found) = found.filter(|found| found.application == application) {
        return Ok(found);
    }
    let message = format!("this application has no webhook `{webhook}`");
    Err(Refusal::Parameter(vec![FieldProblem { field: FIELD.to_owned(), message }]).into())
}

fn failed(gateway: &Gateway, error: StoreError) -> Problem {
    Problem::of(&ServiceError::Store(error), gateway.clock.now())
}
