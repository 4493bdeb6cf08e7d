//! Sessions: asked for once, shared, kept, and healed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use openfob_tesla_command::Fault;
use tempfile::tempdir;

use crate::road::{Road, car, commands};

#[tokio::test]
async fn a_session_is_asked_for_once_for_each_part_of_a_car() {
    let (road, commands) = (Road::new(), commands());
    for name in ["door_lock", "door_unlock", "honk_horn", "flash_lights"] {
        assert!(road.send(&commands, name).await.unwrap().healed.is_none());
    }
    assert_eq!((road.obeyed(), road.messages()), (4, 6));
}

#[tokio::test]
async fn the_car_is_given_one_command_at_a_time() {
    let (road, commands) = (Arc::new(Road::new()), Arc::new(commands()));
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (road, commands) = (road.clone(), commands.clone());
        running.spawn(async move { road.send(&commands, "door_lock").await.unwrap() });
    }
    while let Some(ended) = running.join_next().await {
        assert!(ended.unwrap().healed.is_none());
    }
    assert_eq!((road.obeyed(), road.messages()), (40, 41));
    assert_eq!(road.most_under_way.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_restart_of_the_car_is_healed_and_told() {
    let (road, commands) = (Road::new(), commands());
    for name in ["door_lock", "honk_horn"] {
        road.send(&commands, name).await.unwrap();
        road.restart();
        let before = road.messages();
        assert_eq!(road.send(&commands, name).await.unwrap().healed, Some(Fault::INCORRECT_EPOCH));
        assert_eq!(road.messages() - before, 2, "what the car attached to its answer heals without a handshake");
        assert!(road.send(&commands, name).await.unwrap().healed.is_none());
    }
}

#[tokio::test]
async fn another_computer_in_the_car_is_met_with_one_handshake() {
    let (road, commands) = (Road::new(), commands());
    road.send(&commands, "door_lock").await.unwrap();
    *road.car.lock().unwrap() = car(20);
    let before = road.messages();
    let delivered = road.send(&commands, "door_lock").await.unwrap();
    assert!(delivered.healed.is_some());
    assert_eq!(road.messages() - before, 3);
}

#[tokio::test]
async fn sessions_outlive_the_process() {
    let (road, directory) = (Road::new(), tempdir().unwrap());
    road.send(&road.process(&directory), "door_lock").await.unwrap();
    let delivered = road.send(&road.process(&directory), "door_unlock").await.unwrap();
    assert!(delivered.healed.is_none());
    assert_eq!((road.obeyed(), road.messages()), (2, 3));
}

#[tokio::test]
async fn two_processes_share_a_session_and_never_a_counter() {
    let (road, directory) = (Road::new(), tempdir().unwrap());
    let (one, other) = (road.process(&directory), road.process(&directory));
    road.send(&one, "honk_horn").await.unwrap();
    // More than one block each.
    for _ in 0..100 {
        assert!(road.send(&other, "honk_horn").await.unwrap().healed.is_none());
    }
    assert_eq!((road.obeyed(), road.messages()), (101, 102));
    // The car's window is 32 wide. Whoever has counters far behind it sees that before the car does.
    for commands in [&one, &other, &one, &other] {
        assert!(road.send(commands, "honk_horn").await.unwrap().healed.is_none());
    }
    assert_eq!((road.obeyed(), road.messages()), (105, 106));
    // After a restart one heals, and the other takes up the epoch that it finds kept.
    road.wait(Duration::from_secs(10));
    road.restart();
    assert_eq!(road.send(&one, "honk_horn").await.unwrap().healed, Some(Fault::INCORRECT_EPOCH));
    assert!(road.send(&other, "honk_horn").await.unwrap().healed.is_none());
}

#[tokio::test]
async fn counters_that_come_late_all_the_same_are_healed_and_told() {
    let (road, directory) = (Road::new(), tempdir().unwrap());
    let (one, other) = (road.process(&directory), road.process(&directory));
    road.send(&one, "honk_horn").await.unwrap();
    for _ in 0..40 {
        road.send(&other, "honk_horn").await.unwrap();
    }
    // Nothing tells the first of the other's counters any more.
    std::fs::remove_file(directory.path().join("sessions.json")).unwrap();
    assert_eq!(road.send(&one, "honk_horn").await.unwrap().healed, Some(Fault::INVALID_TOKEN_OR_COUNTER));
    assert!(road.send(&one, "honk_horn").await.unwrap().healed.is_none());
}
