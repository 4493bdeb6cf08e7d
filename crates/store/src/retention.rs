//! What is deleted when it is old enough: in small batches, and never what something still needs.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

/// How many rows of each kind go at once: writers wait for one batch at most.
const BATCH: usize = 500;

/// What CarKey keeps until an end of its own: tables, their keys, the columns with that end.
const CAR_KEY: [(&str, &str, &str); 3] = [
    ("car_key_sign_in", "id", "expires_at"),
    ("car_key_session", "id", "refresh_expires_at"),
    ("car_key_challenge", "nonce", "expires_at"),
];

/// How long things are kept; `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Stored readings, from their fetch on.
    pub readings: Option<SignedDuration>,
    /// Deliveries to webhooks with their attempts, from the last attempt on.
    pub deliveries: Option<SignedDuration>,
    /// Events, from the event on; while a delivery of one is kept, so is the event.
    pub events: Option<SignedDuration>,
    /// Codes and tokens, and the challenges of CarKey, from their expiry on.
    pub tokens: Option<SignedDuration>,
    /// Counts of calls to automakers, from their day on.
    pub costs: Option<SignedDuration>,
}

impl Default for Retention {
    fn default() -> Self {
        let days = |days: i64| Some(SignedDuration::from_hours(24 * days));
        Self { readings: days(90), deliveries: days(30), events: days(90), tokens: days(30), costs: days(400) }
    }
}

/// How much of each kind a batch deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Runs of Connect that had ended.
    pub runs: u64,
    /// Access and refresh tokens.
    pub tokens: u64,
    /// Families of tokens of which nothing was left, with their codes.
    pub families: u64,
    /// Deliveries to webhooks.
    pub deliveries: u64,
    /// Events.
    pub events: u64,
    /// Readings.
    pub readings: u64,
    /// Sign-ins, sessions and challenges of CarKey.
    pub car_key: u64,
    /// Counts of calls to automakers.
    pub costs: u64,
}

impl Swept {
    /// Whether there may be more to delete.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Self { runs, tokens, families, deliveries, events, readings, car_key, costs } = *self;
        let all = [runs, tokens, families, deliveries, events, readings, car_key, costs];
        all.iter().any(|count| *count >= BATCH as u64)
    }
}

impl Store {
    /// Deletes a batch of what is older than it is kept.
    ///
    /// A used refresh token is needed until it expires, as its use after the grace tells of a theft; a used code as long
    /// as a token of its family is, as its second use revokes them. A delivery that still has to leave is never deleted.
    pub async fn sweep(&self, keep: &Retention, now: Timestamp) -> Result<Swept, StoreError> {
        let mut swept = Swept { runs: self.delete_by_id("connect_run", "expires_at", now).await?, ..Swept::default() };
        if let Some(expired) = keep.tokens.and_then(|kept| now.checked_sub(kept).ok()) {
            for table in ["access_token", "refresh_token"] {
                swept.tokens += self.delete_where(table, "hash", "expires_at", expired).await?;
            }
            swept.families = self.delete_empty_families(expired).await?;
            for (table, key, column) in CAR_KEY {
                swept.car_key += self.delete_where(table, key, column, expired).await?;
            }
        }
        if let Some(old) = keep.deliveries.and_then(|kept| now.checked_sub(kept).ok()) {
            swept.deliveries = self.delete_deliveries(old).await?;
        }
        if let Some(old) = keep.events.and_then(|kept| now.checked_sub(kept).ok()) {
            swept.events = self.delete_events(old).await?;
        }
        if let Some(old) = keep.readings.and_then(|kept| now.checked_sub(kept).ok()) {
            swept.readings = self.delete_readings(old).await?;
        }
        if let Some(old) = keep.costs.and_then(|kept| now.checked_sub(kept).ok()) {
            swept.costs = self.delete_upstream_calls(old, now).await?;
        }
        Ok(swept)
    }

    async fn delete_by_id(&self, table: &str, column: &str, until: Timestamp) -> Result<u64, StoreError> {
        self.delete_where(table, "id", column, until).await
    }

    async fn delete_where(&self, table: &str, key: &str, column: &str, until: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query(sqlx::AssertSqlSafe(format!(
            "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {column} <= $1 LIMIT {BATCH})"
        )))
        .bind(millis(until))
        .execute(self.writer_beside())
        .await?;
        Ok(done.rows_affected())
    }

