//! Challenges for cars: given out once, answered once.

use jiff::Timestamp;
use openfob_domain::AccountId;
use uuid::Uuid;

use crate::row::{millis, timestamp};
use crate::{Store, StoreError};

const TABLE: &str = "car_key_challenge";

/// A challenge as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldChallenge {
    /// What the car signs.
    pub nonce: [u8; 32],
    /// For whose proof.
    pub account: AccountId,
    /// The phone that asked.
    pub phone: String,
    /// The car that was chosen before, if one was.
    pub vin: Option<String>,
    /// When it was given out.
    pub issued_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
    /// When it was answered before this.
    pub used_at: Option<Timestamp>,
}

type Row = (Uuid, String, Option<String>, i64, i64, Option<i64>);

impl Store {
    /// Keeps a challenge that is given out.
    pub async fn keep_challenge(&self, challenge: &HeldChallenge) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO car_key_challenge (nonce, account_id, phone, vin, issued_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(challenge.nonce.as_slice())
        .bind(Uuid::from(challenge.account))
        .bind(&challenge.phone)
        .bind(&challenge.vin)
        .bind(millis(challenge.issued_at))
        .bind(millis(challenge.expires_at))
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// Uses a challenge up and gives it as it was before: a second use finds `used_at`.
    pub async fn use_challenge(&self, nonce: &[u8; 32], now: Timestamp) -> Result<Option<HeldChallenge>, StoreError> {
        let mut tx = self.begin().await?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT account_id, phone, vin, issued_at, expires_at, used_at FROM car_key_challenge WHERE nonce = $1",
        )
        .bind(nonce.as_slice())
        .fetch_optional(&mut *tx)
        .await?;
        let Some((account, phone, vin, issued_at, expires_at, used_at)) = row else { return Ok(None) };
        sqlx::query("UPDATE car_key_challenge SET used_at = $2 WHERE nonce = $1 AND used_at IS NULL")
            .bind(nonce.as_slice())
            .bind(millis(now))
            .execute(&mut *tx)
            .await?;
        tx.commit_beside().await?;
        Ok(Some(HeldChallenge {
            nonce: *nonce,
            account: account.into(),
            phone,
            vin,
            issued_at: timestamp(issued_at, TABLE, "issued_at")?,
            expires_at: timestamp(expires_at, TABLE, "expires_at")?,
            used_at: used_at.map(|at| timestamp(at, TABLE, "used_at")).transpose()?,
        }))
    }
}
