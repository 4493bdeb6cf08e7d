//! Webhooks, and the vehicles that are subscribed to them.

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{ApplicationId, ConnectionId, EventType, WebhookId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::row::{from_json, millis, timestamp, to_json};
use crate::{Store, StoreError};

const TABLE: &str = "webhook";

/// When a webhook is sent something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Occasion {
    /// When one of these happens.
    EventBased {
        /// Which.
        events: Vec<EventType>,
    },
    /// Again and again.
    Scheduled {
        /// How many seconds lie between.
        every_seconds: i64,
        /// What is read of the vehicle: addresses as a batch takes them.
        paths: Vec<String>,
    },
}

/// Where an application wants to be told, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose it is.
    pub application: ApplicationId,
    /// Its name, for people.
    pub name: String,
    /// Where it is sent to.
    pub url: String,
    /// When it is sent something.
    pub occasion: Occasion,
    /// Whether vehicles are subscribed as they are connected.
    pub all_vehicles: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A vehicle whose turn it is at a webhook with a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueReading {
    /// The webhook.
    pub webhook: Webhook,
    /// The vehicle.
    pub connection: ConnectionId,
    /// When it was due.
    pub due_at: Timestamp,
}

#[derive(FromRow)]
pub(crate) struct WebhookRow {
    id: Uuid,
    application_id: Uuid,
    name: String,
    url: String,
    occasion: String,
    all_vehicles: bool,
    created_at: i64,
}

/// The columns of a [`WebhookRow`], of a table called `w`.
pub(crate) const WEBHOOK_COLUMNS: &str =
    "w.id, w.application_id, w.name, w.url, w.occasion, w.all_vehicles, w.created_at";

impl TryFrom<WebhookRow> for Webhook {
    type Error = StoreError;

    fn try_from(row: WebhookRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            application: row.application_id.into(),
            name: row.name,
            url: row.url,
            occasion: from_json(&row.occasion, TABLE, "occasion")?,
            all_vehicles: row.all_vehicles,
            created_at: timestamp(row.created_at, TABLE, "created_at")?,
        })
    }
}

#[derive(FromRow)]
struct DueRow {
    #[sqlx(flatten)]
    webhook: WebhookRow,
    connection_id: Uuid,
    due_at: i64,
}

impl Store {
    /// Adds a webhook to an application; where it is for all vehicles, subscribes those that are connected.
    pub async fn add_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO webhook (id, application_id, name, url, occasion, all_vehicles, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(Uuid::from(webhook.id))
        .bind(Uuid::from(webhook.application))
        .bind(&webhook.name)
        .bind(&webhook.url)
        .bind(to_json(&webhook.occasion, TABLE, "occasion")?)
        .bind(webhook.all_vehicles)
        .bind(millis(webhook.created_at))
        .execute(&mut *tx)
        .await?;
        if webhook.all_vehicles {
            let connections: Vec<Uuid> = sqlx::query_scalar(
                "SELECT c.id FROM connection c JOIN user u ON u.id = c.user_id \
                 WHERE u.application_id = $1 AND c.ended_at IS NULL",
            )
            .bind(Uuid::from(webhook.application))
            .fetch_all(&mut *tx)
            .await?;
            for connection in connections {
                insert(&mut tx, webhook, connection.into(), webhook.created_at).await?;
            }
        }
        Ok(tx.commit_beside().await?)
    }

    /// One webhook.
    pub async fn webhook(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        let row: Option<WebhookRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {WEBHOOK_COLUMNS} FROM webhook w WHERE w.id = $1")))
                .bind(Uuid::from(id))
                .fetch_optional(self.readers())
                .await?;
        row.map(Webhook::try_from).transpose()
    }

