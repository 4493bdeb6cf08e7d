//! Grants: what came of a run of Connect.

use jiff::Timestamp;
use openfob_domain::{AccountId, ApplicationId, ConnectionId, GrantId, Scope, UserId, VehicleId};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError, sha256, webhooks};

/// What an owner agreed to.
#[derive(Clone, Debug)]
pub struct Consent<'a> {
    /// With whom.
    pub application: ApplicationId,
    /// With which account.
    pub account: AccountId,
    /// Over which cars, in order.
    pub vehicles: &'a [VehicleId],
    /// What they allowed.
    pub scope: &'a Scope,
    /// The application's own id for this user, kept with the user; `Some("")` clears it.
    pub external_id: Option<&'a str>,
}

/// What the agreement made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The user: this account within this application.
    pub user: UserId,
    /// The grant.
    pub grant: GrantId,
    /// The API's vehicle ids, in the order of the vehicles.
    pub connections: Vec<ConnectionId>,
}

impl Store {
    /// Writes a consent: the user, a connection per car (known ones keep their ids) and a grant.
    pub async fn record_consent(&self, consent: &Consent<'_>, now: Timestamp) -> Result<Granted, StoreError> {
        let mut tx = self.begin().await?;
        let user: Uuid = sqlx::query_scalar(
            "INSERT INTO user (id, application_id, account_id, external_id) VALUES ($1, $2, $3, NULLIF($4, '')) \
             ON CONFLICT (application_id, account_id) DO UPDATE SET \
             external_id = CASE WHEN $4 IS NULL THEN external_id ELSE excluded.external_id END RETURNING id",
        )
        .bind(Uuid::new_v4())
        .bind(Uuid::from(consent.application))
        .bind(Uuid::from(consent.account))
        .bind(consent.external_id)
        .fetch_one(&mut *tx)
        .await?;
        let grant = Uuid::now_v7();
        sqlx::query("INSERT INTO \"grant\" (id, user_id, scope, granted_at) VALUES ($1, $2, $3, $4)")
            .bind(grant)
            .bind(user)
            .bind(consent.scope.to_string())
            .bind(millis(now))
            .execute(&mut *tx)
            .await?;
        let mut connections = Vec::with_capacity(consent.vehicles.len());
        for (position, vehicle) in (0_i64..).zip(consent.vehicles) {
            let connection: Uuid = sqlx::query_scalar(
                "INSERT INTO connection (id, user_id, vehicle_id, connected_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (user_id, vehicle_id) DO UPDATE SET ended_at = NULL, \
                 connected_at = CASE WHEN ended_at IS NULL THEN connected_at ELSE excluded.connected_at END \
                 RETURNING id",
            )
            .bind(Uuid::new_v4())
            .bind(user)
            .bind(Uuid::from(*vehicle))
            .bind(millis(now))
            .fetch_one(&mut *tx)
            .await?;
            sqlx::query("INSERT INTO grant_connection (grant_id, connection_id, position) VALUES ($1, $2, $3)")
                .bind(grant)
                .bind(connection)
                .bind(position)
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE account_vehicle SET refresh_due_at = 0 WHERE account_id = $1 AND vehicle_id = $2")
                .bind(Uuid::from(consent.account))
                .bind(Uuid::from(*vehicle))
                .execute(&mut *tx)
                .await?;
            webhooks::subscribe_connected(&mut tx, consent.application, connection.into(), now).await?;
            connections.push(connection.into());
        }
        tx.commit().await?;
        Ok(Granted { user: user.into(), grant: grant.into(), connections })
    }

    /// Adds permissions to every grant that covers one of these connections; ids and tokens stay as they are.
    pub async fn widen_grants(&self, connections: &[ConnectionId], scope: &Scope) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for connection in connections {
            let grants: Vec<(Uuid, String)> = sqlx::query_as(
                "SELECT g.id, g.scope FROM \"grant\" g JOIN grant_connection c ON c.grant_id = g.id \
                 WHERE c.connection_id = $1",
            )
            .bind(Uuid::from(*connection))
            .fetch_all(&mut *tx)
            .await?;
            for (grant, before) in grants {
                let wider: Scope = format!("{before} {scope}")
                    .parse()
                    .map_err(|_| StoreError::Inconsistent { table: "grant", column: "scope" })?;
                sqlx::query("UPDATE \"grant\" SET scope = $2 WHERE id = $1")
                    .bind(grant)
                    .bind(wider.to_string())
                    .execute(&mut *tx)
                    .await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Writes a code for a grant; a code begins a family of tokens.
    pub async fn add_code(
        &self,
        grant: GrantId,
        code: &str,
        redirect_uri: Option<&str>,
        challenge: Option<&str>,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let family = Uuid::now_v7();
        sqlx::query("INSERT INTO token_family (id, grant_id) VALUES ($1, $2)")
            .bind(family)
            .bind(Uuid::from(grant))
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO code (hash, family_id, redirect_uri, challenge, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&sha256(code)[..])
        .bind(family)
        .bind(redirect_uri)
        .bind(challenge)
        .bind(millis(expires_at))
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit_beside().await?)
    }
}
