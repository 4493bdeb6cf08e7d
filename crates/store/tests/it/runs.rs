//! Runs of Connect.

use openfob_domain::RunId;
use uuid::Uuid;

use crate::harness::{Fixture, at};

#[tokio::test]
async fn of_two_writes_at_one_version_the_first_counts() {
    let fixture = Fixture::new().await;
    let id = RunId::from(Uuid::new_v4());
    fixture.store.add_run(id, fixture.application, "browser", "begun", at(0), at(60)).await.unwrap();
    let version = fixture.store.run(id, at(1)).await.unwrap().unwrap().version;
    let (one, other) =
        tokio::join!(fixture.store.save_run(id, version, "one"), fixture.store.save_run(id, version, "other"));
    assert!(one.unwrap() ^ other.unwrap(), "one of them and not both");
    let run = fixture.store.run(id, at(1)).await.unwrap().unwrap();
    assert_eq!(run.version, version + 1);
    assert!(!fixture.store.save_run(id, version, "late").await.unwrap());
    assert!(fixture.store.save_run(id, run.version, "next").await.unwrap());
    assert_eq!(fixture.store.run(id, at(1)).await.unwrap().unwrap().body, "next");
}

#[tokio::test]
async fn a_run_is_there_until_it_ends() {
    let fixture = Fixture::new().await;
    let id = RunId::from(Uuid::new_v4());
    fixture.store.add_run(id, fixture.application, "browser", "{}", at(0), at(60)).await.unwrap();
    assert!(fixture.store.run(id, at(59)).await.unwrap().is_some());
    assert_eq!(fixture.store.run(id, at(60)).await.unwrap(), None);
    let next = RunId::from(Uuid::new_v4());
    fixture.store.add_run(next, fixture.application, "browser", "{}", at(61), at(120)).await.unwrap();
    assert_eq!(fixture.store.run(id, at(0)).await.unwrap(), None, "the next one to begin clears what has ended");
}
