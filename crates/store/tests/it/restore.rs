//! Copies, and putting one in place.

use std::fs;
use std::path::Path;

use openfob_domain::ApplicationId;
use openfob_store::{RestoreError, Restoring, Store};

use crate::harness::{Fixture, add_application};

#[tokio::test]
async fn a_copy_holds_what_was_there_and_opens_by_its_own_key() {
    let fixture = Fixture::new().await;
    let copy = snapshot(&fixture).await;
    add_application(&fixture.store, "Later", "later").await;
    let data = fixture.folder.path().join("other");
    put(&data, &copy).await.unwrap().finish().unwrap();
    assert_eq!(applications(&data).await, [fixture.application]);
}

#[tokio::test]
async fn a_crash_leaves_the_earlier_state_or_the_new_one() {
    let fixture = Fixture::new().await;
    let copy = snapshot(&fixture).await;
    fixture.store.close().await;
    let before = tempfile::tempdir().unwrap();
    let data = before.path();
    let earlier = {
        let store = Store::open(data).await.unwrap();
        let id = add_application(&store, "Earlier", "earlier").await;
        store.close().await;
        id
    };

    // Before the decision: what was put together is forgotten.
    std::mem::forget(put(data, &copy).await.unwrap());
    assert_eq!(applications(data).await, [earlier]);
    assert_eq!(count(data, "restoring-"), 0);

    // After it, at each of its steps: what is left to do is done at the next opening.
    for moved in [&[][..], &["openfob.db"], &["openfob.db", "encryption.key"]] {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path();
        let store = Store::open(data).await.unwrap();
        add_application(&store, "Earlier", "earlier").await;
        store.close().await;
        fs::write(data.join("openfob.db-wal"), "the log of the earlier database").unwrap();
        let restoring = put(data, &copy).await.unwrap();
        fs::rename(restoring.database().parent().unwrap(), data.join("restored")).unwrap();
        std::mem::forget(restoring);
        for file in moved {
            let _ = fs::remove_file(data.join("openfob.db-wal"));
            fs::rename(data.join("restored").join(file), data.join(file)).unwrap();
        }
        assert_eq!(applications(data).await, [fixture.application], "{moved:?}");
        assert!(!data.join("restored").exists());
    }
}

#[tokio::test]
async fn what_cannot_be_served_is_not_put_in_place() {
    let fixture = Fixture::new().await;
    let copy = snapshot(&fixture).await;
    let data = fixture.folder.path().join("other");
    fs::create_dir(&data).unwrap();

    let mut cut = fs::read(copy.join("openfob.db")).unwrap();
    let length = cut.len();
    cut[length / 2..length / 2 + 8192].fill(0xff);
    let damaged = changed(&copy, "openfob.db", &cut);
    let error = put(&data, damaged.path()).await.unwrap_err();
    assert!(matches!(error, RestoreError::Damaged(_) | RestoreError::Database(_)), "{error:?}");

    let key = format!("00000000 {}", "ab".repeat(32));
    let foreign = changed(&copy, "encryption.key", key.as_bytes());
    let error = put(&data, foreign.path()).await.unwrap_err();
    assert!(matches!(error, RestoreError::ForeignKey(_)), "{error:?}");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
}

async fn snapshot(fixture: &Fixture) -> std::path::PathBuf {
    fixture.folder.path().join("data").join(fixture.store.snapshot().await.unwrap())
}

async fn put(data: &Path, from: &Path) -> Result<Restoring, RestoreError> {
    fs::create_dir_all(data).unwrap();
    let restoring = Restoring::begin(data)?;
    fs::copy(from.join("openfob.db"), restoring.database()).unwrap();
    fs::copy(from.join("encryption.key"), restoring.key_file()).unwrap();
    restoring.check().await?;
    Ok(restoring)
}

/// A copy of a copy, with another content of one file.
fn changed(copy: &Path, file: &str, content: &[u8]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for name in ["openfob.db", "encryption.key"] {
        fs::copy(copy.join(name), directory.path().join(name)).unwrap();
    }
    fs::write(directory.path().join(file), content).unwrap();
    directory
}

async fn applications(data: &Path) -> Vec<ApplicationId> {
    let store = Store::open(data).await.unwrap();
    let ids = store.applications().await.unwrap().into_iter().map(|application| application.id).collect();
    store.close().await;
    ids
}

fn count(data: &Path, prefix: &str) -> usize {
    let entries = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().file_name());
    entries.filter(|name| name.to_string_lossy().starts_with(prefix)).count()
}
