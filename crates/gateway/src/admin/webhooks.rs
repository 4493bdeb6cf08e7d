//! Webhooks: making them, looking at what was sent, sending it again.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use openfob_domain::{ApplicationId, ConnectionId, DeliveryId, EventId, EventType, Refusal, WebhookId};
use openfob_store::{Attempt, Delivery, DeliveryState, Occasion, Webhook};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::applications::{find, parse_id};
use super::error::AdminError;
use crate::Gateway;
use crate::events::{ChallengeFailed, TargetError, challenge};
use crate::vehicles::check_paths;

/// Bounds of a schedule: a minute, and the month that is the longest at Smartcar.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How many deliveries are shown where nobody says, and at most.
const SHOWN: u32 = 20;
const MOST_SHOWN: u32 = 1000;

/// What a webhook may be made with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    application: String,
    url: String,
    name: Option<String>,
    /// What it tells of; all there is where nothing is named.
    #[serde(default)]
    events: Vec<String>,
    /// How often vehicles are read, in seconds, in place of events.
    every_seconds: Option<i64>,
    /// What is read then.
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    all_vehicles: bool,
}

/// A webhook as it is shown.
#[derive(Serialize)]
pub(super) struct Shown {
    id: WebhookId,
    application: ApplicationId,
    name: String,
    url: String,
    #[serde(flatten)]
    occasion: Occasion,
    all_vehicles: bool,
    vehicles: u64,
    pending: u64,
    failed: u64,
    created_at: Timestamp,
}

/// A delivery as it is shown.
#[derive(Serialize)]
pub(super) struct ShownDelivery {
    id: DeliveryId,
    webhook: WebhookId,
    vehicle: ConnectionId,
    event: EventId,
    event_type: Option<EventType>,
    state: DeliveryState,
    created_at: Timestamp,
    next_attempt_at: Option<Timestamp>,
    attempts: Vec<ShownAttempt>,
}

#[derive(Serialize)]
struct ShownAttempt {
    at: Timestamp,
    took_ms: u64,
    status: Option<u16>,
    error: Option<String>,
}

/// Which webhooks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    application: Option<String>,
}

/// Which deliveries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedDeliveries {
    state: Option<DeliveryState>,
    limit: Option<u32>,
}

/// Makes a webhook, once the receiver has answered the challenge.
pub(super) async fn create(
    State(gateway): State<Gateway>,
    Json(new): Json<NewWebhook>,
) -> Result<(StatusCode, Json<Shown>), AdminError> {
    let application = find(&gateway, parse_id(&new.application)?).await?.id;
    let url = gateway.sender.target(&new.url).map_err(|error| match error {
        // The password is not repeated.
        TargetError::Credentials => invalid(error.to_string()),
        _ => invalid(format!("{}: {error}", new.url)),
    })?;
    let name = new.name.as_deref().map_or_else(|| url.host_str().unwrap_or_default(), str::trim).to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(invalid("the name of a webhook has 1 to 60 characters"));
    }
    let webhook = Webhook {
        id: Uuid::new_v4().into(),
        application,
        name,
        url: url.into(),
        occasion: occasion(&new)?,
        all_vehicles: new.all_vehicles,
        created_at: gateway.clock.now(),
    };
    let token = gateway.store.management_token(application).await?;
    let token = token.ok_or_else(|| invalid("the application has gone meanwhile"))?;
    challenge(&gateway, webhook.id, &webhook.url, &token).await.map_err(|error| refused(&webhook.url, &error))?;
    gateway.store.add_webhook(&webhook).await?;
    Ok((StatusCode::CREATED, Json(show_one(&gateway, webhook).await?)))
}

