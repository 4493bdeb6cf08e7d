//! Sign-ins under way at the maker.

use jiff::Timestamp;
use openfob_domain::{AccountId, ApplicationId, KeyDomain, Make, Mode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::{from_json, millis, to_json};
use crate::{Store, StoreError, sha256};

const PURPOSE: &str = "car-key-sign-in";
const BODY: &str = "car_key_sign_in.body";

/// What a sign-in began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarKeySignIn {
    /// The app's application.
    pub application: ApplicationId,
    /// Real or simulated cars.
    pub mode: Mode,
    /// The brand that the owner chose.
    pub make: Make,
    /// The partner under which the account is linked.
    pub partner: KeyDomain,
    /// The phone, by the name that its app gave it.
    pub phone: String,
    /// Where the app wants the browser back.
    pub redirect_uri: String,
    /// What the app wants back untouched.
    pub state: Option<String>,
    /// The app's PKCE challenge (S256).
    pub challenge: String,
    /// Our PKCE verifier at the maker.
    pub verifier: String,
}

impl Store {
    /// Keeps a sign-in; the answer is the `state` for the maker, which nobody else can make.
    pub async fn begin_car_key_sign_in(
        &self,
        sign_in: &CarKeySignIn,
        expires_at: Timestamp,
    ) -> Result<String, StoreError> {
        let id = Uuid::now_v7();
        let body = SecretString::from(to_json(sign_in, "car_key_sign_in", "body")?);
        sqlx::query("INSERT INTO car_key_sign_in (id, body_sealed, expires_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(self.ring().seal(&body, BODY, id)?)
            .bind(millis(expires_at))
            .execute(self.writer_beside())
            .await?;
        let signature = self.ring().sign(PURPOSE, &id.to_string()).ok_or(StoreError::Sealed { column: BODY })?;
        Ok(format!("{id}.{signature}"))
    }

    /// The sign-in that a `state` names, while it is under way.
    pub async fn car_key_sign_in(&self, state: &str, now: Timestamp) -> Result<Option<CarKeySignIn>, StoreError> {
        let Some(id) = self.named_sign_in(state) else { return Ok(None) };
        let body: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT body_sealed FROM car_key_sign_in WHERE id = $1 AND expires_at > $2 AND code_hash IS NULL",
        )
        .bind(id)
        .bind(millis(now))
        .fetch_optional(self.readers())
        .await?;
        body.map(|body| self.open_sign_in(&body, id)).transpose()
    }

    /// Notes the account that a sign-in ended with, and the code for the app. `false`: it had ended before.
    pub async fn end_car_key_sign_in(
        &self,
        state: &str,
        account: AccountId,
        code: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(id) = self.named_sign_in(state) else { return Ok(false) };
        let done = sqlx::query(
            "UPDATE car_key_sign_in SET account_id = $2, code_hash = $3, expires_at = $4 \
             WHERE id = $1 AND code_hash IS NULL",
        )
        .bind(id)
        .bind(Uuid::from(account))
        .bind(sha256(code).as_slice())
        .bind(millis(expires_at))
        .execute(self.writer_beside())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes the sign-in of a code; a code is good once.
    pub async fn take_car_key_code(
        &self,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<(CarKeySignIn, AccountId)>, StoreError> {
        let row: Option<(Uuid, Vec<u8>, Uuid)> = sqlx::query_as(
            "DELETE FROM car_key_sign_in WHERE code_hash = $1 AND expires_at > $2 RETURNING id, body_sealed, account_id",
        )
        .bind(sha256(code).as_slice())
        .bind(millis(now))
        .fetch_optional(self.writer_beside())
        .await?;
        row.map(|(id, body, account)| Ok((self.open_sign_in(&body, id)?, account.into()))).transpose()
    }

    fn named_sign_in(&self, state: &str) -> Option<Uuid> {
        let (id, signature) = state.split_once('.')?;
        let id = Uuid::try_parse(id).ok()?;
        self.ring().is_signed(PURPOSE, &id.to_string(), signature).then_some(id)
    }

    fn open_sign_in(&self, body: &[u8], id: Uuid) -> Result<CarKeySignIn, StoreError> {
        from_json(self.ring().open(body, BODY, id)?.expose_secret(), "car_key_sign_in", "body")
    }
}
