//! Account links: owners' authorisations at their automakers.

use std::collections::BTreeSet;

use jiff::Timestamp;
use openfob_domain::{AccountId, KeyDomain, Mode, Permission, Platform};
use secrecy::SecretString;
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::{from_json, from_word, millis, timestamp, to_json, to_word};
use crate::vehicles::write_account_vehicles;
use crate::{Store, StoreError, VehicleFacts};

const TABLE: &str = "account";
const ACCESS: &str = "account.access";
const REFRESH: &str = "account.refresh";

/// An account link as it is kept, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id within this server.
    pub id: AccountId,
    /// Real or simulated cars.
    pub mode: Mode,
    /// The adapter that made it.
    pub adapter: String,
    /// The partner that it was given to, by its key domain.
    pub partner: KeyDomain,
    /// What the owner signs in with, where known.
    pub email: Option<String>,
    /// The generation of the automaker's interface.
    pub platform: Platform,
    /// What the owner gave us at the automaker.
    pub permissions: BTreeSet<Permission>,
    /// Where the automaker keeps the account, in its own word.
    pub region: Option<String>,
    /// Whether the automaker no longer takes the stored tokens.
    pub needs_sign_in: bool,
}

/// What a sign-in or a refresh brought.
#[derive(Clone, Debug)]
pub struct AccountLinked {
    /// Real or simulated cars.
    pub mode: Mode,
    /// The adapter that made it.
    pub adapter: String,
    /// The partner that it was given to.
    pub partner: KeyDomain,
    /// The automaker's name for the account.
    pub subject: String,
    /// What the owner signs in with, where known.
    pub email: Option<String>,
    /// The generation of the automaker's interface.
    pub platform: Platform,
    /// What the owner gave us at the automaker.
    pub permissions: BTreeSet<Permission>,
    /// Where the automaker keeps the account, in its own word.
    pub region: Option<String>,
    /// The tokens.
    pub tokens: StoredTokens,
}

/// The automaker's tokens; kept sealed.
#[derive(Clone, Debug)]
pub struct StoredTokens {
    /// Sent with each request.
    pub access: SecretString,
    /// Exchanged for the next pair.
    pub refresh: SecretString,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    mode: String,
    adapter: String,
    partner: String,
    email: Option<String>,
    platform: String,
    permissions: String,
    region: Option<String>,
    needs_sign_in: bool,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            mode: from_word(row.mode, TABLE, "mode")?,
            adapter: row.adapter,
            partner: from_word(row.partner, TABLE, "partner")?,
            email: row.email,
            platform: from_word(row.platform, TABLE, "platform")?,
            permissions: from_json(&row.permissions, TABLE, "permissions")?,
            region: row.region,
            needs_sign_in: row.needs_sign_in,
        })
    }
}

impl Store {
    /// Writes what a sign-in brought: the account, its tokens and the cars that it sees. The same account under the
    /// same partner keeps its id, also where another adapter linked it before: makes move to adapters of their own, and
    /// their names for accounts are theirs alone.
    pub async fn link_account(
        &self,
        linked: &AccountLinked,
        cars: &[VehicleFacts],
        now: Timestamp,
    ) -> Result<AccountId, StoreError> {
        let mut tx = self.begin().await?;
        let known: Option<Uuid> = sqlx::query_scalar(
            "SELECT id FROM account WHERE mode = $1 AND partner = $3 AND subject = $4 \
             ORDER BY adapter = $2 DESC LIMIT 1",
        )
        .bind(linked.mode.as_str())
        .bind(&linked.adapter)
        .bind(linked.partner.as_str())
        .bind(&linked.subject)
        .fetch_optional(&mut *tx)
        .await?;
        let id = known.unwrap_or_else(Uuid::now_v7);
        sqlx::query(
            "INSERT INTO account (id, mode, adapter, partner, subject, email, platform, permissions, access_sealed, \
             refresh_sealed, access_expires_at, needs_sign_in, linked_at, region) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, $13) \
             ON CONFLICT (id) DO UPDATE SET adapter = excluded.adapter, email = excluded.email, platform = excluded.platform, \
             permissions = excluded.permissions, access_sealed = excluded.access_sealed, \
             refresh_sealed = excluded.refresh_sealed, access_expires_at = excluded.access_expires_at, \
             needs_sign_in = FALSE, linked_at = excluded.linked_at, region = excluded.region, keys_due_at = 0",
        )
        .bind(id)
        .bind(linked.mode.as_str())
        .bind(&linked.adapter)
        .bind(linked.partner.as_str())
        .bind(&linked.subject)
        .bind(&linked.email)
        .bind(to_word(&linked.platform, TABLE, "platform")?)
        .bind(to_json(&linked.permissions, TABLE, "permissions")?)
        .bind(self.ring().seal(&linked.tokens.access, ACCESS, id)?)
        .bind(self.ring().seal(&linked.tokens.refresh, REFRESH, id)?)
        .bind(millis(linked.tokens.access_expires_at))
        .bind(millis(now))
        .bind(&linked.region)
        .execute(&mut *tx)
        .await?;
        write_account_vehicles(&mut tx, id.into(), linked.mode, cars).await?;
        tx.commit().await?;
        Ok(id.into())
    }