    /// The webhooks of an application, or all, oldest first.
    pub async fn webhooks(&self, application: Option<ApplicationId>) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<WebhookRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {WEBHOOK_COLUMNS} FROM webhook w WHERE $1 IS NULL OR w.application_id = $1 \
             ORDER BY w.created_at, w.id"
        )))
        .bind(application.map(Uuid::from))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(Webhook::try_from).collect()
    }

    /// Removes a webhook with its subscriptions and all that still had to leave; `false` when there is no such one.
    pub async fn delete_webhook(&self, id: WebhookId) -> Result<bool, StoreError> {
        let done =
            sqlx::query("DELETE FROM webhook WHERE id = $1").bind(Uuid::from(id)).execute(self.writer_beside()).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Subscribes a vehicle; `false` when it was subscribed before. A webhook with a schedule reads it at once.
    pub async fn subscribe(
        &self,
        webhook: &Webhook,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let is_new = insert(&mut tx, webhook, connection, now).await?;
        tx.commit_beside().await?;
        Ok(is_new)
    }

    /// Ends a vehicle's subscription; `false` when there was none.
    pub async fn unsubscribe(&self, webhook: WebhookId, connection: ConnectionId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM webhook_subscription WHERE webhook_id = $1 AND connection_id = $2")
            .bind(Uuid::from(webhook))
            .bind(Uuid::from(connection))
            .execute(self.writer_beside())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The webhooks that a vehicle is subscribed to, oldest subscription first.
    pub async fn subscriptions(&self, connection: ConnectionId) -> Result<Vec<WebhookId>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT webhook_id FROM webhook_subscription WHERE connection_id = $1 ORDER BY subscribed_at, webhook_id",
        )
        .bind(Uuid::from(connection))
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(WebhookId::from).collect())
    }

    /// How many vehicles are subscribed to a webhook.
    pub async fn count_subscriptions(&self, webhook: WebhookId) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM webhook_subscription WHERE webhook_id = $1")
            .bind(Uuid::from(webhook))
            .fetch_one(self.readers())
            .await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The vehicles that are to be read now for webhooks with a schedule, those that have waited longest first.
    pub async fn due_readings(&self, now: Timestamp, limit: u32) -> Result<Vec<DueReading>, StoreError> {
        let rows: Vec<DueRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {WEBHOOK_COLUMNS}, s.connection_id, s.due_at FROM webhook_subscription s \
             JOIN webhook w ON w.id = s.webhook_id JOIN connection c ON c.id = s.connection_id \
             WHERE s.due_at <= $1 AND c.ended_at IS NULL ORDER BY s.due_at, s.webhook_id, s.connection_id LIMIT $2"
        )))
        .bind(millis(now))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(DueReading {
                    webhook: row.webhook.try_into()?,
                    connection: row.connection_id.into(),
                    due_at: timestamp(row.due_at, "webhook_subscription", "due_at")?,
                })
            })
            .collect()
    }
}

/// Subscribes a vehicle that has just been connected to the application's webhooks that are for all vehicles.
pub(crate) async fn subscribe_connected(
    tx: &mut SqliteConnection,
    application: ApplicationId,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<WebhookRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {WEBHOOK_COLUMNS} FROM webhook w WHERE w.application_id = $1 AND w.all_vehicles"
    )))
    .bind(Uuid::from(application))
    .fetch_all(&mut *tx)
    .await?;
    for row in rows {
        insert(tx, &row.try_into()?, connection, now).await?;
    }
    Ok(())
}

async fn insert(
    tx: &mut SqliteConnection,
    webhook: &Webhook,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO webhook_subscription (webhook_id, connection_id, subscribed_at, due_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(Uuid::from(webhook.id))
    .bind(Uuid::from(connection))
    .bind(millis(now))
    .bind(matches!(webhook.occasion, Occasion::Scheduled { .. }).then_some(millis(now)))
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

impl DueReading {
    /// When the vehicle is due next: the schedule's first moment after `now`.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Timestamp {
        let Occasion::Scheduled { every_seconds, .. } = self.webhook.occasion else { return now };
        let every = every_seconds.max(1);
        let passed = now.duration_since(self.due_at).as_secs().max(0) / every + 1;
        let until = SignedDuration::from_secs(every.saturating_mul(passed));
        self.due_at.checked_add(until).unwrap_or(now)
    }
}
