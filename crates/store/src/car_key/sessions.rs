//! Sessions of CarKey apps: tokens by their hashes, rotated at each refresh.

use jiff::Timestamp;
use openfob_domain::{AccountId, ApplicationId};
use uuid::Uuid;

use crate::row::{millis, timestamp};
use crate::{Store, StoreError, sha256};

/// A signed-in account on a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarKeySession {
    /// Its id.
    pub id: Uuid,
    /// Who.
    pub account: AccountId,
    /// Through which application.
    pub application: ApplicationId,
    /// On which phone.
    pub phone: String,
    /// Until when the owner counts as strongly authenticated.
    pub strong_until: Option<Timestamp>,
}

/// A pair of tokens to be written by its hashes.
#[derive(Clone, Copy, Debug)]
pub struct NewCarKeySession<'a> {
    /// The access token.
    pub access: &'a str,
    /// When it ends.
    pub access_expires_at: Timestamp,
    /// The refresh token.
    pub refresh: &'a str,
    /// When it ends.
    pub refresh_expires_at: Timestamp,
}

type Row = (Uuid, Uuid, Uuid, String, Option<i64>);

impl Store {
    /// Opens a session. An earlier one of the same account, application and phone ends.
    pub async fn open_car_key_session(
        &self,
        account: AccountId,
        application: ApplicationId,
        phone: &str,
        tokens: NewCarKeySession<'_>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM car_key_session WHERE account_id = $1 AND application_id = $2 AND phone = $3")
            .bind(Uuid::from(account))
            .bind(Uuid::from(application))
            .bind(phone)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO car_key_session (id, account_id, application_id, phone, access_hash, access_expires_at, \
             refresh_hash, refresh_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(Uuid::now_v7())
        .bind(Uuid::from(account))
        .bind(Uuid::from(application))
        .bind(phone)
        .bind(sha256(tokens.access).as_slice())
        .bind(millis(tokens.access_expires_at))
        .bind(sha256(tokens.refresh).as_slice())
        .bind(millis(tokens.refresh_expires_at))
        .execute(&mut *tx)
        .await?;
        tx.commit_beside().await?;
        Ok(())
    }

    /// The session of an access token.
    pub async fn car_key_session(&self, access: &str, now: Timestamp) -> Result<Option<CarKeySession>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, account_id, application_id, phone, strong_until FROM car_key_session \
             WHERE access_hash = $1 AND access_expires_at > $2",
        )
        .bind(sha256(access).as_slice())
        .bind(millis(now))
        .fetch_optional(self.readers())
        .await?;
        row.map(session).transpose()
    }

    /// Replaces the tokens of a session by the next pair. `false`: the refresh token is not good.
    pub async fn refresh_car_key_session(
        &self,
        refresh: &str,
        tokens: NewCarKeySession<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE car_key_session SET access_hash = $3, access_expires_at = $4, refresh_hash = $5, \
             refresh_expires_at = $6 WHERE refresh_hash = $1 AND refresh_expires_at > $2",
        )
        .bind(sha256(refresh).as_slice())
        .bind(millis(now))
        .bind(sha256(tokens.access).as_slice())
        .bind(millis(tokens.access_expires_at))
        .bind(sha256(tokens.refresh).as_slice())
        .bind(millis(tokens.refresh_expires_at))
        .execute(self.writer_beside())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends a session.
    pub async fn end_car_key_session(&self, session: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM car_key_session WHERE id = $1").bind(session).execute(self.writer_beside()).await?;
        Ok(())
    }

    /// Notes until when a session's owner counts as strongly authenticated.
    pub async fn set_car_key_strong(&self, session: Uuid, until: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE car_key_session SET strong_until = $2 WHERE id = $1")
            .bind(session)
            .bind(millis(until))
            .execute(self.writer_beside())
            .await?;
        Ok(())
    }
}

fn session((id, account, application, phone, strong_until): Row) -> Result<CarKeySession, StoreError> {
    Ok(CarKeySession {
        id,
        account: account.into(),
        application: application.into(),
        phone,
        strong_until: strong_until.map(|until| timestamp(until, "car_key_session", "strong_until")).transpose()?,
    })
}
