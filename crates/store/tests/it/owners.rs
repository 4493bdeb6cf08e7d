//! Deletion of an owner's account: nothing of it is found afterwards, in no table and no freed page.

use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder, RunId, VehicleId};
use openfob_store::{Consent, NewTokens, Outcome, Removed};
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use crate::harness::{Fixture, add_application, add_webhook, at, cars, database, needs_key, send};

/// Everything that is kept about the fixture's account, each table once at least.
async fn fill(fixture: &Fixture) -> Vec<Vec<u8>> {
    let store = &fixture.store;
    let vehicles = fixture.vehicles().await;
    let other = add_application(store, "Fleetly", "another-token").await;
    let mut traces = vec![Uuid::from(fixture.account).into_bytes().to_vec()];
    for application in [fixture.application, other] {
        let scope = "read_vin".parse().unwrap();
        let consent = Consent {
            application,
            account: fixture.account,
            vehicles: &vehicles,
            scope: &scope,
            external_id: Some("customer-4711"),
        };
        let granted = store.record_consent(&consent, at(0)).await.unwrap();
        store.add_code(granted.grant, &application.to_string(), None, None, at(600)).await.unwrap();
        let tokens = NewTokens { access: &format!("a{application}"), refresh: &format!("r{application}") };
        store.exchange_code(application, &application.to_string(), None, None, tokens, at(0)).await.unwrap();
        traces.push(Uuid::from(granted.user).into_bytes().to_vec());
        traces.push(Uuid::from(granted.grant).into_bytes().to_vec());
        traces.extend(granted.connections.iter().map(|id| Uuid::from(*id).into_bytes().to_vec()));
        store.end_connection(granted.connections[1], at(1)).await.unwrap();
    }
    for vehicle in &vehicles {
        for holder in [KeyHolder::Partner("fob.example.com".parse().unwrap()), KeyHolder::Account(fixture.account)] {
            know_key(fixture, *vehicle, &holder).await;
        }
        store.choose_capacity(*vehicle, 64.0, at(2)).await.unwrap();
        traces.push(Uuid::from(*vehicle).into_bytes().to_vec());
    }
    let body = format!(r#"{{"stage": {{"stage": "consent", "account": "{}"}}}}"#, fixture.account);
    store.add_run(RunId::from(Uuid::new_v4()), fixture.application, "browser", &body, at(0), at(9000)).await.unwrap();
    let body = r#"{"request": {"external_id": "customer-4711"}}"#;
    store.add_run(RunId::from(Uuid::new_v4()), fixture.application, "browser", body, at(0), at(9000)).await.unwrap();
    let texts = ["5YJ3E1EA7MF004821", "lena", "customer-4711"].map(|text| text.as_bytes().to_vec());
    traces.extend(texts);
    traces.push(fixture.account.to_string().into_bytes());
    traces
}

async fn know_key(fixture: &Fixture, vehicle: VehicleId, holder: &KeyHolder) {
    for (claim, seconds) in [(KeyClaim::Absent, 1), (KeyClaim::Present { key: None }, 2)] {
        let word = Evidence { source: EvidenceSource::FleetStatus, claim, at: at(seconds) };
        fixture.store.record_evidence(vehicle, holder, &needs_key(), &[word], at(seconds)).await.unwrap();
    }
}

/// The files of the database, byte for byte.
fn files(fixture: &Fixture) -> Vec<u8> {
    let folder = fixture.folder.path().join("data");
    ["openfob.db", "openfob.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(folder.join(name)).unwrap_or_default())
        .collect()
}

fn has(bytes: &[u8], trace: &[u8]) -> bool {
    bytes.windows(trace.len()).any(|window| window == trace)
}

#[tokio::test]
async fn nothing_of_a_deleted_account_is_left_in_the_files() {
    let fixture = Fixture::new().await;
    let traces = fill(&fixture).await;
    let before = files(&fixture);
    for trace in &traces {
        assert!(has(&before, trace), "{} is written at first", String::from_utf8_lossy(trace));
    }
    let removed = fixture.store.forget_accounts(&[fixture.account]).await.unwrap();
    fixture.store.close().await;
    let after = files(&fixture);
    for trace in &traces {
        assert!(!has(&after, trace), "{:?} is still there", String::from_utf8_lossy(trace));
    }
    assert!(has(&after, b"Voltwise"), "what is the application's stays");
    let told = |table: &str| removed.get(table).copied().unwrap_or_default();
    for (table, count) in [
        ("account", 1),
        ("user", 2),
        ("connection", 4),
        ("grant", 2),
        ("access_token", 2),
        ("vehicle", 2),
        ("account_vehicle", 2),
        ("key_state", 4),
        ("event", 4),
        ("battery_capacity", 2),
        ("connect_run", 2),
    ] {
        assert_eq!(told(table), count, "{table}: {removed:?}");
    }
}

/// Every table that references an account, itself or over others: one that is new is found by that.
#[tokio::test]
async fn no_row_is_left_in_a_table_that_hangs_on_an_account() {
    let fixture = Fixture::new().await;
    let webhook = add_webhook(&fixture, fixture.application).await;
    fill(&fixture).await;
    send(&fixture, webhook, Outcome::Again(at(99)), at(9)).await;
    let mut database = database(&fixture).await;
    let tables = hanging_on_accounts(&mut database).await;
    for table in ["delivery_attempt", "webhook_subscription", "car_key_sms", "car_key_audit", "refresh_token"] {
        assert!(tables.iter().any(|found| found == table), "{table} is not among {tables:?}");
    }
    // What the fixture leaves empty gets a row made up of what its columns reference.
    for table in tables.iter().chain(&tables) {
        if count(&mut database, table).await == 0 {
            make_up(&mut database, table).await;
        }
    }
    for table in &tables {
        assert!(count(&mut database, table).await > 0, "{table} is empty");
    }
    assert!(fixture.store.outbox().await.unwrap().pending > 0);

    let removed = fixture.store.forget_accounts(&[fixture.account]).await.unwrap();
    for table in &tables {
        assert_eq!(count(&mut database, table).await, 0, "{table} has rows left");
        assert!(removed.get(table).is_some_and(|count| *count > 0), "{table} is not told of: {removed:?}");
    }
    assert_eq!(count(&mut database, "event").await, 0);
    assert!(fixture.store.webhook(webhook).await.unwrap().is_some(), "the webhook is the application's");
    database.close().await.unwrap();
}

async fn hanging_on_accounts(database: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(
        "WITH RECURSIVE reference(child, parent) AS (SELECT m.name, f.\"table\" FROM sqlite_schema m \
         JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'), hanging(name) AS (VALUES ('account') \
         UNION SELECT child FROM reference JOIN hanging ON parent = hanging.name) SELECT name FROM hanging ORDER BY name",
    )
    .fetch_all(database)
    .await
    .unwrap()
}

async fn count(database: &mut SqliteConnection, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM \"{table}\"");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(database).await.unwrap()
}

async fn make_up(database: &mut SqliteConnection, table: &str) {
    let columns: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT c.name, c.type, f.\"table\", f.\"to\" FROM pragma_table_info($1) c \
         LEFT JOIN pragma_foreign_key_list($1) f ON f.\"from\" = c.name",
    )
    .bind(table)
    .fetch_all(&mut *database)
    .await
    .unwrap();
    let value = |kind: &str, parent: &Option<String>, to: &Option<String>| match (kind, parent) {
        (_, Some(parent)) => format!("(SELECT \"{}\" FROM \"{parent}\")", to.as_deref().unwrap_or("id")),
        ("BLOB", None) => "randomblob(16)".to_owned(),
        ("TEXT", None) => "'made up'".to_owned(),
        _ => "1".to_owned(),
    };
    let names: Vec<String> = columns.iter().map(|(name, ..)| format!("\"{name}\"")).collect();
    let values: Vec<String> = columns.iter().map(|(_, kind, parent, to)| value(kind, parent, to)).collect();
    let sql = format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), values.join(", "));
    // A row that something else has to stand for first is made in the next round.
    let _ = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(database).await;
}

