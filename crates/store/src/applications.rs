//! Applications: developers' registrations.

use std::sync::Arc;

use jiff::Timestamp;
use openfob_domain::{ApplicationId, KeyDomain, Scope, WithoutKeySetting};
use secrecy::{ExposeSecret, SecretString};
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::{from_json, from_word, millis, timestamp, to_json, to_word};
use crate::{Store, StoreError, sha256};

const TABLE: &str = "application";
const MANAGEMENT_TOKEN: &str = "application.management_token";

/// What a developer says of their application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationDetails {
    /// Its name, as owners see it.
    pub name: String,
    /// What it does, in its own words; one sentence.
    pub description: Option<String>,
    /// The address of its logo.
    pub logo: Option<String>,
    /// Its accent colour, `#rrggbb`.
    pub accent: Option<String>,
    /// Where Connect may return to, compared as text.
    pub redirect_uris: Vec<String>,
    /// What is asked for when a Connect link names no scope.
    pub scope: Scope,
    /// Its own key domain; absent: the server's default.
    pub key_domain: Option<KeyDomain>,
    /// Whether stored values are served where the car may not be asked.
    pub serve_stored: bool,
    /// What it wants of cars that lack the key they ask for.
    pub without_key: WithoutKeySetting,
}

/// A registered application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its id; on the wire the OAuth `client_id`.
    pub id: ApplicationId,
    /// What its developer says of it.
    pub details: ApplicationDetails,
    /// SHA-256 of its client secret.
    pub client_secret_hash: [u8; 32],
    /// When it was registered.
    pub created_at: Timestamp,
}

/// An application's secrets, as they are handed out once.
#[derive(Clone, Debug)]
pub struct ApplicationSecrets {
    /// For the token endpoint; kept as a hash.
    pub client_secret: SecretString,
    /// For management and webhooks; kept sealed, as it signs what is sent.
    pub management_token: SecretString,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    description: Option<String>,
    logo: Option<String>,
    accent: Option<String>,
    redirect_uris: String,
    scope: String,
    key_domain: Option<String>,
    serve_stored: bool,
    without_key: String,
    client_secret_hash: Vec<u8>,
    created_at: i64,
}

impl TryFrom<Row> for Application {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let inconsistent = |column| StoreError::Inconsistent { table: TABLE, column };
        Ok(Self {
            id: row.id.into(),
            details: ApplicationDetails {
                name: row.name,
                description: row.description,
                logo: row.logo,
                accent: row.accent,
                redirect_uris: from_json(&row.redirect_uris, TABLE, "redirect_uris")?,
                scope: row.scope.parse().map_err(|_| inconsistent("scope"))?,
                key_domain: row.key_domain.map(|domain| from_word(domain, TABLE, "key_domain")).transpose()?,
                serve_stored: row.serve_stored,
                without_key: from_word(row.without_key, TABLE, "without_key")?,
            },
            client_secret_hash: row.client_secret_hash.try_into().map_err(|_| inconsistent("client_secret_hash"))?,
            created_at: timestamp(row.created_at, TABLE, "created_at")?,
        })
    }
}

const COLUMNS: &str = "id, name, description, logo, accent, redirect_uris, scope, key_domain, serve_stored, \
                       without_key, client_secret_hash, created_at";

impl Store {
    /// Registers an application.
    pub async fn add_application(
        &self,
        id: ApplicationId,
        details: &ApplicationDetails,
        secrets: &ApplicationSecrets,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.ring().seal(&secrets.management_token, MANAGEMENT_TOKEN, id.into())?;
        sqlx::query(
            "INSERT INTO application (id, name, description, logo, accent, redirect_uris, scope, key_domain, \
             serve_stored, without_key, client_secret_hash, management_token_hash, management_token_sealed, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(Uuid::from(id))
        .bind(&details.name)
        .bind(&details.description)
        .bind(&details.logo)
        .bind(&details.accent)
        .bind(to_json(&details.redirect_uris, TABLE, "redirect_uris")?)
        .bind(details.scope.to_string())
        .bind(details.key_domain.as_ref().map(KeyDomain::as_str))
        .bind(details.serve_stored)
        .bind(to_word(&details.without_key, TABLE, "without_key")?)
        .bind(&sha256(secrets.client_secret.expose_secret())[..])
        .bind(&sha256(secrets.management_token.expose_secret())[..])
        .bind(sealed)
        .bind(millis(now))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// One application.
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Arc<Application>>, StoreError> {
        self.memory().applications.get_or_read(id, || self.read_application(id)).await
    }

    async fn read_application(&self, id: ApplicationId) -> Result<Option<Application>, StoreError> {
        let row: Option<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM application WHERE id = $1")))
                .bind(Uuid::from(id))
                .fetch_optional(self.readers())
                .await?;
        row.map(Application::try_from).transpose()
    }

    /// Every application, in the order of registration.
    pub async fn applications(&self) -> Result<Vec<Application>, StoreError> {
        let rows: Vec<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM application ORDER BY created_at, id")))
                .fetch_all(self.readers())
                .await?;
        rows.into_iter().map(Application::try_from).collect()
    }

    /// The application that a management token belongs to.
    pub async fn application_by_management_token(&self, token: &str) -> Result<Option<ApplicationId>, StoreError> {
        let id: Option<Uuid> = sqlx::query_scalar("SELECT id FROM application WHERE management_token_hash = $1")
            .bind(&sha256(token)[..])
            .fetch_optional(self.readers())
            .await?;
        Ok(id.map(ApplicationId::from))
    }

    /// An application's management token, which signs what is sent to it.
    pub async fn management_token(&self, id: ApplicationId) -> Result<Option<SecretString>, StoreError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT management_token_sealed FROM application WHERE id = $1")
                .bind(Uuid::from(id))
                .fetch_optional(self.readers())
                .await?;
        sealed.map(|sealed| self.ring().open(&sealed, MANAGEMENT_TOKEN, id.into())).transpose()
    }

    /// Replaces the client secret; `false` when there is no such application.
    pub async fn rotate_client_secret(&self, id: ApplicationId, secret: &SecretString) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE application SET client_secret_hash = $2 WHERE id = $1")
            .bind(Uuid::from(id))
            .bind(&sha256(secret.expose_secret())[..])
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Replaces the management token; `false` when there is no such application.
    pub async fn rotate_management_token(&self, id: ApplicationId, token: &SecretString) -> Result<bool, StoreError> {
        let sealed = self.ring().seal(token, MANAGEMENT_TOKEN, id.into())?;
        let done = sqlx::query(
            "UPDATE application SET management_token_hash = $2, management_token_sealed = $3 WHERE id = $1",
        )
        .bind(Uuid::from(id))
        .bind(&sha256(token.expose_secret())[..])
        .bind(sealed)
        .execute(self.writer())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Replaces the redirect URIs; `false` when there is no such application.
    pub async fn set_redirect_uris(&self, id: ApplicationId, uris: &[String]) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE application SET redirect_uris = $2 WHERE id = $1")
            .bind(Uuid::from(id))
            .bind(to_json(&uris, TABLE, "redirect_uris")?)
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Removes an application with its users, connections, grants and tokens; `false` when there is no such one.
    pub async fn delete_application(&self, id: ApplicationId) -> Result<bool, StoreError> {
        let done =
            sqlx::query("DELETE FROM application WHERE id = $1").bind(Uuid::from(id)).execute(self.writer()).await?;
        Ok(done.rows_affected() == 1)
    }
}