    /// A family without tokens gets none any more, unless its code is still good.
    async fn delete_empty_families(&self, expired: Timestamp) -> Result<u64, StoreError> {
        let empty: Vec<Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT f.id FROM token_family f \
             WHERE NOT EXISTS (SELECT 1 FROM access_token t WHERE t.family_id = f.id) \
             AND NOT EXISTS (SELECT 1 FROM refresh_token t WHERE t.family_id = f.id) \
             AND NOT EXISTS (SELECT 1 FROM code c WHERE c.family_id = f.id AND c.expires_at > $1) LIMIT {BATCH}"
        )))
        .bind(millis(expired))
        .fetch_all(self.readers())
        .await?;
        let mut tx = self.begin().await?;
        for family in &empty {
            sqlx::query("DELETE FROM token_family WHERE id = $1").bind(*family).execute(&mut *tx).await?;
        }
        tx.commit_beside().await?;
        Ok(empty.len() as u64)
    }

    /// Looks for old deliveries without keeping writers waiting: no index tells their age.
    async fn delete_deliveries(&self, until: Timestamp) -> Result<u64, StoreError> {
        const OLD: &str = "d.due_at IS NULL AND d.created_at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM delivery_attempt a WHERE a.delivery_id = d.id AND a.at > $1)";
        let old: Vec<Uuid> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT d.id FROM delivery d WHERE {OLD} LIMIT {BATCH}")))
                .bind(millis(until))
                .fetch_all(self.readers())
                .await?;
        let mut tx = self.begin().await?;
        let mut deleted = 0;
        for id in old {
            // It may have been replayed since it was found.
            let done = sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM delivery AS d WHERE {OLD} AND d.id = $2")))
                .bind(millis(until))
                .bind(id)
                .execute(&mut *tx)
                .await?;
            deleted += done.rows_affected();
        }
        tx.commit().await?;
        Ok(deleted)
    }

    async fn delete_events(&self, until: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query(sqlx::AssertSqlSafe(format!(
            "DELETE FROM event WHERE id IN (SELECT e.id FROM event e WHERE e.at <= $1 \
             AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event_id = e.id) LIMIT {BATCH})"
        )))
        .bind(millis(until))
        .execute(self.writer())
        .await?;
        Ok(done.rows_affected())
    }

    /// The running month stays: caps go by it.
    async fn delete_upstream_calls(&self, until: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let date = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        let day = date(until).min(date(now).first_of_month()).to_string();
        sqlx::query("DELETE FROM cost_cap_reached WHERE month < $1").bind(&day).execute(self.writer_beside()).await?;
        let done = sqlx::query(sqlx::AssertSqlSafe(format!(
            "DELETE FROM upstream_call WHERE (day, mode, automaker, partner, class, operation, application_id, vehicle_id) IN \
             (SELECT day, mode, automaker, partner, class, operation, application_id, vehicle_id FROM upstream_call \
             WHERE day < $1 LIMIT {BATCH})"
        )))
        .bind(day)
        .execute(self.writer_beside())
        .await?;
        Ok(done.rows_affected())
    }

    /// Looks for old readings without keeping writers waiting: no index tells their age.
    async fn delete_readings(&self, until: Timestamp) -> Result<u64, StoreError> {
        let old: Vec<(Uuid, Uuid, String)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT account_id, vehicle_id, code FROM signal WHERE fetched_at <= $1 LIMIT {BATCH}"
        )))
        .bind(millis(until))
        .fetch_all(self.readers())
        .await?;
        let mut tx = self.begin().await?;
        let mut deleted = 0;
        for (account, vehicle, code) in old {
            // It may have been fetched anew since it was found.
            let done = sqlx::query(
                "DELETE FROM signal WHERE account_id = $1 AND vehicle_id = $2 AND code = $3 AND fetched_at <= $4",
            )
            .bind(account)
            .bind(vehicle)
            .bind(code)
            .bind(millis(until))
            .execute(&mut *tx)
            .await?;
            deleted += done.rows_affected();
        }
        tx.commit_beside().await?;
        Ok(deleted)
    }
}
