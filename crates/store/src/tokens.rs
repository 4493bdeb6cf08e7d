//! Codes and tokens: exchanged, rotated, found stolen, revoked. Kept as hashes alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{AccountId, ApplicationId, GrantId, Mode, Permission, Scope, UserId};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::row::{from_json, from_word, millis};
use crate::{Store, StoreError, sha256};

/// How long codes and tokens live.
#[derive(Clone, Copy, Debug)]
pub struct TokenLifetimes {
    /// An unused code.
    pub code: SignedDuration,
    /// An access token.
    pub access: SignedDuration,
    /// An unused refresh token.
    pub refresh: SignedDuration,
    /// How long a used refresh token may be used again: a client that lost the answer can repeat the question.
    pub refresh_grace: SignedDuration,
}

/// Smartcar's lifetimes. Of its two statements on the grace (1 and 10 minutes) the longer satisfies both.
pub const TOKEN_LIFETIMES: TokenLifetimes = TokenLifetimes {
    code: SignedDuration::from_mins(10),
    access: SignedDuration::from_hours(2),
    refresh: SignedDuration::from_hours(60 * 24),
    refresh_grace: SignedDuration::from_mins(10),
};

/// A fresh pair, to be written by its hashes.
#[derive(Clone, Copy, Debug)]
pub struct NewTokens<'a> {
    /// The access token.
    pub access: &'a str,
    /// The refresh token.
    pub refresh: &'a str,
}

/// Who a good access token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The application.
    pub application: ApplicationId,
    /// The user.
    pub user: UserId,
    /// The account that the user stands for.
    pub account: AccountId,
    /// Real or simulated cars.
    pub mode: Mode,
    /// The grant that the token came of.
    pub grant: GrantId,
    /// What it may do: what the owner allowed here and at the automaker.
    pub permissions: Arc<BTreeSet<Permission>>,
}

