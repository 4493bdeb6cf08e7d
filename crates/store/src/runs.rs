//! Runs of Connect. The gateway owns what a run is; here it is a text with a version and an end.

use jiff::Timestamp;
use openfob_domain::{ApplicationId, RunId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError, sha256};

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRun {
    /// Its application.
    pub application: ApplicationId,
    /// SHA-256 of the secret that the owner's browser carries.
    pub browser_hash: Vec<u8>,
    /// What the gateway wrote.
    pub body: String,
    /// Counts the writes, so that of two at once one is refused.
    pub version: i64,
}

#[derive(FromRow)]
struct Row {
    application_id: Uuid,
    browser_hash: Vec<u8>,
    body: String,
    version: i64,
}

impl Store {
    /// Begins a run, and forgets those that have ended.
    pub async fn add_run(
        &self,
        id: RunId,
        application: ApplicationId,
        browser_secret: &str,
        body: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM connect_run WHERE expires_at <= $1").bind(millis(now)).execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO connect_run (id, application_id, browser_hash, body, version, expires_at) \
             VALUES ($1, $2, $3, $4, 0, $5)",
        )
        .bind(Uuid::from(id))
        .bind(Uuid::from(application))
        .bind(&sha256(browser_secret)[..])
        .bind(body)
        .bind(millis(expires_at))
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit_beside().await?)
    }

    /// A run that has not ended.
    pub async fn run(&self, id: RunId, now: Timestamp) -> Result<Option<StoredRun>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT application_id, browser_hash, body, version FROM connect_run WHERE id = $1 AND expires_at > $2",
        )
        .bind(Uuid::from(id))
        .bind(millis(now))
        .fetch_optional(self.readers())
        .await?;
        Ok(row.map(|row| StoredRun {
            application: row.application_id.into(),
            browser_hash: row.browser_hash,
            body: row.body,
            version: row.version,
        }))
    }

    /// Writes a run that is still at `version`; `false` when another write came first.
    pub async fn save_run(&self, id: RunId, version: i64, body: &str) -> Result<bool, StoreError> {
        let done =
            sqlx::query("UPDATE connect_run SET body = $3, version = version + 1 WHERE id = $1 AND version = $2")
                .bind(Uuid::from(id))
                .bind(version)
                .bind(body)
                .execute(self.writer_beside())
                .await?;
        Ok(done.rows_affected() == 1)
    }
}
