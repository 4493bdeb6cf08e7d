//! Webhooks, and the vehicles that are subscribed to them.

use jiff::Timestamp;
use openfob_domain::{ApplicationId, ConnectionId, WebhookId};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

impl Store {
    /// Adds a webhook to an application.
    pub async fn add_webhook(
        &self,
        application: ApplicationId,
        id: WebhookId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO webhook (id, application_id, created_at) VALUES ($1, $2, $3)")
            .bind(Uuid::from(id))
            .bind(Uuid::from(application))
            .bind(millis(now))
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// Whether an application has this webhook.
    pub async fn has_webhook(&self, application: ApplicationId, id: WebhookId) -> Result<bool, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM webhook WHERE id = $1 AND application_id = $2")
            .bind(Uuid::from(id))
            .bind(Uuid::from(application))
            .fetch_one(self.readers())
            .await?;
        Ok(count == 1)
    }

    /// Subscribes a vehicle; `false` when it was subscribed before.
    pub async fn subscribe(
        &self,
        webhook: WebhookId,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO webhook_subscription (webhook_id, connection_id, subscribed_at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
        )
        .bind(Uuid::from(webhook))
        .bind(Uuid::from(connection))
        .bind(millis(now))
        .execute(self.writer())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends a vehicle's subscription; `false` when there was none.
    pub async fn unsubscribe(&self, webhook: WebhookId, connection: ConnectionId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM webhook_subscription WHERE webhook_id = $1 AND connection_id = $2")
            .bind(Uuid::from(webhook))
            .bind(Uuid::from(connection))
            .execute(self.writer())
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
}
