//! Commands: the sessions that they are signed in, and the record of who had them sent.

use jiff::Timestamp;
use openfob_domain::{CommandResult, Mode, Vin};
use openfob_store::{
    AuditFilter, CommandEnd, CommandSession, Connection, KeyPair, NewPartner, PublicKey, SessionPlace, Store,
};

use crate::harness::{Fixture, add_application, at, database};

const DOMAIN: &str = "fob.example.com";

async fn partner(store: &Store) -> PublicKey {
    let new =
        NewPartner { name: DOMAIN.to_owned(), key_domain: DOMAIN.parse().unwrap(), client: None, regions: Vec::new() };
    let pair = KeyPair::generate().unwrap();
    store.add_partner(&new, &pair, at(0)).await.unwrap();
    pair.public().clone()
}

fn vin() -> Vin {
    "5YJ3E1EA7MF004821".parse().unwrap()
}

fn session(epoch: u8, counter: u32) -> CommandSession {
    CommandSession { car_key: vec![4; 65], epoch: vec![epoch; 16], counter, clock_seconds: 7, began: at(3) }
}

/// Takes `count` counters, and answers the first of them.
async fn take(store: &Store, key: &PublicKey, part: &str, count: u32) -> u32 {
    let vin = vin();
    let place = SessionPlace { key, mode: Mode::Simulated, vin: &vin, part };
    let settled = store.settle_command_session(place, |kept| {
        let before = kept.map_or(0, |kept| kept.counter);
        Some((session(1, before + count), before + 1))
    });
    settled.await.unwrap().unwrap()
}

#[tokio::test]
async fn counters_are_given_once_over_restarts_and_by_several_processes() {
    let mut fixture = Fixture::new().await;
    let key = partner(&fixture.store).await;
    assert_eq!(take(&fixture.store, &key, "infotainment", 64).await, 1);
    // What was given and never used is a gap.
    fixture.reopen().await;
    assert_eq!(take(&fixture.store, &key, "infotainment", 64).await, 65);
    assert_eq!(take(&fixture.store, &key, "vehicle_security", 64).await, 1, "each part has its own");

    let other = Store::open(&fixture.folder.path().join("data")).await.unwrap();
    let mut given = Vec::new();
    let stores = [fixture.store.clone(), other];
    let mut running = tokio::task::JoinSet::new();
    for turn in 0..40 {
        let (store, key) = (stores[turn % 2].clone(), key.clone());
        running.spawn(async move { take(&store, &key, "infotainment", 10).await });
    }
    while let Some(first) = running.join_next().await {
        given.push(first.unwrap());
    }
    given.sort_unstable();
    let expected: Vec<u32> = (0..40).map(|turn| 129 + 10 * turn).collect();
    assert_eq!(given, expected);
}

#[tokio::test]
async fn a_session_comes_back_as_it_was_kept_and_goes_with_its_car() {
    let mut fixture = Fixture::new().await;
    let key = partner(&fixture.store).await;
    let vin = vin();
    let place = SessionPlace { key: &key, mode: Mode::Simulated, vin: &vin, part: "infotainment" };
    let keep = fixture.store.settle_command_session(place, |_| Some((session(9, u32::MAX), ())));
    assert_eq!(keep.await.unwrap(), Some(()));
    fixture.reopen().await;
    let mut seen = None;
    let look = fixture.store.settle_command_session(place, |kept| {
        seen = kept;
        None::<(CommandSession, ())>
    });
    assert_eq!(look.await.unwrap(), None);
    assert_eq!(seen, Some(session(9, u32::MAX)));
    // The same car in real is another one, and not here.
    let real = SessionPlace { mode: Mode::Live, ..place };
    fixture.store.settle_command_session(real, |_| Some((session(9, 1), ()))).await.unwrap_err();

    let removed = fixture.store.forget_accounts(&[fixture.account]).await.unwrap();
    assert_eq!(removed["command_session"], 1, "{removed:?}");
}

