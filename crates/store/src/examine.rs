//! Looking whether all is well with what is kept, without changing anything.

use std::path::Path;
use std::time::Duration;

use openfob_domain::{Scope, WebhookId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, SqliteConnection};
use uuid::Uuid;

use crate::open::{DATABASE_FILE, KEY_FILE, known_forms};
use crate::row::from_json;
use crate::seal::{KeyFileError, KeyRing};
use crate::sealed_columns::SealedColumn;
use crate::{Store, StoreError};

/// A database that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Its size in bytes, with what is still to be folded into it.
    pub size: u64,
    /// How many changes of its form it has been through.
    pub migrations: usize,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Ailment {
    /// There is none.
    #[error("there is no database")]
    None,
    /// The encryption key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// It cannot be read.
    #[error("the database cannot be read")]
    Unreadable(#[from] sqlx::Error),
    /// It is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// It is of an earlier version.
    #[error("the database has the form of an earlier version")]
    Earlier,
    /// It is of a later version.
    #[error("the database has the form of a later version")]
    Later,
    /// The key file does not open what is sealed.
    #[error("the encryption key does not open {0}")]
    ForeignKey(String),
}

/// How the owners' accounts stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountHealth {
    /// All links that an application uses.
    pub links: u64,
    /// Those whose owner has to sign in again.
    pub needs_sign_in: u64,
    /// Those of the others that lack a permission which an application requires.
    pub lacking: u64,
}

/// How a webhook stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookHealth {
    /// Its id.
    pub id: WebhookId,
    /// Where its receiver listens.
    pub url: String,
    /// What still has to leave.
    pub pending: u64,
    /// What was tried as often as it may be.
    pub failed: u64,
    /// Why the last attempt failed, if it did.
    pub last_error: Option<String>,
}

/// Looks at the database and the key file in `directory`, which another process may use meanwhile.
///
/// # Errors
/// What is wrong with them.
pub async fn examine(directory: &Path) -> Result<Examined, Ailment> {
    let path = directory.join(DATABASE_FILE);
    let Ok(file) = std::fs::metadata(&path) else { return Err(Ailment::None) };
    let ring = KeyRing::load_or_create(&directory.join(KEY_FILE), false)?;
    let options = SqliteConnectOptions::new().filename(&path).read_only(true).busy_timeout(Duration::from_secs(5));
    let mut database = options.connect().await?;
    let examined = look(&mut database, &ring).await;
    let _ = database.close().await;
    // What was written last lies beside the database until it is folded in.
    let log = std::fs::metadata(directory.join(format!("{DATABASE_FILE}-wal"))).map_or(0, |log| log.len());
    examined.map(|migrations| Examined { size: file.len() + log, migrations })
}

async fn look(database: &mut SqliteConnection, ring: &KeyRing) -> Result<usize, Ailment> {
    let complaints: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(3)").fetch_all(&mut *database).await?;
    if complaints != ["ok"] {
        return Err(Ailment::Damaged(complaints.join("; ")));
    }
    let done: Vec<i64> =
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(&mut *database).await?;
    if done.iter().any(|form| !known_forms().any(|known| known == *form)) {
        return Err(Ailment::Later);
    }
    if known_forms().any(|form| !done.contains(&form)) {
        return Err(Ailment::Earlier);
    }
    for SealedColumn { table, name } in SealedColumn::all(database).await? {
        let headers: Vec<Vec<u8>> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT DISTINCT substr({name}, 1, 5) FROM \"{table}\" WHERE {name} IS NOT NULL"
        )))
        .fetch_all(&mut *database)
        .await?;
        if !headers.iter().all(|header| ring.knows(header)) {
            return Err(Ailment::ForeignKey(format!("{table}.{name}")));
        }
    }
    Ok(done.len())
}

impl Store {
    /// How the accounts stand that applications use.
    pub async fn account_health(&self) -> Result<AccountHealth, StoreError> {
        let rows: Vec<(Uuid, bool, String, String)> = sqlx::query_as(
            "SELECT DISTINCT a.id, a.needs_sign_in, a.permissions, g.scope FROM \"grant\" g \
             JOIN user u ON u.id = g.user_id JOIN account a ON a.id = u.account_id \
             JOIN grant_connection x ON x.grant_id = g.id JOIN connection c ON c.id = x.connection_id \
             WHERE c.ended_at IS NULL ORDER BY a.id",
        )
        .fetch_all(self.readers())
        .await?;
        let mut health = AccountHealth::default();
        for of_account in rows.chunk_by(|(one, ..), (other, ..)| one == other) {
            health.links += 1;
            let mut lacks = false;
            for (_, _, permissions, scope) in of_account {
                let given: std::collections::BTreeSet<_> = from_json(permissions, "account", "permissions")?;
                let scope: Scope =
                    scope.parse().map_err(|_| StoreError::Inconsistent { table: "grant", column: "scope" })?;
                lacks |= !scope.required().is_subset(&given);
            }
            if of_account.iter().any(|(_, needs_sign_in, ..)| *needs_sign_in) {
                health.needs_sign_in += 1;
            } else if lacks {
                health.lacking += 1;
            }
        }
        Ok(health)
    }

    /// How every webhook stands, oldest first.
    pub async fn webhook_health(&self) -> Result<Vec<WebhookHealth>, StoreError> {
        let rows: Vec<(Uuid, String, i64, i64, Option<String>)> = sqlx::query_as(
            "SELECT w.id, w.url, (SELECT COUNT(*) FROM delivery d WHERE d.webhook_id = w.id AND d.state = 'pending'), \
             (SELECT COUNT(*) FROM delivery d WHERE d.webhook_id = w.id AND d.state = 'failed'), \
             (SELECT a.error FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id WHERE d.webhook_id = w.id \
             ORDER BY a.at DESC, a.number DESC LIMIT 1) FROM webhook w ORDER BY w.created_at, w.id",
        )
        .fetch_all(self.readers())
        .await?;
        let health = |(id, url, pending, failed, last_error): (Uuid, String, i64, i64, Option<String>)| WebhookHealth {
            id: id.into(),
            url,
            pending: pending.unsigned_abs(),
            failed: failed.unsigned_abs(),
            last_error,
        };
        Ok(rows.into_iter().map(health).collect())
    }
}