/// Why a code gives no tokens.
#[derive(Debug, thiserror::Error)]
pub enum CodeRefused {
    /// There never was such a code.
    #[error("no such code")]
    Unknown,
    /// It was used before; what it gave then is revoked now.
    #[error("used before")]
    Used,
    /// It is older than its lifetime, revoked, or not this application's.
    #[error("expired, revoked or foreign")]
    Invalid,
    /// The redirect URI is not the one of the consent.
    #[error("another redirect URI")]
    RedirectUri,
    /// The verifier does not fit the challenge.
    #[error("wrong verifier")]
    Verifier,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a refresh token gives no tokens.
#[derive(Debug, thiserror::Error)]
pub enum RefreshRefused {
    /// There never was such a token.
    #[error("no such token")]
    Unknown,
    /// It was used before and its grace is over; its whole family is revoked now.
    #[error("used before")]
    Used,
    /// It is older than its lifetime, revoked, or not this application's.
    #[error("expired, revoked or foreign")]
    Invalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CodeRefused {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for RefreshRefused {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(FromRow)]
struct CodeRow {
    family_id: Uuid,
    application_id: Uuid,
    redirect_uri: Option<String>,
    challenge: Option<String>,
    expires_at: i64,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct RefreshRow {
    family_id: Uuid,
    application_id: Uuid,
    expires_at: i64,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct BearerRow {
    application_id: Uuid,
    user_id: Uuid,
    account_id: Uuid,
    mode: String,
    grant_id: Uuid,
    scope: String,
    permissions: String,
    expires_at: i64,
}

/// An access token that was not revoked when it was read.
pub(crate) struct KnownToken {
    bearer: Arc<Bearer>,
    /// In milliseconds since 1970.
    expires_at: i64,
}

impl Store {
    /// Exchanges a code, once. `redirect_uri` is compared where the client sent one; `challenge` is the S256 form of
    /// the verifier that it sent.
    ///
    /// # Errors
    /// Why the code is no good.
    pub async fn exchange_code(
        &self,
        application: ApplicationId,
        code: &str,
        redirect_uri: Option<&str>,
        challenge: Option<&str>,
        tokens: NewTokens<'_>,
        now: Timestamp,
    ) -> Result<(), CodeRefused> {
        let mut tx = self.begin().await?;
        let row: CodeRow = sqlx::query_as(
            "SELECT c.family_id, u.application_id, c.redirect_uri, c.challenge, c.expires_at, c.used_at, f.revoked_at \
             FROM code c JOIN token_family f ON f.id = c.family_id JOIN \"grant\" g ON g.id = f.grant_id \
             JOIN user u ON u.id = g.user_id WHERE c.hash = $1",
        )
        .bind(&sha256(code)[..])
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(CodeRefused::Unknown)?;
        if row.application_id != Uuid::from(application) {
            return Err(CodeRefused::Invalid);
        }
        if row.used_at.is_some() {
            // RFC 6749, 4.1.2: a code is single use; a second use revokes what the first gave.
            revoke_family(&mut tx, row.family_id, now).await?;
            tx.commit().await?;
            return Err(CodeRefused::Used);
        }
        if row.revoked_at.is_some() || row.expires_at <= millis(now) {
            return Err(CodeRefused::Invalid);
        }
        if redirect_uri.is_some_and(|sent| row.redirect_uri.as_deref() != Some(sent)) {
            return Err(CodeRefused::RedirectUri);
        }
        if row.challenge.as_deref() != challenge {
            return Err(CodeRefused::Verifier);
        }
        sqlx::query("UPDATE code SET used_at = $2 WHERE hash = $1")
            .bind(&sha256(code)[..])
            .bind(millis(now))
            .execute(&mut *tx)
            .await?;
        insert_tokens(&mut tx, row.family_id, tokens, now).await?;
        Ok(tx.commit_beside().await?)
    }

    /// Exchanges a refresh token for a new pair. Within the grace a used one gives another pair; after it, its use
    /// means that two hold it, and the family is revoked.
    ///
    /// # Errors
    /// Why the token is no good.
    pub async fn refresh(
        &self,
        application: ApplicationId,
        refresh: &str,
        tokens: NewTokens<'_>,
        now: Timestamp,
    ) -> Result<(), RefreshRefused> {
        let mut tx = self.begin().await?;
        let row: RefreshRow = sqlx::query_as(
            "SELECT r.family_id, u.application_id, r.expires_at, r.used_at, f.revoked_at FROM refresh_token r \
             JOIN token_family f ON f.id = r.family_id JOIN \"grant\" g ON g.id = f.grant_id \
             JOIN user u ON u.id = g.user_id WHERE r.hash = $1",
        )
        .bind(&sha256(refresh)[..])
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(RefreshRefused::Unknown)?;
        if row.application_id != Uuid::from(application) || row.revoked_at.is_some() || row.expires_at <= millis(now) {
            return Err(RefreshRefused::Invalid);
        }
        let grace = TOKEN_LIFETIMES.refresh_grace.as_millis();
        if row.used_at.is_some_and(|used_at| i128::from(millis(now)) - i128::from(used_at) > grace) {
            revoke_family(&mut tx, row.family_id, now).await?;
            tx.commit().await?;
            return Err(RefreshRefused::Used);
        }
        sqlx::query("UPDATE refresh_token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL")
            .bind(&sha256(refresh)[..])
            .bind(millis(now))
            .execute(&mut *tx)
            .await?;
        insert_tokens(&mut tx, row.family_id, tokens, now).await?;
        Ok(tx.commit_beside().await?)
    }

    /// Revokes the family that a token, access or refresh, belongs to, if it is this application's.
    pub async fn revoke_token(
        &self,
        application: ApplicationId,
        token: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE token_family SET revoked_at = $3 WHERE revoked_at IS NULL AND id IN \
             (SELECT family_id FROM access_token WHERE hash = $1 UNION SELECT family_id FROM refresh_token WHERE hash = $1) \
             AND grant_id IN (SELECT g.id FROM \"grant\" g JOIN user u ON u.id = g.user_id WHERE u.application_id = $2)",
        )
        .bind(&sha256(token)[..])
        .bind(Uuid::from(application))
        .bind(millis(now))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Who an access token speaks for; `None` if it is unknown, expired or revoked.
    pub async fn bearer(&self, token: &str, now: Timestamp) -> Result<Option<Arc<Bearer>>, StoreError> {
        let hash = sha256(token);
        let known = self.memory().tokens.get_or_read(hash, || self.read_token(hash)).await?;
        Ok(known.filter(|known| known.expires_at > millis(now)).map(|known| Arc::clone(&known.bearer)))
    }

    async fn read_token(&self, hash: [u8; 32]) -> Result<Option<KnownToken>, StoreError> {
        let row: Option<BearerRow> = sqlx::query_as(
            "SELECT u.application_id, g.user_id, u.account_id, a.mode, f.grant_id, g.scope, a.permissions, t.expires_at \
             FROM access_token t JOIN token_family f ON f.id = t.family_id JOIN \"grant\" g ON g.id = f.grant_id \
             JOIN user u ON u.id = g.user_id JOIN account a ON a.id = u.account_id \
             WHERE t.hash = $1 AND f.revoked_at IS NULL",
        )
        .bind(&hash[..])
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            let scope: Scope =
                row.scope.parse().map_err(|_| StoreError::Inconsistent { table: "grant", column: "scope" })?;
            let given: BTreeSet<Permission> = from_json(&row.permissions, "account", "permissions")?;
            let bearer = Bearer {
                application: row.application_id.into(),
                user: row.user_id.into(),
                account: row.account_id.into(),
                mode: from_word(row.mode, "account", "mode")?,
                grant: row.grant_id.into(),
                permissions: Arc::new(scope.permissions().intersection(&given).copied().collect()),
            };
            Ok(KnownToken { bearer: Arc::new(bearer), expires_at: row.expires_at })
        })
        .transpose()
    }
}

async fn insert_tokens(
    connection: &mut SqliteConnection,
    family: Uuid,
    tokens: NewTokens<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO access_token (hash, family_id, expires_at) VALUES ($1, $2, $3)")
        .bind(&sha256(tokens.access)[..])
        .bind(family)
        .bind(millis(now + TOKEN_LIFETIMES.access))
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO refresh_token (hash, family_id, expires_at) VALUES ($1, $2, $3)")
        .bind(&sha256(tokens.refresh)[..])
        .bind(family)
        .bind(millis(now + TOKEN_LIFETIMES.refresh))
        .execute(&mut *connection)
        .await?;
    Ok(())
}

async fn revoke_family(connection: &mut SqliteConnection, family: Uuid, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE token_family SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(family)
        .bind(millis(now))
        .execute(connection)
        .await?;
    Ok(())
}