async fn connection(fixture: &Fixture) -> Connection {
    let vehicles = fixture.vehicles().await;
    let granted = fixture.consent(&vehicles, "read_vin").await;
    fixture.store.connection(granted.connections[0]).await.unwrap().unwrap()
}

fn ended(at: Timestamp, result: CommandResult) -> CommandEnd {
    CommandEnd { at, result, key: Some("0a1b".to_owned()), reason: None, session_healed: None }
}

#[tokio::test]
async fn the_record_tells_who_had_which_car_do_what_and_what_nobody_knows_the_end_of() {
    let fixture = Fixture::new().await;
    let (store, connection) = (&fixture.store, connection(&fixture).await);
    let begun = store.begin_command(&connection, "unlock", Some("0a1b"), at(10)).await.unwrap();
    store.end_command(begun, &ended(at(12), CommandResult::Done)).await.unwrap();
    store.begin_command(&connection, "lock", Some("0a1b"), at(20)).await.unwrap();
    let begun = store.begin_command(&connection, "navigate", None, at(30)).await.unwrap();
    let refused = CommandEnd {
        key: None,
        reason: Some("VEHICLE_STATE:UNKNOWN".to_owned()),
        ..ended(at(31), CommandResult::Refused)
    };
    store.end_command(begun, &refused).await.unwrap();

    let all = store.audited_commands(&AuditFilter::default(), 10).await.unwrap();
    let told: Vec<_> =
        all.iter().map(|entry| (entry.command.as_str(), entry.end.as_ref().map(|end| end.result))).collect();
    let done = Some(CommandResult::Done);
    assert_eq!(told, [("navigate", Some(CommandResult::Refused)), ("lock", None), ("unlock", done)]);
    let first = &all[2];
    assert_eq!((first.begun_at, first.user, first.vehicle), (at(10), connection.user, connection.id));
    assert_eq!(first.vin.as_deref(), Some("5YJ3E1EA7MF004821"));
    assert_eq!((first.application_name.as_deref(), first.key.as_deref()), (Some("Voltwise"), Some("0a1b")));
    assert_eq!((all[0].key.as_deref(), all[0].end.clone()), (None, Some(refused)));

    let count = async |filter| store.audited_commands(&filter, 10).await.unwrap().len();
    let other = add_application(store, "Fleetly", "another").await;
    assert_eq!(count(AuditFilter { since: Some(at(20)), ..AuditFilter::default() }).await, 2);
    assert_eq!(count(AuditFilter { application: Some(other), ..AuditFilter::default() }).await, 0);
    assert_eq!(count(AuditFilter { vehicles: Some(vec![connection.id]), ..AuditFilter::default() }).await, 3);
    assert_eq!(count(AuditFilter { vehicles: Some(Vec::new()), ..AuditFilter::default() }).await, 0);
    assert_eq!(store.every_connection_of_vin(&vin()).await.unwrap(), [connection.id]);
}

#[tokio::test]
async fn nobody_changes_the_record_or_takes_from_it_and_it_names_nobody_who_is_gone() {
    let fixture = Fixture::new().await;
    let (store, connection) = (&fixture.store, connection(&fixture).await);
    let begun = store.begin_command(&connection, "unlock", Some("0a1b"), at(10)).await.unwrap();
    store.end_command(begun, &ended(at(12), CommandResult::Done)).await.unwrap();
    let mut database = database(&fixture).await;
    for change in [
        "UPDATE command_audit SET command = 'lock'",
        "DELETE FROM command_audit",
        "UPDATE command_audit_end SET result = 'failed'",
        "DELETE FROM command_audit_end",
    ] {
        let refused = sqlx::query(change).execute(&mut database).await.unwrap_err();
        assert!(refused.to_string().contains("only added to"), "{refused}");
    }
    store.forget_accounts(&[fixture.account]).await.unwrap();
    store.delete_application(fixture.application).await.unwrap();
    let all = store.audited_commands(&AuditFilter::default(), 10).await.unwrap();
    assert_eq!((all.len(), &all[0].vin, &all[0].application_name), (1, &None, &None));
    assert_eq!((all[0].vehicle, all[0].application), (connection.id, fixture.application));
}
