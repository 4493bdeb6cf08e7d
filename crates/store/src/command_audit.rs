//! Who had which car do what, by which key, and what came of it. Rows are only ever added.

use jiff::Timestamp;
use openfob_domain::{ApplicationId, CommandResult, ConnectionId, UserId, Vin};
use sqlx::FromRow;
use uuid::Uuid;

use crate::row::{from_word, millis, timestamp};
use crate::{Connection, Store, StoreError};

const TABLE: &str = "command_audit";

/// A command that was begun; it ends once.
#[derive(Debug)]
pub struct BegunCommand(Uuid);

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandEnd {
    /// When it was known.
    pub at: Timestamp,
    /// What came of it.
    pub result: CommandResult,
    /// The short name of the key that it was signed with; `None`: it went unsigned.
    pub key: Option<String>,
    /// Why it was not done.
    pub reason: Option<String>,
    /// What was wrong with the session at first, where it was healed on the way.
    pub session_healed: Option<String>,
}

/// A command of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditedCommand {
    /// When it was begun.
    pub begun_at: Timestamp,
    /// The application that had it done.
    pub application: ApplicationId,
    /// Its name, while there is such an application.
    pub application_name: Option<String>,
    /// On whose behalf.
    pub user: UserId,
    /// The car, by the id that the application has for it.
    pub vehicle: ConnectionId,
    /// Its identification number, while it is kept.
    pub vin: Option<String>,
    /// What it was told, without values.
    pub command: String,
    /// The short name of the key that it was signed with, or was to be.
    pub key: Option<String>,
    /// What came of it; `None`: it is under way, or the server ended meanwhile and nobody knows.
    pub end: Option<CommandEnd>,
}

/// Which part of the record is wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Of these cars, by the ids that applications have for them; `None`: of all.
    pub vehicles: Option<Vec<ConnectionId>>,
    /// Of this application.
    pub application: Option<ApplicationId>,
    /// Begun at this moment or later.
    pub since: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    begun_at: i64,
    application_id: Uuid,
    application_name: Option<String>,
    user_id: Uuid,
    connection_id: Uuid,
    vin: Option<String>,
    command: String,
    planned_key: Option<String>,
    ended_at: Option<i64>,
    result: Option<String>,
    signing_key: Option<String>,
    reason: Option<String>,
    session_healed: Option<String>,
}

impl TryFrom<Row> for AuditedCommand {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        const END: &str = "command_audit_end";
        let end = match (row.ended_at, row.result) {
            (Some(at), Some(result)) => Some(CommandEnd {
                at: timestamp(at, END, "ended_at")?,
                result: from_word(result, END, "result")?,
                key: row.signing_key,
                reason: row.reason,
                session_healed: row.session_healed,
            }),
            _ => None,
        };
        Ok(Self {
            begun_at: timestamp(row.begun_at, TABLE, "begun_at")?,
            application: row.application_id.into(),
            application_name: row.application_name,
            user: row.user_id.into(),
            vehicle: row.connection_id.into(),
            vin: row.vin,
            command: row.command,
            key: end.as_ref().map_or(row.planned_key, |end| end.key.clone()),
            end,
        })
    }
}

impl Store {
    /// Notes that a connection's car is about to be told something, signed with a key of that short name if any. It is
    /// written before this answers.
    pub async fn begin_command(
        &self,
        connection: &Connection,
        command: &'static str,
        key: Option<&str>,
        now: Timestamp,
    ) -> Result<BegunCommand, StoreError> {
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO command_audit \
             (id, begun_at, application_id, user_id, connection_id, command, signing_key) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(millis(now))
        .bind(Uuid::from(connection.application))
        .bind(Uuid::from(connection.user))
        .bind(Uuid::from(connection.id))
        .bind(command)
        .bind(key)
        .execute(self.writer_beside())
        .await?;
        Ok(BegunCommand(id))
    }

    /// Notes what came of it.
    pub async fn end_command(&self, begun: BegunCommand, end: &CommandEnd) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO command_audit_end (id, ended_at, result, signing_key, reason, session_healed) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(begun.0)
        .bind(millis(end.at))
        .bind(end.result.as_str())
        .bind(&end.key)
        .bind(&end.reason)
        .bind(&end.session_healed)
        .execute(self.writer_beside())
        .await?;
        Ok(())
    }

    /// The newest `limit` commands of the record that the filter lets through, newest first.
    pub async fn audited_commands(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditedCommand>, StoreError> {
        let vehicles = filter.vehicles.as_ref().map(|ids| {
            let ids: Vec<String> = ids.iter().map(|id| Uuid::from(*id).simple().to_string()).collect();
            serde_json::Value::from(ids).to_string()
        });
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT c.begun_at, c.application_id, a.name AS application_name, c.user_id, c.connection_id, v.vin, \
             c.command, c.signing_key AS planned_key, e.ended_at, e.result, e.signing_key, e.reason, \
             e.session_healed FROM command_audit c LEFT JOIN command_audit_end e ON e.id = c.id \
             LEFT JOIN application a ON a.id = c.application_id LEFT JOIN connection n ON n.id = c.connection_id \
             LEFT JOIN vehicle v ON v.id = n.vehicle_id \
             WHERE ($1 IS NULL OR lower(hex(c.connection_id)) IN (SELECT value FROM json_each($1))) \
             AND ($2 IS NULL OR c.application_id = $2) AND ($3 IS NULL OR c.begun_at >= $3) \
             ORDER BY c.id DESC LIMIT $4",
        )
        .bind(vehicles)
        .bind(filter.application.map(Uuid::from))
        .bind(filter.since.map(millis))
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(AuditedCommand::try_from).collect()
    }

    /// The connections to a car, those that ended as well: what the record knows a car by.
    pub async fn every_connection_of_vin(&self, vin: &Vin) -> Result<Vec<ConnectionId>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT c.id FROM connection c JOIN vehicle v ON v.id = c.vehicle_id WHERE v.vin = $1 ORDER BY c.id",
        )
        .bind(vin.as_str())
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(ConnectionId::from).collect())
    }
}
