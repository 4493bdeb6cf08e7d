//! The connections of an application, as its management token lists and ends them.

use jiff::Timestamp;
use openfob_domain::{ApplicationId, ConnectionId, Mode, UserId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::{from_word, millis, timestamp};
use crate::{Store, StoreError, connections};

/// Which of an application's connections are meant; what is absent narrows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConnectionFilter {
    /// Those of this user.
    pub user: Option<UserId>,
    /// The one with this vehicle id.
    pub vehicle: Option<ConnectionId>,
    /// Those to real or to simulated cars.
    pub mode: Option<Mode>,
}

/// A connection as a list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedConnection {
    /// The API's vehicle id.
    pub vehicle: ConnectionId,
    /// The user.
    pub user: UserId,
    /// When the owner consented.
    pub connected_at: Timestamp,
    /// Whether the car is real.
    pub mode: Mode,
}

/// Where a list goes on: after this connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionCursor {
    /// When it was made, in milliseconds since 1970.
    pub connected_at: i64,
    /// Which one, among those made at once.
    pub connection: ConnectionId,
}

impl From<&ListedConnection> for ConnectionCursor {
    fn from(connection: &ListedConnection) -> Self {
        Self { connected_at: millis(connection.connected_at), connection: connection.vehicle }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    connected_at: i64,
    mode: String,
}

impl TryFrom<Row> for ListedConnection {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            vehicle: row.id.into(),
            user: row.user_id.into(),
            connected_at: timestamp(row.connected_at, "connection", "connected_at")?,
            mode: from_word(row.mode, "account", "mode")?,
        })
    }
}

const LIVING: &str = "SELECT c.id, c.user_id, c.connected_at, a.mode FROM connection c JOIN user u ON u.id = c.user_id \
     JOIN account a ON a.id = u.account_id WHERE u.application_id = $1 AND c.ended_at IS NULL \
     AND ($2 IS NULL OR c.user_id = $2) AND ($3 IS NULL OR c.id = $3) AND ($4 IS NULL OR a.mode = $4)";

impl Store {
    /// A page of an application's living connections, newest first.
    pub async fn connections(
        &self,
        application: ApplicationId,
        filter: ConnectionFilter,
        after: Option<ConnectionCursor>,
        limit: u32,
    ) -> Result<Vec<ListedConnection>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "{LIVING} AND ($5 IS NULL OR (c.connected_at, c.id) < ($5, $6)) \
             ORDER BY c.connected_at DESC, c.id DESC LIMIT $7"
        )))
        .bind(Uuid::from(application))
        .bind(filter.user.map(Uuid::from))
        .bind(filter.vehicle.map(Uuid::from))
        .bind(filter.mode.map(Mode::as_str))
        .bind(after.map(|cursor| cursor.connected_at))
        .bind(after.map(|cursor| Uuid::from(cursor.connection)))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(ListedConnection::try_from).collect()
    }

    /// Ends an application's connections in all grants and tells which they were, newest first.
    pub async fn end_connections(
        &self,
        application: ApplicationId,
        filter: ConnectionFilter,
        now: Timestamp,
    ) -> Result<Vec<ListedConnection>, StoreError> {
        let mut tx = self.begin().await?;
        let rows: Vec<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("{LIVING} ORDER BY c.connected_at DESC, c.id DESC")))
                .bind(Uuid::from(application))
                .bind(filter.user.map(Uuid::from))
                .bind(filter.vehicle.map(Uuid::from))
                .bind(filter.mode.map(Mode::as_str))
                .fetch_all(&mut *tx)
                .await?;
        for row in &rows {
            connections::end(&mut tx, row.id, now).await?;
        }
        tx.commit().await?;
        rows.into_iter().map(ListedConnection::try_from).collect()
    }
}
