//! What an owner sees of their own, and its deletion.

use std::collections::{BTreeMap, BTreeSet};

use openfob_domain::{AccountId, KeyHolder, Mode};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{Connection, Store, StoreError, costs};

/// What a deletion removed: how many rows of each table.
pub type Removed = BTreeMap<String, u64>;

impl Store {
    /// The account links of one account at an automaker: one for each partner that it was linked under.
    pub async fn accounts_of_subject(
        &self,
        mode: Mode,
        adapter: &str,
        subject: &str,
    ) -> Result<Vec<AccountId>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT id FROM account WHERE mode = $1 AND adapter = $2 AND subject = $3 ORDER BY linked_at, id",
        )
        .bind(mode.as_str())
        .bind(adapter)
        .bind(subject)
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(AccountId::from).collect())
    }

    /// The living connections of an account within every application, oldest first.
    pub async fn account_connections(&self, account: AccountId) -> Result<Vec<Connection>, StoreError> {
        let ids: Vec<Uuid> = sqlx::query_scalar(
            "SELECT c.id FROM connection c JOIN user u ON u.id = c.user_id \
             WHERE u.account_id = $1 AND c.ended_at IS NULL ORDER BY c.connected_at, c.id",
        )
        .bind(Uuid::from(account))
        .fetch_all(self.readers())
        .await?;
        let mut connections = Vec::with_capacity(ids.len());
        for id in ids {
            connections.extend(self.connection(id.into()).await?);
        }
        Ok(connections)
    }

    /// Removes accounts and all that hangs on them, in one transaction: users, connections, grants, tokens, readings,
    /// and of each car that nobody else is connected to its keys and events as well. A car goes with them unless
    /// another account knows it. Tells how many rows of which table went. Freed pages are overwritten.
    pub async fn forget_accounts(&self, accounts: &[AccountId]) -> Result<Removed, StoreError> {
        let mut tx = self.begin().await?;
        let doomed = Doomed::of(&mut tx, accounts).await?;
        costs::forget_cars(&mut tx, &doomed.cars).await?;
        let doomed = doomed.conditions(&mut tx).await?;
        let mut removed = Removed::new();
        for (table, condition) in &doomed {
            let count: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\" WHERE {condition}")))
                    .fetch_one(&mut *tx)
                    .await?;
            if count > 0 {
                removed.insert(table.clone(), count.unsigned_abs());
            }
        }
        // Those that others are found by go last.
        let (last, first): (Vec<_>, Vec<_>) =
            doomed.iter().partition(|(table, _)| matches!(table.as_str(), "account" | "vehicle"));
        for (table, condition) in first.into_iter().chain(last) {
            sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM \"{table}\" WHERE {condition}")))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        // What was removed is in the log of writes until that is folded into the database; readers may hold it back.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(self.writer()).await?;
        Ok(removed)
    }
}

/// What a deletion begins at. The lists are SQL: blobs and texts made of ids alone.
struct Doomed {
    accounts: String,
    holders: String,
    /// Cars that no other account knows.
    cars: String,
    /// Cars that nobody else is connected to.
    unconnected: String,
    /// Whatever a run of Connect may mention them by.
    mentions: Vec<String>,
}