/// Lists webhooks, oldest first.
pub(super) async fn list(
    State(gateway): State<Gateway>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Shown>>, AdminError> {
    let application = match wanted.application {
        Some(id) => Some(find(&gateway, parse_id(&id)?).await?.id),
        None => None,
    };
    let mut shown = Vec::new();
    for webhook in gateway.store.webhooks(application).await? {
        shown.push(show_one(&gateway, webhook).await?);
    }
    Ok(Json(shown))
}

/// Shows one webhook.
pub(super) async fn show(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<Json<Shown>, AdminError> {
    let webhook = find_webhook(&gateway, &id).await?;
    Ok(Json(show_one(&gateway, webhook).await?))
}

/// Removes a webhook with all that still had to leave.
pub(super) async fn delete(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<Json<Value>, AdminError> {
    let webhook = find_webhook(&gateway, &id).await?;
    gateway.store.delete_webhook(webhook.id).await?;
    Ok(Json(json!({"deleted": webhook.id})))
}

/// The deliveries of a webhook, newest first.
pub(super) async fn deliveries(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Query(wanted): Query<WantedDeliveries>,
) -> Result<Json<Vec<ShownDelivery>>, AdminError> {
    let webhook = find_webhook(&gateway, &id).await?;
    let limit = wanted.limit.unwrap_or(SHOWN).min(MOST_SHOWN);
    let deliveries = gateway.store.deliveries(webhook.id, wanted.state, limit).await?;
    Ok(Json(deliveries.into_iter().map(ShownDelivery::from).collect()))
}

/// Sends a delivery again, or every failed one of a webhook.
pub(super) async fn replay(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<Json<Value>, AdminError> {
    let uuid: Uuid = id.parse().map_err(|_| no_uuid(&id))?;
    let now = gateway.clock.now();
    let replayed = if gateway.store.replay_delivery(uuid.into(), now).await? {
        1
    } else {
        let webhook = gateway.store.webhook(uuid.into()).await?;
        let webhook = webhook.ok_or_else(|| {
            AdminError::NotFound(format!(
                "there is no delivery and no webhook {uuid}; `openfob webhook deliveries WEBHOOK_ID` shows the deliveries"
            ))
        })?;
        gateway.store.replay_failed(webhook.id, now).await?
    };
    gateway.outbox.notify_one();
    Ok(Json(json!({"replayed": replayed})))
}

fn occasion(new: &NewWebhook) -> Result<Occasion, AdminError> {
    let Some(every_seconds) = new.every_seconds else {
        if !new.paths.is_empty() {
            return Err(invalid("paths are read on a schedule; say how often"));
        }
        let mut events = Vec::new();
        for text in &new.events {
            let event: EventType = text.parse().map_err(|error| invalid(format!("{error}")))?;
            if !events.contains(&event) {
                events.push(event);
            }
        }
        return Ok(Occasion::EventBased { events: if events.is_empty() { EventType::ALL.to_vec() } else { events } });
    };
    if !new.events.is_empty() {
        return Err(invalid("a webhook tells of events or reads on a schedule; make two for both"));
    }
    if !(SHORTEST.as_secs()..=LONGEST.as_secs()).contains(&every_seconds) {
        return Err(invalid("a schedule's time lies between one minute and 31 days"));
    }
    if new.paths.is_empty() {
        return Err(invalid("a schedule needs at least one path to read, such as /odometer"));
    }
    check_paths(&new.paths).map_err(|problem| match problem.refusal() {
        Refusal::Validation(fields) => {
            invalid(fields.iter().map(|field| field.message.clone()).collect::<Vec<_>>().join("; "))
        }
        _ => invalid("the paths cannot be read"),
    })?;
    Ok(Occasion::Scheduled { every_seconds, paths: new.paths.clone() })
}

async fn find_webhook(gateway: &Gateway, text: &str) -> Result<Webhook, AdminError> {
    let id: WebhookId = text.parse().map_err(|_| no_uuid(text))?;
    let found = gateway.store.webhook(id).await?;
    found.ok_or_else(|| AdminError::NotFound(format!("there is no webhook {id}; `openfob webhook list` shows them")))
}

async fn show_one(gateway: &Gateway, webhook: Webhook) -> Result<Shown, AdminError> {
    let store = &gateway.store;
    Ok(Shown {
        vehicles: store.count_subscriptions(webhook.id).await?,
        pending: store.count_deliveries(webhook.id, DeliveryState::Pending).await?,
        failed: store.count_deliveries(webhook.id, DeliveryState::Failed).await?,
        id: webhook.id,
        application: webhook.application,
        name: webhook.name,
        url: webhook.url,
        occasion: webhook.occasion,
        all_vehicles: webhook.all_vehicles,
        created_at: webhook.created_at,
    })
}

impl From<Delivery> for ShownDelivery {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook: delivery.webhook,
            vehicle: delivery.connection,
            event: delivery.event,
            event_type: delivery.event_type,
            state: delivery.state,
            created_at: delivery.created_at,
            next_attempt_at: delivery.due_at,
            attempts: delivery.attempts.into_iter().map(ShownAttempt::from).collect(),
        }
    }
}

impl From<Attempt> for ShownAttempt {
    fn from(attempt: Attempt) -> Self {
        let took_ms = u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX);
        Self { at: attempt.at, took_ms, status: attempt.status, error: attempt.error }
    }
}

fn refused(url: &str, error: &ChallengeFailed) -> AdminError {
    invalid(format!("{url} does not become a webhook: {error}"))
}

fn no_uuid(text: &str) -> AdminError {
    invalid(format!("`{text}` is no id (a UUID of 36 characters)"))
}

fn invalid(message: impl Into<String>) -> AdminError {
    AdminError::Invalid(message.into())
}
