//! What is told when a command is not obeyed, and what is never sent again.

use openfob_tesla::SendError;
use openfob_tesla_command::{CommandError, Outcome};

use crate::road::{Block, Road, commands, key};

#[tokio::test]
async fn a_command_whose_answer_is_lost_is_not_sent_again() {
    let (road, commands) = (Road::new(), commands());
    road.send(&commands, "door_lock").await.unwrap();
    road.block(Block::AnswerLost);
    let before = road.messages();
    let error = road.send(&commands, "door_unlock").await.unwrap_err().error;
    assert!(error.may_have_succeeded(), "{error:?}");
    assert_eq!((road.messages() - before, road.obeyed()), (1, 2));
    road.send(&commands, "door_lock").await.unwrap();
}

#[tokio::test]
async fn garbage_in_place_of_an_answer_leaves_the_outcome_open() {
    let (road, commands) = (Road::new(), commands());
    road.send(&commands, "door_lock").await.unwrap();
    for garbage in [b"garbage".to_vec(), Vec::new(), vec![0xff; 200]] {
        road.block(Block::Answer(garbage));
        let before = road.messages();
        let error = road.send(&commands, "honk_horn").await;
        // The first message of a part is a handshake, which is harmless and so certainly not obeyed.
        let error = error.unwrap_err().error;
        assert!(matches!(error, SendError::Untrusted(_)), "{error:?}");
        assert_eq!(road.messages() - before, 1);
    }
    road.block(Block::Answer(b"garbage".to_vec()));
    let before = (road.messages(), road.obeyed());
    let error = road.send(&commands, "door_unlock").await.unwrap_err().error;
    assert!(matches!(error, SendError::Untrusted(_)) && error.may_have_succeeded());
    assert_eq!((road.messages(), road.obeyed()), (before.0 + 1, before.1 + 1));
}

#[tokio::test]
async fn a_car_without_the_key_says_so_at_the_handshake_and_later() {
    let (road, commands) = (Road::new(), commands());
    road.send(&commands, "door_lock").await.unwrap();
    road.car.lock().unwrap().remove_key(key().public_key()).unwrap();
    for name in ["door_lock", "honk_horn"] {
        let error = road.send(&commands, name).await.unwrap_err().error;
        assert!(matches!(error, SendError::Car(CommandError::KeyNotPaired)), "{error:?}");
    }
    assert_eq!(road.obeyed(), 1);
}

#[tokio::test]
async fn a_refusal_is_the_cars_and_is_not_argued_with() {
    let (road, commands) = (Road::new(), commands());
    *road.outcome.lock().unwrap() = Outcome::Refused("already_set".to_owned());
    let error = road.send(&commands, "honk_horn").await.unwrap_err().error;
    assert_eq!(error.to_string(), "car could not execute command: already_set");
    assert_eq!(road.messages(), 2);
}

#[tokio::test]
async fn a_car_that_stays_busy_is_told_of_when_time_is_up() {
    let (road, commands) = (Road::new(), commands());
    *road.outcome.lock().unwrap() = Outcome::Busy;
    let error = road.send(&commands, "honk_horn").await.unwrap_err().error;
    assert!(!error.may_have_succeeded());
    assert_eq!(error.to_string(), "MESSAGEFAULT_ERROR_BUSY");
}
