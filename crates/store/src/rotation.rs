//! Exchanging the encryption key while the server goes on: a new key first, every cell sealed anew in small batches,
//! and the earlier key dropped when nothing is sealed with it. Each step can be the last before a crash.

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::seal::{KeyFileError, KeyId, KeyRing, key_id};
use crate::sealed_columns::SealedColumn;
use crate::{Store, StoreError};

/// How many rows a batch looks at: writers wait for one batch at most.
const BATCH: i64 = 200;

/// Why a key is not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The key file cannot be changed.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A cell cannot be opened with any key of the file. The earlier keys stay.
    #[error(
        "a secret in {column} (row {row}) cannot be opened with the keys of the key file; restore it from a backup"
    )]
    Unopenable {
        /// Table and column.
        column: String,
        /// The row's id.
        row: Uuid,
    },
    /// Something is still sealed with an earlier key. The earlier keys stay.
    #[error("{0} secrets are still sealed with an earlier key")]
    Unfinished(i64),
}

impl From<sqlx::Error> for RotationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The beginning of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RotationBegun {
    /// The id of the key that seals from now on.
    pub key: String,
    /// Whether an exchange that was cut off goes on; no further key was made.
    pub resumed: bool,
    /// How many sealed cells there are.
    pub cells: i64,
}

/// Where the next batch begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResealCursor {
    table: String,
    column: String,
    after: Option<Uuid>,
}

/// What a batch did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resealed {
    /// How many cells it looked at.
    pub looked_at: usize,
    /// How many of them it sealed anew.
    pub resealed: usize,
    /// Where the next one begins; `None` after the last.
    pub next: Option<ResealCursor>,
}

impl Store {
    /// Makes a new key, which seals from now on. Where an earlier exchange is unfinished, that one goes on.
    ///
    /// # Errors
    /// When the key file cannot be changed; then it is as it was.
    pub async fn begin_key_rotation(&self) -> Result<RotationBegun, RotationError> {
        let _key_file = self.lock_key_file().await;
        let before = self.ring();
        let resumed = before.has_earlier_keys();
        let ring = if resumed { before } else { self.replace_ring(KeyRing::add_key(&self.key_path())?) };
        let mut connection = self.readers().acquire().await.map_err(StoreError::from)?;
        let mut cells = 0;
        for SealedColumn { table, name } in SealedColumn::all(&mut connection).await? {
            cells +=
                sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("SELECT COUNT({name}) FROM \"{table}\"")))
                    .fetch_one(&mut *connection)
                    .await?;
        }
        Ok(RotationBegun { key: ring.current().map(hex::encode).unwrap_or_default(), resumed, cells })
    }

    /// Seals the next few cells with the first key, in one transaction.
    ///
    /// # Errors
    /// When a cell cannot be opened, or the database fails; then this batch changed nothing.
    pub async fn reseal(&self, from: Option<ResealCursor>) -> Result<Resealed, RotationError> {
        let ring = self.ring();
        let mut tx = self.begin().await?;
        let columns = SealedColumn::all(&mut tx).await?;
        let (at, after) = match &from {
            None => (0, None),
            Some(from) => {
                let at = columns.iter().position(|column| column.table == from.table && column.name == from.column);
                (at.unwrap_or(columns.len()), from.after)
            }
        };
        let Some(column) = columns.get(at) else {
            return Ok(Resealed { looked_at: 0, resealed: 0, next: None });
        };
        let SealedColumn { table, name } = column;
        let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT id, {name} FROM \"{table}\" WHERE id > $1 AND {name} IS NOT NULL ORDER BY id LIMIT {BATCH}"
        )))
        .bind(after.map_or_else(Vec::new, |id| id.as_bytes().to_vec()))
        .fetch_all(&mut *tx)
        .await?;
        let mut resealed = 0;
        for (id, cell) in &rows {
            if key_id(cell) == ring.current() {
                continue;
            }
            let anew = ring
                .reseal(cell, &column.place(), *id)
                .ok_or_else(|| RotationError::Unopenable { column: format!("{table}.{name}"), row: *id })?;
            sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE \"{table}\" SET {name} = $2 WHERE id = $1")))
                .bind(*id)
                .bind(anew)
                .execute(&mut *tx)
                .await?;
            resealed += 1;
        }
        tx.commit_beside().await?;
        let last = rows.last().filter(|_| i64::try_from(rows.len()).is_ok_and(|rows| rows == BATCH));
        let next = match last {
            Some((id, _)) => Some((column, Some(*id))),
            None => columns.get(at + 1).map(|column| (column, None)),
        };
        let next = next.map(|(column, after)| ResealCursor {
            table: column.table.clone(),
            column: column.name.clone(),
            after,
        });
        Ok(Resealed { looked_at: rows.len(), resealed, next })
    }

    /// Drops the earlier keys, if nothing is sealed with them. What they signed stays good.
    ///
    /// # Errors
    /// [`RotationError::Unfinished`] when they are still needed, or why the key file cannot be changed.
    pub async fn end_key_rotation(&self) -> Result<(), RotationError> {
        let _key_file = self.lock_key_file().await;
        let ring = self.ring();
        let Some(current) = ring.current().filter(|_| ring.has_earlier_keys()) else { return Ok(()) };
        // Nobody else writes while this is open.
        let mut tx = self.begin().await?;
        let left = sealed_otherwise(&mut tx, current).await?;
        if left > 0 {
            return Err(RotationError::Unfinished(left));
        }
        self.replace_ring(KeyRing::drop_earlier_keys(&self.key_path())?);
        Ok(())
    }
}

/// How many cells another key than this one sealed.
async fn sealed_otherwise(connection: &mut SqliteConnection, key: KeyId) -> Result<i64, sqlx::Error> {
    let mut left = 0;
    for SealedColumn { table, name } in SealedColumn::all(connection).await? {
        left += sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!(
            "SELECT COUNT(*) FROM \"{table}\" WHERE {name} IS NOT NULL AND substr({name}, 2, 4) <> $1"
        )))
        .bind(&key[..])
        .fetch_one(&mut *connection)
        .await?;
    }
    Ok(left)
}