#[tokio::test]
async fn what_another_account_shares_stays_with_it() {
    let fixture = Fixture::new().await;
    let other = crate::harness::link_as(&fixture.store, "max", &cars()[..1]).await;
    let shared = fixture.store.account_vehicles(other).await.unwrap()[0].vehicle.id;
    let scope = "read_vin".parse().unwrap();
    let consent = Consent {
        application: fixture.application,
        account: other,
        vehicles: &[shared],
        scope: &scope,
        external_id: None,
    };
    let granted = fixture.store.record_consent(&consent, at(0)).await.unwrap();
    fixture.consent(&fixture.vehicles().await, "read_vin").await;
    let partner = KeyHolder::Partner("fob.example.com".parse().unwrap());
    let own = KeyHolder::Account(fixture.account);
    for holder in [&partner, &own] {
        know_key(&fixture, shared, holder).await;
    }

    let removed = fixture.store.forget_accounts(&[fixture.account]).await.unwrap();
    assert_eq!(removed.get("vehicle"), Some(&1), "the other car goes");
    assert!(fixture.store.application_connection(fixture.application, granted.connections[0]).await.unwrap().is_some());
    assert!(fixture.store.key_record(shared, &partner).await.unwrap().is_some(), "the partner's key is the car's too");
    assert!(fixture.store.key_record(shared, &own).await.unwrap().is_none(), "the account's own key goes with it");
    assert_eq!(fixture.store.key_changes(shared).await.unwrap().len(), 1, "and so do its events");
    assert_eq!(fixture.store.forget_accounts(&[fixture.account]).await.unwrap(), Removed::new(), "nothing is left");
}
