//! The outbox: events, and their deliveries to webhooks. An event and what has to leave because of it are written in the
//! transaction of the change, so that neither a crash nor a slow receiver loses one.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use openfob_domain::{
    AccountId, ApplicationId, ConnectionId, DeliveryId, EventId, EventType, KeyDomain, Permission, Scope, VehicleId,
    WebhookId,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::row::{from_json, from_word, millis, timestamp, to_word};
use crate::webhooks::{WEBHOOK_COLUMNS, WebhookRow};
use crate::{DueReading, Occasion, Store, StoreError, Webhook};

/// The kind of an event that a schedule makes.
const SCHEDULED: &str = "SCHEDULED";
const DELIVERY: &str = "delivery";

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It has to leave, for the first time or again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It was tried as often as it may be.
    Failed,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// The webhook.
    pub webhook: WebhookId,
    /// The vehicle.
    pub connection: ConnectionId,
    /// The event.
    pub event: EventId,
    /// What kind of event; none for what a schedule made.
    pub event_type: Option<EventType>,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was sent since it was queued or replayed.
    pub tries: u32,
    /// When it is sent next.
    pub due_at: Option<Timestamp>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// Each time that it was sent, oldest first.
    pub attempts: Vec<Attempt>,
}

/// One time that a delivery was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The HTTP status of the answer, where one came.
    pub status: Option<u16>,
    /// Why it failed, where it did.
    pub error: Option<String>,
}

/// What comes after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the receiver took it.
    Delivered,
    /// It is sent again.
    Again(Timestamp),
    /// Nothing, until someone replays it.
    Failed,
}

/// A delivery whose time has come, with what is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct DueDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// Where to.
    pub webhook: Webhook,
    /// The vehicle.
    pub connection: ConnectionId,
    /// How often it was sent before.
    pub tries: u32,
    /// What happened.
    pub event: StoredEvent,
}

/// What has to leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// How many deliveries.
    pub pending: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
}

/// An event as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its id.
    pub id: EventId,
    /// What kind; none for what a schedule made.
    pub event_type: Option<EventType>,
    /// What there is to say, in JSON: a [`crate::KeyChange`], a [`crate::CapNotice`], nothing more for charging, what was
    /// read for a schedule.
    pub body: String,
    /// When it happened.
    pub at: Timestamp,
}

/// Which connections of a car an event concerns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Concerned<'a> {
    /// Those whose account is linked under this partner.
    Partner(&'a KeyDomain),
    /// Those of this account.
    Account(AccountId),
    /// Those of this account's owner, whichever partner they linked it under.
    Owner(AccountId),
    /// Those of this application.
    Application(ApplicationId),
}

#[derive(FromRow)]
struct DeliveryRow {
    id: Uuid,
    webhook_id: Uuid,
    connection_id: Uuid,
    event_id: Uuid,
    kind: String,
    state: String,
    tries: i64,
    due_at: Option<i64>,
    created_at: i64,
}

#[derive(FromRow)]
struct DueRow {
    delivery_id: Uuid,
    connection_id: Uuid,
    tries: i64,
    event_id: Uuid,
    kind: String,
    body: String,
    at: i64,
    #[sqlx(flatten)]
    webhook: WebhookRow,
}

#[derive(FromRow)]
struct AttemptRow {
    at: i64,
    took_ms: i64,
    status: Option<i64>,
    error: Option<String>,
}

const SELECT: &str = "SELECT d.id, d.webhook_id, d.connection_id, d.event_id, e.kind, d.state, d.tries, d.due_at, \
     d.created_at FROM delivery d JOIN event e ON e.id = d.event_id";

