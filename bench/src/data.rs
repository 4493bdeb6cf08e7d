//! A data directory with as many connections as wanted: real Teslas whose owners consented, keys in place.
//!
//! The store makes the database; the rows are then made inside SQLite, as a million by way of the store would take an
//! hour. The first few are the ones that are asked about; their ids and tokens follow from their number.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use jiff::Timestamp;
use openfob_domain::{AccessRules, ApplicationId, DataWithoutKey, KeyKind, KeyRule, Scope, WithoutKeySetting};
use openfob_store::{ApplicationDetails, ApplicationSecrets, Store, sha256};
use secrecy::SecretString;
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions, sqlite::SqliteJournalMode};
use uuid::Uuid;

/// The connections that are asked about, if there are so many.
pub(crate) const ASKED: u32 = 1000;
pub(crate) const DATABASE_FILE: &str = "openfob.db";
const SCOPE: &str = "read_vehicle_info";
/// Milliseconds until the background looks at anything. What it does then are calls to automakers.
const LATER: i64 = 24 * 60 * 60 * 1000;
const KEY_DOMAIN: &str = "fob.example.com";

/// Kinds of rows, for ids.
pub(crate) const ACCOUNT: &str = "a0000001";
pub(crate) const VEHICLE: &str = "a0000002";
const USER: &str = "a0000003";
const CONNECTION: &str = "a0000004";
const GRANT: &str = "a0000005";
const FAMILY: &str = "a0000006";
pub(crate) const SESSION: &str = "a0000007";

/// The address about one connection's key.
pub(crate) fn path(number: u32) -> String {
    format!("/v2.0/vehicles/{CONNECTION}-0000-4000-8000-{number:012x}/tesla/virtual_key")
}

/// The access token for it.
pub(crate) fn token(number: u32) -> String {
    format!("00000000-bench-token-{number:012x}")
}

/// Fills a new data directory.
pub(crate) async fn seed(directory: &Path, connections: u32) -> Result<()> {
    let application = Uuid::now_v7();
    let store = Store::open(directory).await?;
    store.add_application(ApplicationId::from(application), &details()?, &secrets(), now()?).await?;
    store.close().await;

    let mut database = open_alone(directory).await?;
    let access = serde_json::to_string(&AccessRules {
        key: Some(KeyRule {
            kind: KeyKind::VirtualKey,
            data_without: DataWithoutKey::Budget { window_seconds: 24 * 60 * 60 },
        }),
        ..AccessRules::default()
    })?;
    fill(&mut database, ROWS, application, &access, connections).await?;
    for number in 1..=connections.min(ASKED) {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "UPDATE access_token SET hash = $1 WHERE family_id = {}",
            id(FAMILY, &number.to_string())
        )))
        .bind(&sha256(&token(number))[..])
        .execute(&mut database)
        .await?;
    }
    close(database, directory).await
}

/// Opens the database to fill it: nobody else has the file open, and what is lost in a crash is made again.
pub(crate) async fn open_alone(directory: &Path) -> Result<SqliteConnection> {
    let mut database = open(directory, SqliteJournalMode::Off).await?;
    sqlx::raw_sql("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000")
        .execute(&mut database)
        .await?;
    Ok(database)
}

/// Makes so many rows in each table, `n` from 1 on. `$application` is the application's id, `$access` the cars' rules,
/// `$now` and `$at` this moment, `$later` one at which no benchmark runs any more.
pub(crate) async fn fill(
    database: &mut SqliteConnection,
    rows: &[(&str, &str)],
    application: Uuid,
    access: &str,
    count: u32,
) -> Result<()> {
    let now = now()?;
    let facts = [
        ("$now", now.as_millisecond().to_string()),
        ("$later", (now.as_millisecond() + LATER).to_string()),
        ("$at", format!("'{now}'")),
        ("$application", format!("x'{}'", application.simple())),
        ("$access", format!("'{access}'")),
    ];
    for (table, row) in rows {
        let row = facts.iter().fold((*row).to_owned(), |row, (name, fact)| row.replace(name, fact));
        let row = id_calls(&row);
        let sql = format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) \
             INSERT INTO {table} SELECT {row} FROM numbers"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&mut *database)
            .await
            .with_context(|| format!("filling {table}"))?;
    }
    Ok(())
}

/// Leaves a database as a server will find it.
pub(crate) async fn close(database: SqliteConnection, directory: &Path) -> Result<()> {
    database.close().await?;
    open(directory, SqliteJournalMode::Wal).await?.close().await?;
    Ok(())
}

