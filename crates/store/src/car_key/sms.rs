//! SMS codes: the last one of each purpose, good once, for a while and for a few tries.

use jiff::Timestamp;
use openfob_domain::AccountId;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::{millis, to_word};
use crate::{Store, StoreError};

const NUMBER: &str = "car_key_sms.number";
const CODE: &str = "car_key_sms.code";
const MOST_TRIES: u32 = 5;

/// What an SMS code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SmsPurpose {
    /// To trust a phone number.
    PhoneNumberCertification,
    /// To enrol a phone.
    Enrollment,
    /// To choose a new PIN.
    #[serde(rename = "resetPIN")]
    ResetPin,
}

/// What came of an SMS code.
#[derive(Clone, Debug)]
pub enum SmsCode {
    /// It was right; it went to this number.
    Right(SecretString),
    /// It was wrong, or was tried too often.
    Wrong,
    /// It has expired.
    Expired,
}

type Row = (Uuid, Vec<u8>, Vec<u8>, u32, i64);

impl Store {
    /// Keeps a code that is about to be sent; the earlier one of that purpose ends.
    pub async fn keep_sms_code(
        &self,
        account: AccountId,
        purpose: SmsPurpose,
        number: &SecretString,
        code: &SecretString,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO car_key_sms (id, account_id, purpose, number_sealed, code_sealed, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (account_id, purpose) DO UPDATE SET id = excluded.id, number_sealed = excluded.number_sealed, \
             code_sealed = excluded.code_sealed, tries = 0, expires_at = excluded.expires_at",
        )
        .bind(id)
        .bind(Uuid::from(account))
        .bind(to_word(&purpose, "car_key_sms", "purpose")?)
        .bind(self.ring().seal(number, NUMBER, id)?)
        .bind(self.ring().seal(code, CODE, id)?)
        .bind(millis(expires_at))
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// Tries a code. A right one is used up.
    pub async fn try_sms_code(
        &self,
        account: AccountId,
        purpose: SmsPurpose,
        code: &str,
        now: Timestamp,
    ) -> Result<SmsCode, StoreError> {
        self.judge_sms_code(account, purpose, code, now, true).await
    }

    /// Tries a code that is still needed: a right one stays good for as long as it was.
    pub async fn check_sms_code(
        &self,
        account: AccountId,
        purpose: SmsPurpose,
        code: &str,
        now: Timestamp,
    ) -> Result<SmsCode, StoreError> {
        self.judge_sms_code(account, purpose, code, now, false).await
    }

    async fn judge_sms_code(
        &self,
        account: AccountId,
        purpose: SmsPurpose,
        code: &str,
        now: Timestamp,
        is_used_up: bool,
    ) -> Result<SmsCode, StoreError> {
        let mut tx = self.begin().await?;
        let row: Option<Row> = sqlx::query_as(
            "UPDATE car_key_sms SET tries = tries + 1 WHERE account_id = $1 AND purpose = $2 \
             RETURNING id, number_sealed, code_sealed, tries, expires_at",
        )
        .bind(Uuid::from(account))
        .bind(to_word(&purpose, "car_key_sms", "purpose")?)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id, number, sealed, tries, expires_at)) = row else { return Ok(SmsCode::Wrong) };
        let expected = self.ring().open(&sealed, CODE, id)?;
        let is_right = aws_lc_rs::constant_time::verify_slices_are_equal(
            expected.expose_secret().as_bytes(),
            code.trim().as_bytes(),
        )
        .is_ok();
        let outcome = if tries > MOST_TRIES {
            SmsCode::Wrong
        } else if millis(now) >= expires_at {
            SmsCode::Expired
        } else if is_right {
            if is_used_up {
                sqlx::query("DELETE FROM car_key_sms WHERE id = $1").bind(id).execute(&mut *tx).await?;
            }
            SmsCode::Right(self.ring().open(&number, NUMBER, id)?)
        } else {
            SmsCode::Wrong
        };
        tx.commit_beside().await?;
        Ok(outcome)
    }
}
