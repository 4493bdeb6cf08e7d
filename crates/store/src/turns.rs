//! Turns: what the background jobs look at, and when next. A turn is moved on before it is taken, so that one that ends
//! in a crash is lost and not taken for ever.

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{AccountId, VehicleId};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

/// The keys of an account's cars, to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTurn {
    /// The account.
    pub account: AccountId,
    /// Whether its automaker takes our word, and any of its cars asks for a key.
    pub has_keys: bool,
}

/// A car, to be refreshed for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshTurn {
    /// The account.
    pub account: AccountId,
    /// The car.
    pub vehicle: VehicleId,
    /// How often it asks to be refreshed, if it does.
    pub period: Option<SignedDuration>,
}

impl Store {
    /// Accounts whose turn has come to have their cars' keys checked, those who wait longest first.
    pub async fn key_turns(&self, now: Timestamp, limit: u32) -> Result<Vec<KeyTurn>, StoreError> {
        let rows: Vec<(Uuid, bool)> = sqlx::query_as(
            "SELECT a.id, NOT a.needs_sign_in AND EXISTS (SELECT 1 FROM account_vehicle s \
             JOIN vehicle v ON v.id = s.vehicle_id \
             WHERE s.account_id = a.id AND json_extract(v.access, '$.key') IS NOT NULL) \
             FROM account a WHERE a.keys_due_at <= $1 ORDER BY a.keys_due_at LIMIT $2",
        )
        .bind(millis(now))
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        Ok(rows.into_iter().map(|(account, has_keys)| KeyTurn { account: account.into(), has_keys }).collect())
    }

    /// Moves accounts' turns on.
    pub async fn move_key_turns(&self, turns: &[(AccountId, Timestamp)]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (account, next) in turns {
            sqlx::query("UPDATE account SET keys_due_at = $2 WHERE id = $1")
                .bind(Uuid::from(*account))
                .bind(millis(*next))
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit_beside().await?)
    }

    /// Cars whose turn has come to be refreshed, those who wait longest first.
    pub async fn refresh_turns(&self, now: Timestamp, limit: u32) -> Result<Vec<RefreshTurn>, StoreError> {
        let rows: Vec<(Uuid, Uuid, Option<i64>)> = sqlx::query_as(
            "SELECT s.account_id, s.vehicle_id, json_extract(v.access, '$.refresh_seconds') \
             FROM account_vehicle s JOIN vehicle v ON v.id = s.vehicle_id \
             WHERE s.refresh_due_at <= $1 ORDER BY s.refresh_due_at LIMIT $2",
        )
        .bind(millis(now))
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        let turn = |(account, vehicle, seconds): (Uuid, Uuid, Option<i64>)| RefreshTurn {
            account: account.into(),
            vehicle: vehicle.into(),
            period: seconds.map(SignedDuration::from_secs),
        };
        Ok(rows.into_iter().map(turn).collect())
    }

    /// Moves cars' turns on.
    pub async fn move_refresh_turns(&self, turns: &[(RefreshTurn, Timestamp)]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (turn, next) in turns {
            sqlx::query("UPDATE account_vehicle SET refresh_due_at = $3 WHERE account_id = $1 AND vehicle_id = $2")
                .bind(Uuid::from(turn.account))
                .bind(Uuid::from(turn.vehicle))
                .bind(millis(*next))
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit_beside().await?)
    }
}