    /// What any account of an automaker has given a partner.
    pub async fn given_permissions(
        &self,
        mode: Mode,
        adapter: &str,
        partner: &KeyDomain,
    ) -> Result<BTreeSet<Permission>, StoreError> {
        let given: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT permissions FROM account WHERE mode = $1 AND adapter = $2 AND partner = $3",
        )
        .bind(mode.as_str())
        .bind(adapter)
        .bind(partner.as_str())
        .fetch_all(self.readers())
        .await?;
        let mut permissions = BTreeSet::new();
        for given in given {
            permissions.extend(from_json::<BTreeSet<Permission>>(&given, TABLE, "permissions")?);
        }
        Ok(permissions)
    }

    /// One account link.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, mode, adapter, partner, email, platform, permissions, region, needs_sign_in FROM account \
             WHERE id = $1",
        )
        .bind(Uuid::from(id))
        .fetch_optional(self.readers())
        .await?;
        row.map(Account::try_from).transpose()
    }

    /// The account under which an owner's CarKey is kept: the oldest of their links to the automaker's account. Partners
    /// have a link each, and the proof is the owner's.
    pub async fn key_account(&self, id: AccountId) -> Result<AccountId, StoreError> {
        let oldest: Option<Uuid> = sqlx::query_scalar(
            "SELECT MIN(o.id) FROM account a JOIN account o ON o.mode = a.mode AND o.adapter = a.adapter \
             AND o.subject = a.subject WHERE a.id = $1",
        )
        .bind(Uuid::from(id))
        .fetch_one(self.readers())
        .await?;
        Ok(oldest.map_or(id, Into::into))
    }

    /// An account's tokens at its automaker.
    pub async fn account_tokens(&self, id: AccountId) -> Result<Option<StoredTokens>, StoreError> {
        let row: Option<(Vec<u8>, Vec<u8>, i64)> =
            sqlx::query_as("SELECT access_sealed, refresh_sealed, access_expires_at FROM account WHERE id = $1")
                .bind(Uuid::from(id))
                .fetch_optional(self.readers())
                .await?;
        row.map(|(access, refresh, expires_at)| {
            Ok(StoredTokens {
                access: self.ring().open(&access, ACCESS, id.into())?,
                refresh: self.ring().open(&refresh, REFRESH, id.into())?,
                access_expires_at: timestamp(expires_at, TABLE, "access_expires_at")?,
            })
        })
        .transpose()
    }

    /// Writes what a refresh brought.
    pub async fn save_account_tokens(
        &self,
        id: AccountId,
        tokens: &StoredTokens,
        permissions: &BTreeSet<Permission>,
    ) -> Result<(), StoreError> {
        let permissions = to_json(permissions, TABLE, "permissions")?;
        let mut tx = self.begin().await?;
        let before: Option<String> = sqlx::query_scalar("SELECT permissions FROM account WHERE id = $1")
            .bind(Uuid::from(id))
            .fetch_optional(&mut *tx)
            .await?;
        sqlx::query(
            "UPDATE account SET access_sealed = $2, refresh_sealed = $3, access_expires_at = $4, permissions = $5, \
             needs_sign_in = FALSE WHERE id = $1",
        )
        .bind(Uuid::from(id))
        .bind(self.ring().seal(&tokens.access, ACCESS, id.into())?)
        .bind(self.ring().seal(&tokens.refresh, REFRESH, id.into())?)
        .bind(millis(tokens.access_expires_at))
        .bind(&permissions)
        .execute(&mut *tx)
        .await?;
        if before.as_ref() == Some(&permissions) {
            tx.commit_beside().await?;
        } else {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Notes where the automaker keeps an account now.
    pub async fn set_account_region(&self, id: AccountId, region: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE account SET region = $2 WHERE id = $1")
            .bind(Uuid::from(id))
            .bind(region)
            .execute(self.writer_beside())
            .await?;
        Ok(())
    }

    /// Takes the lease to refresh an account's tokens until `until`; `false` while another refresher has it.
    pub async fn lease_refresh(
        &self,
        id: AccountId,
        refresher: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE account SET refresh_lease = $2, refresh_lease_until = $4 \
             WHERE id = $1 AND (refresh_lease IS NULL OR refresh_lease = $2 OR refresh_lease_until <= $3)",
        )
        .bind(Uuid::from(id))
        .bind(refresher)
        .bind(millis(now))
        .bind(millis(until))
        .execute(self.writer_beside())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the lease back, if this refresher still has it.
    pub async fn end_refresh_lease(&self, id: AccountId, refresher: Uuid) -> Result<(), StoreError> {
        sqlx::query("UPDATE account SET refresh_lease = NULL WHERE id = $1 AND refresh_lease = $2")
            .bind(Uuid::from(id))
            .bind(refresher)
            .execute(self.writer_beside())
            .await?;
        Ok(())
    }

    /// Notes that the automaker no longer takes the stored tokens.
    pub async fn mark_needs_sign_in(&self, id: AccountId) -> Result<(), StoreError> {
        sqlx::query("UPDATE account SET needs_sign_in = TRUE WHERE id = $1")
            .bind(Uuid::from(id))
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