impl Doomed {
    async fn of(tx: &mut SqliteConnection, accounts: &[AccountId]) -> Result<Self, StoreError> {
        let list = blobs(accounts.iter().copied().map(Uuid::from));
        let holders: Vec<String> =
            accounts.iter().map(|account| format!("'{}'", KeyHolder::Account(*account))).collect();
        let known: Vec<(Uuid, String)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT id, vin FROM vehicle WHERE id IN (SELECT vehicle_id FROM account_vehicle WHERE account_id IN ({list}) \
             UNION SELECT c.vehicle_id FROM connection c JOIN user u ON u.id = c.user_id WHERE u.account_id IN ({list}))"
        )))
        .fetch_all(&mut *tx)
        .await?;
        let of_others = "SELECT 1 FROM connection c JOIN user u ON u.id = c.user_id \
                         WHERE c.vehicle_id = $1 AND u.account_id NOT IN";
        let (mut cars, mut unconnected) = (Vec::new(), Vec::new());
        let mut mentions: Vec<String> = accounts.iter().map(ToString::to_string).collect();
        for (vehicle, vin) in known {
            let (connected, is_known): (bool, bool) = sqlx::query_as(sqlx::AssertSqlSafe(format!(
                "SELECT EXISTS({of_others} ({list}) AND c.ended_at IS NULL), EXISTS({of_others} ({list})) OR \
                 EXISTS(SELECT 1 FROM account_vehicle WHERE vehicle_id = $1 AND account_id NOT IN ({list}))"
            )))
            .bind(vehicle)
            .fetch_one(&mut *tx)
            .await?;
            if !is_known {
                cars.push(vehicle);
                mentions.extend([vin, vehicle.to_string()]);
            }
            if !connected {
                unconnected.push(vehicle);
            }
        }
        let users: Vec<Uuid> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT id FROM user WHERE account_id IN ({list})")))
                .fetch_all(&mut *tx)
                .await?;
        let connections: Vec<Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT c.id FROM connection c JOIN user u ON u.id = c.user_id WHERE u.account_id IN ({list})"
        )))
        .fetch_all(&mut *tx)
        .await?;
        mentions.extend(users.into_iter().chain(connections).map(|id| id.to_string()));
        Ok(Self {
            accounts: list,
            holders: holders.join(", "),
            cars: blobs(cars),
            unconnected: blobs(unconnected),
            mentions,
        })
    }

    /// Which rows of which table go, for every table of the database: those that reference what goes. A table that is
    /// new is covered by its foreign keys.
    async fn conditions(&self, tx: &mut SqliteConnection) -> Result<BTreeMap<String, String>, StoreError> {
        let references: Vec<(String, String, String, Option<String>)> = sqlx::query_as(
            "SELECT m.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema m \
             JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name",
        )
        .fetch_all(&mut *tx)
        .await?;
        let begin = self.beginnings();
        let tables: BTreeSet<&String> = references.iter().map(|(table, ..)| table).chain(begin.keys()).collect();
        let mut conditions = begin.clone();
        // Each round finds the tables one reference further away; there are no more rounds than tables.
        for _ in 0..tables.len() {
            let mut found = begin.clone();
            for table in &tables {
                let of_parents =
                    references.iter().filter(|(name, ..)| name == *table).filter_map(|(_, from, parent, to)| {
                        let condition = conditions.get(parent)?;
                        let to = to.as_deref().unwrap_or("id");
                        Some(format!("\"{from}\" IN (SELECT \"{to}\" FROM \"{parent}\" WHERE {condition})"))
                    });
                let parts: Vec<String> = begin.get(*table).cloned().into_iter().chain(of_parents).collect();
                if !parts.is_empty() {
                    found.insert((*table).clone(), parts.join(" OR "));
                }
            }
            if found == conditions {
                break;
            }
            conditions = found;
        }
        Ok(conditions)
    }

    /// The rows that go by themselves, not for what they reference.
    fn beginnings(&self) -> BTreeMap<String, String> {
        let Self { accounts, holders, cars, unconnected, .. } = self;
        let of_unconnected = format!("vehicle_id IN ({unconnected})");
        let keys = format!("{of_unconnected} OR holder IN ({holders})");
        let mentioned: Vec<String> = self.mentions.iter().map(|text| format!("instr(body, '{text}') > 0")).collect();
        let runs = format!(
            "{} OR (application_id, json_extract(body, '$.request.external_id')) IN \
             (SELECT application_id, external_id FROM user WHERE account_id IN ({accounts}))",
            mentioned.join(" OR ")
        );
        let events = format!("{of_unconnected} OR json_extract(body, '$.holder') IN ({holders})");
        [
            ("account", format!("id IN ({accounts})")),
            ("vehicle", format!("id IN ({cars})")),
            ("key_evidence", keys.clone()),
            ("key_state", keys.clone()),
            ("fetch_without_key", keys),
            ("event", events),
            ("battery_capacity", of_unconnected),
            ("connect_run", runs),
        ]
        .map(|(table, condition)| (table.to_owned(), condition))
        .into()
    }
}

fn blobs(ids: impl IntoIterator<Item = Uuid>) -> String {
    let blobs: Vec<String> = ids.into_iter().map(|id| format!("x'{}'", id.simple())).collect();
    blobs.join(", ")
}