/// Writes an event of a car, and a delivery for every webhook that is to be told of it.
pub(crate) async fn announce(
    tx: &mut SqliteConnection,
    vehicle: VehicleId,
    concerned: Concerned<'_>,
    event: &StoredEvent,
) -> Result<(), StoreError> {
    let (partner, account, owner, application) = match concerned {
        Concerned::Partner(domain) => (Some(domain.as_str()), None, None, None),
        Concerned::Account(account) => (None, Some(Uuid::from(account)), None, None),
        Concerned::Owner(account) => (None, None, Some(Uuid::from(account)), None),
        Concerned::Application(application) => (None, None, None, Some(Uuid::from(application))),
    };
    insert_event(tx, vehicle, event).await?;
    let rows: Vec<(Uuid, Uuid, String)> = sqlx::query_as(
        "SELECT s.webhook_id, s.connection_id, w.occasion FROM webhook_subscription s \
         JOIN webhook w ON w.id = s.webhook_id JOIN connection c ON c.id = s.connection_id \
         JOIN user u ON u.id = c.user_id JOIN account a ON a.id = u.account_id \
         WHERE c.vehicle_id = $1 AND c.ended_at IS NULL AND ($2 IS NULL OR a.partner = $2) \
         AND ($3 IS NULL OR a.id = $3) AND ($4 IS NULL OR (a.mode, a.adapter, a.subject) = \
         (SELECT o.mode, o.adapter, o.subject FROM account o WHERE o.id = $4)) \
         AND ($5 IS NULL OR u.application_id = $5) ORDER BY s.webhook_id, s.connection_id",
    )
    .bind(Uuid::from(vehicle))
    .bind(partner)
    .bind(account)
    .bind(owner)
    .bind(application)
    .fetch_all(&mut *tx)
    .await?;
    for (webhook, connection, occasion) in rows {
        let Occasion::EventBased { events } = from_json(&occasion, "webhook", "occasion")? else { continue };
        let is_wanted = event.event_type.is_some_and(|kind| events.contains(&kind));
        if is_wanted && is_permitted(tx, connection, event.event_type).await? {
            insert_delivery(tx, webhook, connection, event).await?;
        }
    }
    Ok(())
}

/// Smartcar's charging events ask for a permission of their own.
async fn is_permitted(
    tx: &mut SqliteConnection,
    connection: Uuid,
    kind: Option<EventType>,
) -> Result<bool, StoreError> {
    match kind {
        Some(EventType::ChargingStarted | EventType::ChargingStopped | EventType::ChargingCompleted) => {
            Ok(permissions(tx, connection).await?.contains(&Permission::ReadChargeEvents))
        }
        Some(EventType::KeyStateChanged | EventType::CostCapReached) | None => Ok(true),
    }
}

async fn insert_event(tx: &mut SqliteConnection, vehicle: VehicleId, event: &StoredEvent) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO event (id, kind, vehicle_id, body, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(Uuid::from(event.id))
        .bind(event.event_type.map_or(SCHEDULED, EventType::as_str))
        .bind(Uuid::from(vehicle))
        .bind(&event.body)
        .bind(millis(event.at))
        .execute(tx)
        .await?;
    Ok(())
}

async fn insert_delivery(
    tx: &mut SqliteConnection,
    webhook: Uuid,
    connection: Uuid,
    event: &StoredEvent,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO delivery (id, webhook_id, connection_id, event_id, state, tries, due_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, 0, $6, $6)",
    )
    .bind(Uuid::now_v7())
    .bind(webhook)
    .bind(connection)
    .bind(Uuid::from(event.id))
    .bind(to_word(&DeliveryState::Pending, DELIVERY, "state")?)
    .bind(millis(event.at))
    .execute(tx)
    .await?;
    Ok(())
}

/// What a connection may be read for: what its living grants and the automaker allow together.
async fn permissions(tx: &mut SqliteConnection, connection: Uuid) -> Result<BTreeSet<Permission>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT g.scope, a.permissions FROM grant_connection x JOIN \"grant\" g ON g.id = x.grant_id \
         JOIN user u ON u.id = g.user_id JOIN account a ON a.id = u.account_id WHERE x.connection_id = $1",
    )
    .bind(connection)
    .fetch_all(tx)
    .await?;
    let mut all = BTreeSet::new();
    for (scope, given) in rows {
        let scope: Scope = scope.parse().map_err(|_| StoreError::Inconsistent { table: "grant", column: "scope" })?;
        let given: BTreeSet<Permission> = from_json(&given, "account", "permissions")?;
        all.extend(scope.permissions().intersection(&given).copied());
    }
    Ok(all)
}

