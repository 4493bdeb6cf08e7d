//! The phones enrolled on an account.

use jiff::Timestamp;
use openfob_domain::AccountId;
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

impl Store {
    /// Whether a phone is enrolled on an account.
    pub async fn is_enrolled(&self, account: AccountId, phone: &str) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM car_key_phone WHERE account_id = $1 AND phone = $2)")
            .bind(Uuid::from(account))
            .bind(phone)
            .fetch_one(self.readers())
            .await?)
    }

    /// Enrols a phone, unless the account has `most` others. `false`: it has.
    pub async fn enrol_phone(
        &self,
        account: AccountId,
        phone: &str,
        most: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let others: u32 =
            sqlx::query_scalar("SELECT count(*) FROM car_key_phone WHERE account_id = $1 AND phone != $2")
                .bind(Uuid::from(account))
                .bind(phone)
                .fetch_one(&mut *tx)
                .await?;
        if others >= most {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO car_key_phone (account_id, phone, enrolled_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(Uuid::from(account))
        .bind(phone)
        .bind(millis(now))
        .execute(&mut *tx)
        .await?;
        tx.commit_beside().await?;
        Ok(true)
    }

    /// Takes every phone and the PIN off an account.
    pub async fn remove_enrollments(&self, account: AccountId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for statement in [
            "DELETE FROM car_key_phone WHERE account_id = $1",
            "UPDATE car_key_account SET pin_sealed = NULL, pin_failures = 0 WHERE id = $1",
            "UPDATE car_key_session SET strong_until = NULL WHERE account_id = $1",
        ] {
            sqlx::query(statement).bind(Uuid::from(account)).execute(&mut *tx).await?;
        }
        tx.commit_beside().await?;
        Ok(())
    }
}
