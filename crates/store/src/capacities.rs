//! Battery capacities that owners chose, and the tokens of the pages that ask for them.

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{ConnectionId, VehicleId};
use secrecy::SecretString;
use uuid::Uuid;

use crate::row::{millis, timestamp};
use crate::{Store, StoreError};

const TOKEN: &str = "battery_capacity_link.token";

impl Store {
    /// The capacity that an owner chose for a car, kWh.
    pub async fn chosen_capacity(&self, vehicle: VehicleId) -> Result<Option<f64>, StoreError> {
        Ok(sqlx::query_scalar("SELECT capacity FROM battery_capacity WHERE vehicle_id = $1")
            .bind(Uuid::from(vehicle))
            .fetch_optional(self.readers())
            .await?)
    }

    /// Keeps the capacity that an owner chose for a car, kWh.
    pub async fn choose_capacity(&self, vehicle: VehicleId, capacity: f64, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO battery_capacity (vehicle_id, capacity, chosen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (vehicle_id) DO UPDATE SET capacity = excluded.capacity, chosen_at = excluded.chosen_at",
        )
        .bind(Uuid::from(vehicle))
        .bind(capacity)
        .bind(millis(now))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// The token of a connection's capacity page: the one that is good, else `fresh`, which then is for `lifetime`.
    pub async fn capacity_token(
        &self,
        connection: ConnectionId,
        fresh: &SecretString,
        lifetime: SignedDuration,
        now: Timestamp,
    ) -> Result<SecretString, StoreError> {
        if let Some(token) = self.good_capacity_token(connection, now).await? {
            return Ok(token);
        }
        sqlx::query(
            "INSERT INTO battery_capacity_link (connection_id, token_sealed, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (connection_id) DO UPDATE SET token_sealed = excluded.token_sealed, \
             expires_at = excluded.expires_at",
        )
        .bind(Uuid::from(connection))
        .bind(self.ring().seal(fresh, TOKEN, connection.into())?)
        .bind(millis(now.checked_add(lifetime).unwrap_or(now)))
        .execute(self.writer())
        .await?;
        Ok(fresh.clone())
    }

    /// The token of a connection's capacity page, if it is good.
    pub async fn good_capacity_token(
        &self,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Result<Option<SecretString>, StoreError> {
        let row: Option<(Vec<u8>, i64)> =
            sqlx::query_as("SELECT token_sealed, expires_at FROM battery_capacity_link WHERE connection_id = $1")
                .bind(Uuid::from(connection))
                .fetch_optional(self.readers())
                .await?;
        let Some((sealed, expires_at)) = row else { return Ok(None) };
        if timestamp(expires_at, "battery_capacity_link", "expires_at")? <= now {
            return Ok(None);
        }
        self.ring().open(&sealed, TOKEN, connection.into()).map(Some)
    }
}
