//! Deletion of an owner's account: nothing of it is found afterwards, in no table and no freed page.

use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder, RunId, VehicleId};
use openfob_store::{Consent, NewTokens, Removed};
use uuid::Uuid;

use crate::harness::{Fixture, add_application, at, cars, needs_key};

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