impl Store {
    /// What an application may read of a connection's vehicle without anyone's token, as for a schedule.
    pub async fn connection_permissions(&self, connection: ConnectionId) -> Result<BTreeSet<Permission>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        permissions(&mut reader, connection.into()).await
    }

    /// Notes what was read for a schedule, as an event with its delivery, and when the vehicle is due next. `false` when
    /// the subscription ended meanwhile, or somebody else noted it.
    pub async fn add_scheduled(
        &self,
        due: &DueReading,
        vehicle: VehicleId,
        event: &StoredEvent,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let moved = sqlx::query(
            "UPDATE webhook_subscription SET due_at = $4 WHERE webhook_id = $1 AND connection_id = $2 AND due_at = $3",
        )
        .bind(Uuid::from(due.webhook.id))
        .bind(Uuid::from(due.connection))
        .bind(millis(due.due_at))
        .bind(millis(due.next(event.at)))
        .execute(&mut *tx)
        .await?;
        if moved.rows_affected() == 0 {
            return Ok(false);
        }
        insert_event(&mut tx, vehicle, event).await?;
        insert_delivery(&mut tx, due.webhook.id.into(), due.connection.into(), event).await?;
        tx.commit_beside().await?;
        Ok(true)
    }

    /// The webhooks that something is to be sent to now, the longest waiting first.
    pub async fn webhooks_with_due_deliveries(&self, now: Timestamp) -> Result<Vec<WebhookId>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT webhook_id FROM delivery WHERE due_at <= $1 GROUP BY webhook_id ORDER BY MIN(due_at), webhook_id",
        )
        .bind(millis(now))
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(WebhookId::from).collect())
    }

    /// What is to be sent to a webhook now, the longest waiting first.
    pub async fn due_deliveries(
        &self,
        webhook: WebhookId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let rows: Vec<DueRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT d.id AS delivery_id, d.connection_id, d.tries, e.id AS event_id, e.kind, e.body, e.at, \
             {WEBHOOK_COLUMNS} FROM delivery d JOIN event e ON e.id = d.event_id JOIN webhook w ON w.id = d.webhook_id \
             WHERE d.webhook_id = $1 AND d.due_at <= $2 ORDER BY d.due_at, d.id LIMIT $3"
        )))
        .bind(Uuid::from(webhook))
        .bind(millis(now))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(DueDelivery {
                    id: row.delivery_id.into(),
                    webhook: row.webhook.try_into()?,
                    connection: row.connection_id.into(),
                    tries: count(row.tries)?,
                    event: StoredEvent {
                        id: row.event_id.into(),
                        event_type: event_type(&row.kind)?,
                        body: row.body,
                        at: timestamp(row.at, "event", "at")?,
                    },
                })
            })
            .collect()
    }

    /// Notes an attempt and what comes after it; `false` when the delivery is gone, as its webhook was deleted.
    pub async fn record_attempt(
        &self,
        delivery: DeliveryId,
        attempt: &Attempt,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let (state, due_at) = match outcome {
            Outcome::Delivered => (DeliveryState::Delivered, None),
            Outcome::Again(at) => (DeliveryState::Pending, Some(millis(at))),
            Outcome::Failed => (DeliveryState::Failed, None),
        };
        let mut tx = self.begin().await?;
        let done = sqlx::query("UPDATE delivery SET state = $2, due_at = $3, tries = tries + 1 WHERE id = $1")
            .bind(Uuid::from(delivery))
            .bind(to_word(&state, DELIVERY, "state")?)
            .bind(due_at)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO delivery_attempt (delivery_id, number, at, took_ms, status, error) \
             VALUES ($1, (SELECT COUNT(*) + 1 FROM delivery_attempt WHERE delivery_id = $1), $2, $3, $4, $5)",
        )
        .bind(Uuid::from(delivery))
        .bind(millis(attempt.at))
        .bind(i64::try_from(attempt.took.as_millis()).unwrap_or(i64::MAX))
        .bind(attempt.status.map(i64::from))
        .bind(&attempt.error)
        .execute(&mut *tx)
        .await?;
        tx.commit_beside().await?;
        Ok(true)
    }

    /// The deliveries of a webhook, newest first, with their attempts.
    pub async fn deliveries(
        &self,
        webhook: WebhookId,
        state: Option<DeliveryState>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let state = state.map(|state| to_word(&state, DELIVERY, "state")).transpose()?;
        let rows: Vec<DeliveryRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "{SELECT} WHERE d.webhook_id = $1 AND ($2 IS NULL OR d.state = $2) ORDER BY d.id DESC LIMIT $3"
        )))
        .bind(Uuid::from(webhook))
        .bind(state)
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        let mut deliveries = Vec::with_capacity(rows.len());
        for row in rows {
            let attempts = self.attempts(row.id).await?;
            deliveries.push(delivery(row, attempts)?);
        }
        Ok(deliveries)
    }

    /// One delivery with its attempts.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let row: Option<DeliveryRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{SELECT} WHERE d.id = $1")))
            .bind(Uuid::from(id))
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let attempts = self.attempts(row.id).await?;
        delivery(row, attempts).map(Some)
    }

    /// How many deliveries of a webhook stand so.
    pub async fn count_deliveries(&self, webhook: WebhookId, state: DeliveryState) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM delivery WHERE webhook_id = $1 AND state = $2")
            .bind(Uuid::from(webhook))
            .bind(to_word(&state, DELIVERY, "state")?)
            .fetch_one(self.readers())
            .await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// What has to leave, over all webhooks.
    pub async fn outbox(&self) -> Result<Outbox, StoreError> {
        let (pending, oldest): (i64, Option<i64>) =
            sqlx::query_as("SELECT COUNT(*), MIN(created_at) FROM delivery WHERE due_at IS NOT NULL")
                .fetch_one(self.readers())
                .await?;
        let oldest = oldest.map(|at| timestamp(at, DELIVERY, "created_at")).transpose()?;
        Ok(Outbox { pending: pending.unsigned_abs(), oldest })
    }

    /// Sends a delivery again, however it stands, with all its tries; `false` when there is no such one.
    pub async fn replay_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE delivery SET state = $2, tries = 0, due_at = $3 WHERE id = $1")
            .bind(Uuid::from(id))
            .bind(to_word(&DeliveryState::Pending, DELIVERY, "state")?)
            .bind(millis(now))
            .execute(self.writer_beside())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Sends every failed delivery of a webhook again, with all its tries; tells how many they are.
    pub async fn replay_failed(&self, webhook: WebhookId, now: Timestamp) -> Result<u64, StoreError> {
        let done =
            sqlx::query("UPDATE delivery SET state = $2, tries = 0, due_at = $3 WHERE webhook_id = $1 AND state = $4")
                .bind(Uuid::from(webhook))
                .bind(to_word(&DeliveryState::Pending, DELIVERY, "state")?)
                .bind(millis(now))
                .bind(to_word(&DeliveryState::Failed, DELIVERY, "state")?)
                .execute(self.writer_beside())
                .await?;
        Ok(done.rows_affected())
    }

    async fn attempts(&self, delivery: Uuid) -> Result<Vec<Attempt>, StoreError> {
        let rows: Vec<AttemptRow> = sqlx::query_as(
            "SELECT at, took_ms, status, error FROM delivery_attempt WHERE delivery_id = $1 ORDER BY number",
        )
        .bind(delivery)
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Attempt {
                    at: timestamp(row.at, "delivery_attempt", "at")?,
                    took: Duration::from_millis(u64::try_from(row.took_ms).unwrap_or_default()),
                    status: row.status.and_then(|status| u16::try_from(status).ok()),
                    error: row.error,
                })
            })
            .collect()
    }
}

fn delivery(row: DeliveryRow, attempts: Vec<Attempt>) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.id.into(),
        webhook: row.webhook_id.into(),
        connection: row.connection_id.into(),
        event: row.event_id.into(),
        event_type: event_type(&row.kind)?,
        state: from_word(row.state, DELIVERY, "state")?,
        tries: count(row.tries)?,
        due_at: row.due_at.map(|at| timestamp(at, DELIVERY, "due_at")).transpose()?,
        created_at: timestamp(row.created_at, DELIVERY, "created_at")?,
        attempts,
    })
}

fn event_type(kind: &str) -> Result<Option<EventType>, StoreError> {
    if kind == SCHEDULED {
        return Ok(None);
    }
    kind.parse().map(Some).map_err(|_| StoreError::Inconsistent { table: "event", column: "kind" })
}

fn count(cell: i64) -> Result<u32, StoreError> {
    u32::try_from(cell).map_err(|_| StoreError::Inconsistent { table: DELIVERY, column: "tries" })
}
