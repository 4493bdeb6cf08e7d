//! What is kept of an account beside its link: the trusted phone number, the PIN, what counts attempts and SMS.

use jiff::{SignedDuration, Timestamp};
use openfob_domain::AccountId;
use secrecy::SecretString;
use uuid::Uuid;

use crate::row::{millis, timestamp};
use crate::{Store, StoreError};

const NUMBER: &str = "car_key_account.phone_number";
const PIN: &str = "car_key_account.pin";

/// An account as CarKey knows it.
#[derive(Clone, Debug, Default)]
pub struct CarKeyProfile {
    /// The trusted phone number.
    pub phone_number: Option<SecretString>,
    /// The PIN, as the service derived it.
    pub pin: Option<SecretString>,
    /// Wrong PINs since the last right one.
    pub pin_failures: u32,
}

type Row = (Option<Vec<u8>>, Option<Vec<u8>>, u32);

impl Store {
    /// An account's profile; empty where nothing was kept yet.
    pub async fn car_key_profile(&self, account: AccountId) -> Result<CarKeyProfile, StoreError> {
        let row: Option<Row> =
            sqlx::query_as("SELECT phone_number_sealed, pin_sealed, pin_failures FROM car_key_account WHERE id = $1")
                .bind(Uuid::from(account))
                .fetch_optional(self.readers())
                .await?;
        let Some((number, pin, pin_failures)) = row else { return Ok(CarKeyProfile::default()) };
        let open = |cell: Option<Vec<u8>>, column| cell.map(|cell| self.ring().open(&cell, column, account.into()));
        Ok(CarKeyProfile {
            phone_number: open(number, NUMBER).transpose()?,
            pin: open(pin, PIN).transpose()?,
            pin_failures,
        })
    }

    /// Writes the trusted phone number.
    pub async fn set_car_key_number(&self, account: AccountId, number: &SecretString) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO car_key_account (id, phone_number_sealed) VALUES ($1, $2) \
             ON CONFLICT (id) DO UPDATE SET phone_number_sealed = excluded.phone_number_sealed",
        )
        .bind(Uuid::from(account))
        .bind(self.ring().seal(number, NUMBER, account.into())?)
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// Writes the PIN; none takes it away. Wrong ones are counted from zero again.
    pub async fn set_car_key_pin(&self, account: AccountId, pin: Option<&SecretString>) -> Result<(), StoreError> {
        let sealed = pin.map(|pin| self.ring().seal(pin, PIN, account.into())).transpose()?;
        sqlx::query(
            "INSERT INTO car_key_account (id, pin_sealed) VALUES ($1, $2) \
             ON CONFLICT (id) DO UPDATE SET pin_sealed = excluded.pin_sealed, pin_failures = 0",
        )
        .bind(Uuid::from(account))
        .bind(sealed)
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// Counts an attempt at the PIN before it is compared, so that parallel guesses are counted too. The answer is how
    /// many there are now.
    pub async fn count_car_key_pin(&self, account: AccountId) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar(
            "INSERT INTO car_key_account (id, pin_failures) VALUES ($1, 1) \
             ON CONFLICT (id) DO UPDATE SET pin_failures = pin_failures + 1 RETURNING pin_failures",
        )
        .bind(Uuid::from(account))
        .fetch_one(self.writer_beside())
        .await?)
    }

    /// The PIN was right: counts from zero again.
    pub async fn forgive_car_key_pin(&self, account: AccountId) -> Result<(), StoreError> {
        sqlx::query("UPDATE car_key_account SET pin_failures = 0 WHERE id = $1")
            .bind(Uuid::from(account))
            .execute(self.writer_beside())
            .await?;
        Ok(())
    }

    /// Takes one SMS out of an account's budget of `most` in a window. `Err(until)` inside: it is spent until then.
    pub async fn spend_car_key_sms(
        &self,
        account: AccountId,
        most: u32,
        window: SignedDuration,
        now: Timestamp,
    ) -> Result<Result<(), Timestamp>, StoreError> {
        let mut tx = self.begin().await?;
        let row: Option<(u32, i64)> = sqlx::query_as("SELECT sms_sent, sms_since FROM car_key_account WHERE id = $1")
            .bind(Uuid::from(account))
            .fetch_optional(&mut *tx)
            .await?;
        let (sent, since) = row.unwrap_or_default();
        let ends = timestamp(since, "car_key_account", "sms_since")?.checked_add(window).unwrap_or(Timestamp::MAX);
        let (sent, since) = if now >= ends { (0, millis(now)) } else { (sent, since) };
        if sent >= most {
            return Ok(Err(ends));
        }
        sqlx::query(
            "INSERT INTO car_key_account (id, sms_sent, sms_since) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET sms_sent = excluded.sms_sent, sms_since = excluded.sms_since",
        )
        .bind(Uuid::from(account))
        .bind(sent + 1)
        .bind(since)
        .execute(&mut *tx)
        .await?;
        tx.commit_beside().await?;
        Ok(Ok(()))
    }
}
