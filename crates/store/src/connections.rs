//! Connections: application x user x vehicle.

use std::sync::Arc;

use jiff::Timestamp;
use openfob_domain::{
    AccountId, ApplicationId, ConnectionId, GrantId, KeyDomain, Mode, Platform, Role, UserId, VehicleId, Vin,
};
use sqlx::query::QueryAs;
use sqlx::sqlite::SqliteArguments;
use sqlx::{FromRow, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::row::{from_word, millis, timestamp};
use crate::vehicles::VehicleRow;
use crate::{AccountVehicle, Store, StoreError, Vehicle};

/// A connection with what a request about its vehicle needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The API's vehicle id.
    pub id: ConnectionId,
    /// The application.
    pub application: ApplicationId,
    /// The user.
    pub user: UserId,
    /// The account that the user stands for.
    pub account: AccountId,
    /// The account under which its owner's CarKey is kept; see [`Store::key_account`].
    pub key_account: AccountId,
    /// Real or simulated cars.
    pub mode: Mode,
    /// The adapter that links the account.
    pub adapter: String,
    /// The partner that it is linked under, by its key domain.
    pub partner: KeyDomain,
    /// The generation of the automaker's interface.
    pub platform: Platform,
    /// The car.
    pub vehicle: Vehicle,
    /// How the account stands to it; `None` when the account no longer sees it.
    pub role: Option<Role>,
    /// When the owner consented.
    pub connected_at: Timestamp,
    /// How large the owner said the car's battery is, kWh.
    pub chosen_capacity: Option<f64>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    application_id: Uuid,
    user_id: Uuid,
    account_id: Uuid,
    key_account_id: Uuid,
    mode: String,
    adapter: String,
    partner: String,
    platform: String,
    vehicle_id: Uuid,
    vin: String,
    make: String,
    model: String,
    year: i32,
    access: String,
    streaming: Option<bool>,
    capabilities: String,
    role: Option<String>,
    connected_at: i64,
    chosen_capacity: Option<f64>,
}

impl TryFrom<Row> for Connection {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let sees_it = row.role.is_some();
        let AccountVehicle { vehicle, role } = AccountVehicle::try_from(VehicleRow {
            vehicle_id: row.vehicle_id,
            vin: row.vin,
            make: row.make,
            model: row.model,
            year: row.year,
            access: row.access,
            streaming: row.streaming,
            capabilities: row.capabilities,
            role: row.role.unwrap_or_else(|| "driver".to_owned()),
        })?;
        Ok(Self {
            id: row.id.into(),
            application: row.application_id.into(),
            user: row.user_id.into(),
            account: row.account_id.into(),
            key_account: row.key_account_id.into(),
            mode: from_word(row.mode, "account", "mode")?,
            adapter: row.adapter,
            partner: from_word(row.partner, "account", "partner")?,
            platform: from_word(row.platform, "account", "platform")?,
            vehicle,
            role: sees_it.then_some(role),
            connected_at: timestamp(row.connected_at, "connection", "connected_at")?,
            chosen_capacity: row.chosen_capacity,
        })
    }
}

const SELECT: &str = "SELECT c.id, u.application_id, c.user_id, u.account_id, \
     (SELECT MIN(o.id) FROM account o WHERE o.mode = a.mode AND o.adapter = a.adapter AND o.subject = a.subject) \
     AS key_account_id, a.mode, a.adapter, \
     a.partner, a.platform, c.vehicle_id, v.vin, v.make, \
     v.model, v.year, v.access, v.streaming, v.capabilities, s.role, \
     c.connected_at, b.capacity AS chosen_capacity FROM connection c JOIN user u ON u.id = c.user_id \
     JOIN account a ON a.id = u.account_id JOIN vehicle v ON v.id = c.vehicle_id \
     LEFT JOIN account_vehicle s ON s.account_id = a.id AND s.vehicle_id = v.id \
     LEFT JOIN battery_capacity b ON b.vehicle_id = v.id";

/// A question for connections, whose parameters are still to be bound.
type Question = QueryAs<'static, Sqlite, Row, SqliteArguments>;

impl Store {
    /// The connection behind a vehicle id, if the grant covers it.
    pub async fn granted_connection(
        &self,
        grant: GrantId,
        id: ConnectionId,
    ) -> Result<Option<Arc<Connection>>, StoreError> {
        self.memory().connections.get_or_read((grant, id), || self.read_granted_connection(grant, id)).await
    }

    async fn read_granted_connection(
        &self,
        grant: GrantId,
        id: ConnectionId,
    ) -> Result<Option<Connection>, StoreError> {
        let granted =
            "c.id = $1 AND EXISTS (SELECT 1 FROM grant_connection WHERE connection_id = c.id AND grant_id = $2)";
        self.living_one(granted, |question| question.bind(Uuid::from(id)).bind(Uuid::from(grant))).await
    }

    /// The connection behind a vehicle id, if it is this application's and lives.
    pub async fn application_connection(
        &self,
        application: ApplicationId,
        id: ConnectionId,
    ) -> Result<Option<Connection>, StoreError> {
        let its_own = "c.id = $1 AND u.application_id = $2";
        self.living_one(its_own, |question| question.bind(Uuid::from(id)).bind(Uuid::from(application))).await
    }

