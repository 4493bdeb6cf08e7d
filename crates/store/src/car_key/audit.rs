//! Who did what with a CarKey. Rows are only ever added; they go with the account's data.

use jiff::Timestamp;
use openfob_domain::{AccountId, VehicleId};
use uuid::Uuid;

use crate::row::{millis, timestamp};
use crate::{Store, StoreError};

/// One thing that was done or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarKeyAudit {
    /// When.
    pub at: Timestamp,
    /// Whose account.
    pub account: AccountId,
    /// Which car, where one was meant.
    pub vehicle: Option<VehicleId>,
    /// On which phone.
    pub phone: String,
    /// What: `activate`, `enroll`, `pin`…
    pub action: String,
    /// What came of it: `done`, or the number and word of the refusal.
    pub outcome: String,
}

type Row = (i64, Uuid, Option<Uuid>, String, String, String);

impl Store {
    /// Adds to the record.
    pub async fn audit_car_key(&self, entry: &CarKeyAudit) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO car_key_audit (id, at, account_id, vehicle_id, phone, action, outcome) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(Uuid::now_v7())
        .bind(millis(entry.at))
        .bind(Uuid::from(entry.account))
        .bind(entry.vehicle.map(Uuid::from))
        .bind(&entry.phone)
        .bind(&entry.action)
        .bind(&entry.outcome)
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// What came of the last activation that was tried for a car, under any of its owner's links.
    pub async fn last_activation(&self, account: AccountId, vehicle: VehicleId) -> Result<Option<String>, StoreError> {
        let outcome = sqlx::query_scalar(
            "SELECT outcome FROM car_key_audit WHERE vehicle_id = $2 AND action = 'activate' AND account_id IN \
             (SELECT o.id FROM account a JOIN account o ON o.mode = a.mode AND o.adapter = a.adapter \
             AND o.subject = a.subject WHERE a.id = $1) ORDER BY id DESC LIMIT 1",
        )
        .bind(Uuid::from(account))
        .bind(Uuid::from(vehicle))
        .fetch_optional(self.readers())
        .await?;
        Ok(outcome)
    }

    /// An account's record, oldest first.
    pub async fn car_key_audit(&self, account: AccountId) -> Result<Vec<CarKeyAudit>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT at, account_id, vehicle_id, phone, action, outcome FROM car_key_audit \
             WHERE account_id = $1 ORDER BY id",
        )
        .bind(Uuid::from(account))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|(at, account, vehicle, phone, action, outcome)| {
                Ok(CarKeyAudit {
                    at: timestamp(at, "car_key_audit", "at")?,
                    account: account.into(),
                    vehicle: vehicle.map(Into::into),
                    phone,
                    action,
                    outcome,
                })
            })
            .collect()
    }
}
