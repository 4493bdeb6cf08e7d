//! Exchanging the encryption key.

use std::fs;

use openfob_store::{ResealCursor, RotationError, Store, StoredTokens};
use secrecy::ExposeSecret;
use sqlx::Connection;

use crate::harness::{Fixture, MAKER_ACCESS, MAKER_REFRESH, add_application, at, database, fill_sealed_columns};

/// Every sealed column of the database. A sealed column is found by its name's ending, and its table needs an `id`: a new
/// one that has it otherwise fails here.
#[tokio::test]
async fn every_sealed_column_is_sealed_anew() {
    let mut fixture = Fixture::new().await;
    fill_sealed_columns(&fixture).await;
    let before = key_ids(&fixture).await;
    for (column, ids) in &before {
        assert!(column.ends_with("_sealed"), "{column} holds sealed cells, so its name must end in _sealed");
        assert_eq!(ids.len(), 1, "{column} has cells of one key; where it has none, fill_sealed_columns lacks it");
    }
    rotate(&fixture.store).await;
    let after = key_ids(&fixture).await;
    assert_eq!(before.len(), after.len());
    for ((column, before), (_, after)) in before.iter().zip(&after) {
        assert!(after.len() == 1 && before != after, "{column}: {before:?} {after:?}");
    }
    let text = fs::read_to_string(fixture.folder.path().join("data/encryption.key")).unwrap();
    assert_eq!(text.lines().filter(|line| !line.starts_with("verify ")).count(), 1, "one key is left");
    fixture.reopen().await;
    assert_readable(&fixture).await;
}

#[tokio::test]
async fn an_exchange_that_was_cut_off_at_any_step_loses_nothing_and_goes_on() {
    let mut fixture = Fixture::new().await;
    fill_sealed_columns(&fixture).await;
    for index in 0..450 {
        add_application(&fixture.store, "Voltwise", &format!("management-{index}")).await;
    }
    let key = fixture.store.begin_key_rotation().await.unwrap().key;
    let mut from = None;
    loop {
        let (step, after) = step(&fixture.store, from).await;
        let ended = fixture.store.end_key_rotation().await;
        if ended.is_ok() {
            break;
        }
        assert!(after.is_some(), "{ended:?}");
        assert!(step <= 200, "a batch is small: {step}");
        assert!(matches!(ended, Err(RotationError::Unfinished(_))), "{ended:?}");
        fixture.reopen().await;
        assert_readable(&fixture).await;
        let begun = fixture.store.begin_key_rotation().await.unwrap();
        assert!(begun.resumed && begun.key == key, "{begun:?}");
        from = after;
    }
    fixture.reopen().await;
    assert_readable(&fixture).await;
}

#[tokio::test]
async fn what_is_written_while_keys_are_exchanged_can_be_read() {
    let mut fixture = Fixture::new().await;
    fixture.store.begin_key_rotation().await.unwrap();
    let mut from = None;
    loop {
        let tokens = StoredTokens { access: "new".into(), refresh: "newer".into(), access_expires_at: at(9) };
        fixture.store.save_account_tokens(fixture.account, &tokens, &[].into()).await.unwrap();
        from = step(&fixture.store, from).await.1;
        if from.is_none() {
            break;
        }
    }
    fixture.store.end_key_rotation().await.unwrap();
    fixture.reopen().await;
    let tokens = fixture.store.account_tokens(fixture.account).await.unwrap().unwrap();
    assert_eq!((tokens.access.expose_secret(), tokens.refresh.expose_secret()), ("new", "newer"));
}

#[tokio::test]
async fn a_secret_that_nothing_opens_stops_the_exchange_and_keeps_the_keys() {
    let fixture = Fixture::new().await;
    let mut database = database(&fixture).await;
    sqlx::query("UPDATE account SET access_sealed = zeroblob(40)").execute(&mut database).await.unwrap();
    fixture.store.begin_key_rotation().await.unwrap();
    let error = fixture.store.reseal(None).await.unwrap_err();
    assert!(matches!(&error, RotationError::Unopenable { column, .. } if column == "account.access_sealed"), "{error}");
    assert!(matches!(fixture.store.end_key_rotation().await, Err(RotationError::Unfinished(_))));
    let text = fs::read_to_string(fixture.folder.path().join("data/encryption.key")).unwrap();
    assert_eq!(text.lines().count(), 2);
}

async fn rotate(store: &Store) {
    store.begin_key_rotation().await.unwrap();
    let mut from = None;
    loop {
        from = step(store, from).await.1;
        if from.is_none() {
            break;
        }
    }
    store.end_key_rotation().await.unwrap();
}

async fn step(store: &Store, from: Option<ResealCursor>) -> (usize, Option<ResealCursor>) {
    let step = store.reseal(from).await.unwrap();
    (step.looked_at, step.next)
}

async fn assert_readable(fixture: &Fixture) {
    let tokens = fixture.store.account_tokens(fixture.account).await.unwrap().unwrap();
    assert_eq!((tokens.access.expose_secret(), tokens.refresh.expose_secret()), (MAKER_ACCESS, MAKER_REFRESH));
}

/// The ids of the keys that sealed the cells of each column that is sealed by its name or by what it holds.
async fn key_ids(fixture: &Fixture) -> Vec<(String, Vec<Vec<u8>>)> {
    let mut database = database(fixture).await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND c.type = 'BLOB' ORDER BY t.name, c.name",
    )
    .fetch_all(&mut database)
    .await
    .unwrap();
    let text = fs::read_to_string(fixture.folder.path().join("data/encryption.key")).unwrap();
    let known: Vec<String> = text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    let mut found = vec![];
    for (table, column) in columns {
        let sql = format!("SELECT DISTINCT substr({column}, 1, 5) FROM \"{table}\" WHERE {column} IS NOT NULL");
        let heads: Vec<Vec<u8>> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut database).await.unwrap();
        let is_sealed = |head: &Vec<u8>| known.iter().any(|id| hex::encode(&head[1..]) == *id);
        if column.ends_with("_sealed") || heads.iter().any(is_sealed) {
            found.push((column, heads));
        }
    }
    database.close().await.unwrap();
    found
}