/// Has every key that is asked about checked at the automaker just now, and every token fresh. No server may run.
pub(crate) async fn freshen(directory: &Path) -> Result<()> {
    let mut database = open(directory, SqliteJournalMode::Wal).await?;
    let now = now()?.as_millisecond();
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE key_state SET checked_at = $1 WHERE vehicle_id BETWEEN {} AND {}",
        id(VEHICLE, "1"),
        id(VEHICLE, &ASKED.to_string())
    )))
    .bind(now)
    .execute(&mut database)
    .await?;
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE access_token SET expires_at = $1 WHERE family_id BETWEEN {} AND {}",
        id(FAMILY, "1"),
        id(FAMILY, &ASKED.to_string())
    )))
    .bind(now + 2 * 60 * 60 * 1000)
    .execute(&mut database)
    .await?;
    database.close().await?;
    Ok(())
}

/// What stands in each table for connection number `n`; `#KIND` is the id of that kind of row.
const ROWS: &[(&str, &str)] = &[
    (
        "account (id, mode, adapter, partner, subject, platform, permissions, access_sealed, refresh_sealed, \
         access_expires_at, needs_sign_in, linked_at, region, keys_due_at)",
        "#ACCOUNT, 'live', 'tesla', 'fob.example.com', printf('owner-%d', n), 'current', '[\"read_vehicle_info\"]', \
         zeroblob(60), zeroblob(60), $now + 86400000, FALSE, $now, 'na', $later",
    ),
    (
        "vehicle (id, mode, vin, make, model, year, access, capabilities)",
        "#VEHICLE, 'live', printf('5YJ3E1EA7%08d', n), 'TESLA', 'Model 3', 2024, $access, '[\"read_vehicle_info\"]'",
    ),
    ("account_vehicle (account_id, vehicle_id, role, refresh_due_at)", "#ACCOUNT, #VEHICLE, 'owner', $later"),
    ("user (id, application_id, account_id)", "#USER, $application, #ACCOUNT"),
    ("connection (id, user_id, vehicle_id, connected_at)", "#CONNECTION, #USER, #VEHICLE, $now"),
    ("\"grant\" (id, user_id, scope, granted_at)", "#GRANT, #USER, 'read_vehicle_info', $now"),
    ("grant_connection (grant_id, connection_id, position)", "#GRANT, #CONNECTION, 0"),
    ("token_family (id, grant_id)", "#FAMILY, #GRANT"),
    ("access_token (hash, family_id, expires_at)", "randomblob(32), #FAMILY, $now + 7200000"),
    ("refresh_token (hash, family_id, expires_at)", "randomblob(32), #FAMILY, $now + 5184000000"),
    (
        "key_evidence (vehicle_id, holder, source, claim, at)",
        "#VEHICLE, 'partner:fob.example.com', 'fleet_status', \
         json_object('source', 'fleet_status', 'claim', 'present', 'at', $at), $now",
    ),
    (
        "key_state (vehicle_id, holder, state, since, checked_at)",
        "#VEHICLE, 'partner:fob.example.com', '{\"state\":\"paired\"}', $now, $now",
    ),
];

fn id_calls(row: &str) -> String {
    [
        ("#ACCOUNT", ACCOUNT),
        ("#VEHICLE", VEHICLE),
        ("#USER", USER),
        ("#CONNECTION", CONNECTION),
        ("#GRANT", GRANT),
        ("#FAMILY", FAMILY),
        ("#SESSION", SESSION),
    ]
    .iter()
    .fold(row.to_owned(), |row, (name, kind)| row.replace(name, &id(kind, "n")))
}

/// The id of a row, as SQL.
pub(crate) fn id(kind: &str, number: &str) -> String {
    format!("unhex(printf('{kind}000040008000%012x', {number}))")
}

async fn open(directory: &Path, journal: SqliteJournalMode) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(directory.join(DATABASE_FILE)).journal_mode(journal);
    Ok(options.connect().await?)
}

pub(crate) fn details() -> Result<ApplicationDetails> {
    Ok(ApplicationDetails {
        name: "Bench".to_owned(),
        description: None,
        logo: None,
        accent: None,
        redirect_uris: vec!["https://app.example.com/callback".to_owned()],
        scope: SCOPE.parse::<Scope>()?,
        key_domain: Some(KEY_DOMAIN.parse()?),
        serve_stored: false,
        without_key: WithoutKeySetting::default(),
    })
}

pub(crate) fn secrets() -> ApplicationSecrets {
    ApplicationSecrets {
        client_secret: SecretString::from("bench-client-secret"),
        management_token: SecretString::from("bench-management-token"),
    }
}

pub(crate) fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_millisecond(i64::try_from(since.as_millis())?)?)
}