    /// A living connection.
    pub async fn connection(&self, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
        self.living_one("c.id = $1", |question| question.bind(Uuid::from(id))).await
    }

    /// The living connections of an account within an application, oldest first.
    pub async fn user_connections(
        &self,
        application: ApplicationId,
        account: AccountId,
    ) -> Result<Vec<ConnectionId>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT c.id FROM connection c JOIN user u ON u.id = c.user_id \
             WHERE u.application_id = $1 AND u.account_id = $2 AND c.ended_at IS NULL ORDER BY c.connected_at, c.id",
        )
        .bind(Uuid::from(application))
        .bind(Uuid::from(account))
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(ConnectionId::from).collect())
    }

    /// One living connection for an account and a car whose automaker takes our word.
    pub async fn account_connection(
        &self,
        account: AccountId,
        vehicle: VehicleId,
    ) -> Result<Option<Connection>, StoreError> {
        let signed_in = "u.account_id = $1 AND c.vehicle_id = $2 AND a.needs_sign_in = FALSE ORDER BY c.id LIMIT 1";
        self.living_one(signed_in, |question| question.bind(Uuid::from(account)).bind(Uuid::from(vehicle))).await
    }

    /// One living connection for each car of an account that asks for a key.
    pub async fn account_connections_with_key(&self, account: AccountId) -> Result<Vec<Connection>, StoreError> {
        let with_key = "u.account_id = $1 AND json_extract(v.access, '$.key') IS NOT NULL GROUP BY v.id ORDER BY c.id";
        self.living(with_key, |question| question.bind(Uuid::from(account))).await
    }

    /// Every living connection of the cars with a VIN, real or simulated.
    pub async fn connections_of_vin(&self, vin: &Vin) -> Result<Vec<Connection>, StoreError> {
        self.living("v.vin = $1 ORDER BY c.id", |question| question.bind(vin.as_str().to_owned())).await
    }

    /// Every living connection of a car.
    pub async fn connections_of_vehicle(&self, vehicle: VehicleId) -> Result<Vec<Connection>, StoreError> {
        self.living("c.vehicle_id = $1 ORDER BY c.id", |question| question.bind(Uuid::from(vehicle))).await
    }

    /// The living connections for which a condition holds, in the order that stands behind it.
    async fn living(
        &self,
        condition: &'static str,
        bind: impl FnOnce(Question) -> Question,
    ) -> Result<Vec<Connection>, StoreError> {
        let sql = format!("{SELECT} WHERE c.ended_at IS NULL AND {condition}");
        let rows = bind(sqlx::query_as(sqlx::AssertSqlSafe(sql))).fetch_all(self.readers()).await?;
        rows.into_iter().map(Connection::try_from).collect()
    }

    /// The first of them.
    async fn living_one(
        &self,
        condition: &'static str,
        bind: impl FnOnce(Question) -> Question,
    ) -> Result<Option<Connection>, StoreError> {
        Ok(self.living(condition, bind).await?.into_iter().next())
    }

    /// A page of the vehicle ids that a grant covers, in the order of consent, and how many there are in all.
    pub async fn granted_vehicle_ids(
        &self,
        grant: GrantId,
        limit: u32,
        offset: u32,
    ) -> Result<(Vec<ConnectionId>, u64), StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT c.id FROM grant_connection g JOIN connection c ON c.id = g.connection_id \
             WHERE g.grant_id = $1 AND c.ended_at IS NULL ORDER BY g.position LIMIT $2 OFFSET $3",
        )
        .bind(Uuid::from(grant))
        .bind(i64::from(limit))
        .bind(i64::from(offset))
        .fetch_all(self.readers())
        .await?;
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM grant_connection g JOIN connection c ON c.id = g.connection_id \
             WHERE g.grant_id = $1 AND c.ended_at IS NULL",
        )
        .bind(Uuid::from(grant))
        .fetch_one(self.readers())
        .await?;
        Ok((ids.into_iter().map(ConnectionId::from).collect(), u64::try_from(count).unwrap_or_default()))
    }

    /// Ends a connection in all grants; `false` when it had ended before.
    pub async fn end_connection(&self, id: ConnectionId, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let has_ended = end(&mut tx, id.into(), now).await?;
        tx.commit().await?;
        Ok(has_ended)
    }
}

/// Ends a connection in all grants, with what it was subscribed to and what of that still had to leave; `false` when it
/// had ended before.
pub(crate) async fn end(tx: &mut SqliteConnection, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE connection SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(millis(now))
        .execute(&mut *tx)
        .await?;
    for left in [
        "DELETE FROM grant_connection WHERE connection_id = $1",
        "DELETE FROM webhook_subscription WHERE connection_id = $1",
        "DELETE FROM delivery WHERE connection_id = $1 AND due_at IS NOT NULL",
    ] {
        sqlx::query(left).bind(id).execute(&mut *tx).await?;
    }
    Ok(done.rows_affected() == 1)
}
