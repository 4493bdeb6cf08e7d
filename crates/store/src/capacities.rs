//! Battery capacities that owners chose, and the signatures of the pages that ask for them.

use jiff::Timestamp;
use openfob_domain::{ConnectionId, VehicleId};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

const PURPOSE: &str = "battery-capacity";

impl Store {
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

    /// A token for a connection's capacity page, good until `until`.
    #[must_use]
    pub fn capacity_token(&self, connection: ConnectionId, until: Timestamp) -> Option<String> {
        let until = millis(until);
        let signature = self.ring().sign(PURPOSE, &format!("{connection}:{until}"))?;
        Some(format!("{until}.{signature}"))
    }

    /// Whether a token is good for a connection's capacity page now.
    #[must_use]
    pub fn is_capacity_token(&self, connection: ConnectionId, token: &str, now: Timestamp) -> bool {
        let Some((until, signature)) = token.split_once('.') else { return false };
        until.parse().is_ok_and(|until: i64| until > millis(now))
            && self.ring().is_signed(PURPOSE, &format!("{connection}:{until}"), signature)
    }
}
