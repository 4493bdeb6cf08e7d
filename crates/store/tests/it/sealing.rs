//! What lies on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder, RunId};
use openfob_store::{KeyFileError, NewTokens, OpenError, Store};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::harness::{CLIENT_SECRET, Fixture, MAKER_ACCESS, MAKER_REFRESH, MANAGEMENT_TOKEN, at, needs_key};

#[tokio::test]
async fn no_secret_lies_in_the_files_in_plain() {
    let fixture = Fixture::new().await;
    let granted = fixture.consent(&fixture.vehicles().await, "read_vin").await;
    fixture.store.add_code(granted.grant, "a-code-of-ours", None, None, at(600)).await.unwrap();
    let tokens = NewTokens { access: "an-access-token-of-ours", refresh: "a-refresh-token-of-ours" };
    fixture.store.exchange_code(fixture.application, "a-code-of-ours", None, None, tokens, at(1)).await.unwrap();
    let run = RunId::from(Uuid::new_v4());
    fixture.store.add_run(run, fixture.application, "a-browser-secret", "{}", at(0), at(60)).await.unwrap();
    let data = fixture.folder.path().join("data");
    assert!(holds(&data, "lena@example.com"), "the files are read where the rows are");
    for secret in [
        CLIENT_SECRET,
        MANAGEMENT_TOKEN,
        MAKER_ACCESS,
        MAKER_REFRESH,
        "a-code-of-ours",
        "an-access-token-of-ours",
        "a-refresh-token-of-ours",
        "a-browser-secret",
    ] {
        assert!(!holds(&data, secret), "{secret}");
    }
    fixture.store.close().await;
    assert!(!holds(&data, MAKER_REFRESH) && !holds(&data, "a-refresh-token-of-ours"));
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let mut fixture = Fixture::new().await;
    let vehicles = fixture.vehicles().await;
    let granted = fixture.consent(&vehicles, "read_vin").await;
    fixture.store.add_code(granted.grant, "code", None, None, at(600)).await.unwrap();
    let tokens = NewTokens { access: "access", refresh: "refresh" };
    fixture.store.exchange_code(fixture.application, "code", None, None, tokens, at(1)).await.unwrap();
    let holder = KeyHolder::Partner("fob.example.com".parse().unwrap());
    for (seconds, claim) in [(1, KeyClaim::Absent), (2, KeyClaim::Present { key: None })] {
        let said = [Evidence { source: EvidenceSource::FleetStatus, claim, at: at(seconds) }];
        fixture.store.record_evidence(vehicles[0], &holder, &needs_key(), &said, at(seconds)).await.unwrap();
    }
    let before = everything(&fixture, &holder).await;
    fixture.reopen().await;
    assert_eq!(everything(&fixture, &holder).await, before);
    let kept = fixture.store.account_tokens(fixture.account).await.unwrap().unwrap();
    assert_eq!(kept.access.expose_secret(), MAKER_ACCESS);
    assert_eq!(kept.refresh.expose_secret(), MAKER_REFRESH);
    assert_eq!(kept.access_expires_at, at(7200));
}

#[tokio::test]
async fn the_files_are_for_their_owner_and_a_lost_or_open_key_is_told() {
    let fixture = Fixture::new().await;
    fixture.store.close().await;
    let data = fixture.folder.path().join("data");
    let key = data.join("encryption.key");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&key)), (0o700, 0o600));

    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let error = Store::open(&data).await.err().unwrap();
    assert!(matches!(error, OpenError::Key(KeyFileError::Exposed { mode: 0o644, .. })), "{error:?}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();

    let text = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let error = Store::open(&data).await.err().unwrap();
    assert!(matches!(error, OpenError::Key(KeyFileError::Missing { .. })), "{error:?}");
    assert!(!key.exists(), "no key is made that opens nothing");

    fs::write(&key, "not a key").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let error = Store::open(&data).await.err().unwrap();
    assert!(matches!(error, OpenError::Key(KeyFileError::Malformed { line: 1, .. })), "{error:?}");

    fs::write(&key, text).unwrap();
    let store = Store::open(&data).await.unwrap();
    assert!(store.account_tokens(fixture.account).await.unwrap().is_some());
}

/// What the store answers, in one text that can be compared.
async fn everything(fixture: &Fixture, holder: &KeyHolder) -> String {
    let store = &fixture.store;
    let vehicles = fixture.vehicles().await;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        store.applications().await.unwrap(),
        store.account(fixture.account).await.unwrap(),
        store.connections_of_vehicle(vehicles[0]).await.unwrap(),
        store.bearer("access", at(2)).await.unwrap().unwrap(),
        store.key_record(vehicles[0], holder).await.unwrap().unwrap(),
        store.key_changes(vehicles[0]).await.unwrap(),
    )
}

fn holds(folder: &Path, text: &str) -> bool {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    files.iter().any(|file| fs::read(file).unwrap().windows(text.len()).any(|part| part == text.as_bytes()))
}
