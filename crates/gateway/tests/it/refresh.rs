//! Background refresh of cars that need no key: every five minutes while they are in use, and never so that they stay
//! awake or wake up.

use jiff::SignedDuration;
use serde_json::json;

use crate::world::{LENA, World};

/// The Model S of 2019, as the simulator calls it.
const MODEL_S: &str = "0377";

#[tokio::test]
async fn an_old_model_s_is_never_limited_with_streaming_off_or_on() {
    let world = World::start().await;
    for setting in ["limit", "refuse"] {
        let application = world.register(json!({"without_key": setting, "serve_stored": false})).await;
        let lena = world.connect(&application, LENA, "TESLA").await;
        for streaming in [false, true] {
            world.turn(MODEL_S, "streaming", json!({"on": streaming})).await;
            for _ in 0..3 {
                world.advance(SignedDuration::from_secs(1));
                world.turn(MODEL_S, "wake", json!({})).await;
                let answer = application.get(&lena.tokens.access, &lena.path("Model S", "odometer")).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
                let now = format!("{:.3}", world.now());
                assert_eq!(answer.header("sc-fetched-at"), Some(now.as_str()), "a read while awake is fresh");
            }
        }
    }
}

#[tokio::test]
async fn a_command_may_wake_the_car_and_the_read_after_it_is_fresh() {
    let world = World::start().await;
    let application = world.application().await;
    let scope = "scope=read_vehicle_info%20read_odometer%20control_security";
    let lena = world.connect_with(&application, LENA, "TESLA", scope).await;
    let path = lena.path("Model S", "odometer");
    assert_eq!(application.get(&lena.tokens.access, &path).await.status, 200);
    world.play("wake-delay", "0").await;
    world.turn(MODEL_S, "sleep", json!({})).await;
    world.advance(SignedDuration::from_mins(1));
    let request = application.request("POST", &lena.path("Model S", "security")).bearer_auth(&lena.tokens.access);
    let answer = application.send(request.json(&json!({"action": "UNLOCK"}))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(world.car(MODEL_S).await["state"], "awake");
    let now = format!("{:.3}", world.now());
    assert_eq!(application.get(&lena.tokens.access, &path).await.header("sc-fetched-at"), Some(now.as_str()));
}

#[tokio::test]
async fn a_car_in_use_is_read_every_five_minutes_and_not_more_often() {
    let world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    let mut jobs = world.jobs();
    world.turn(MODEL_S, "drive", json!({})).await;
    for reads in 1..=4 {
        for seconds in [1, 298, 1] {
            jobs.run_due().await;
            assert_eq!(world.reads_of(MODEL_S).await, reads);
            world.advance(SignedDuration::from_secs(seconds));
        }
    }
}

#[tokio::test]
async fn what_the_background_read_is_served_when_the_car_has_fallen_asleep() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let mut jobs = world.jobs();
    world.turn(MODEL_S, "drive", json!({})).await;
    world.advance(SignedDuration::from_mins(10));
    jobs.run_due().await;
    world.turn(MODEL_S, "park", json!({})).await;
    world.advance(SignedDuration::from_mins(5));
    jobs.run_due().await;
    let read_at = format!("{:.3}", world.now());

    for _ in 0..12 {
        world.advance(SignedDuration::from_mins(5));
        jobs.run_due().await;
    }
    assert_eq!(world.reads_of(MODEL_S).await, 2, "a car that was seen parked and idle is left alone");
    assert_eq!(world.car(MODEL_S).await["state"], "asleep", "and so falls asleep");
    for endpoint in ["odometer", "battery", "charge", "location"] {
        let stored = application.get(&lena.tokens.access, &lena.path("Model S", endpoint)).await;
        assert_eq!(stored.status, 200, "all that the link may read was read: {endpoint} {}", stored.body);
        assert_eq!(stored.header("sc-data-age"), Some(read_at.as_str()), "{endpoint}");
    }
    assert_eq!(world.car(MODEL_S).await["state"], "asleep", "no read wakes it");

    world.turn(MODEL_S, "drive", json!({})).await;
    world.advance(SignedDuration::from_mins(5));
    jobs.run_due().await;
    assert_eq!(world.reads_of(MODEL_S).await, 3, "once it is used it is read again");
}

#[tokio::test]
async fn a_car_that_does_not_answer_is_asked_again_when_its_time_comes_and_keeps_no_other_waiting() {
    let mut world = World::start().await;
    let application = world.application().await;
    world.connect(&application, LENA, "TESLA").await;
    world.connect(&application, "sam@example.com", "TESLA").await;
    world.turn("8650", "unplug", json!({})).await;
    for car in [MODEL_S, "8650"] {
        world.turn(car, "drive", json!({})).await;
    }
    let mut jobs = world.jobs();
    world.turn(MODEL_S, "fail", json!({"error": "UPSTREAM.INVALID_DATA"})).await;
    jobs.run_due().await;
    assert_eq!((world.reads_of(MODEL_S).await, world.reads_of("8650").await), (0, 1));
    world.advance(SignedDuration::from_mins(5));
    world.end_simulator().await;
    jobs.run_due().await;
    world.begin_simulator().await;
    world.advance(SignedDuration::from_mins(5));
    jobs.run_due().await;
    assert_eq!((world.reads_of(MODEL_S).await, world.reads_of("8650").await), (1, 2));
}

#[tokio::test]
async fn cars_that_ask_for_a_key_and_disconnected_ones_are_not_read_in_the_background() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let mut jobs = world.jobs();
    for car in [MODEL_S, "4821"] {
        world.turn(car, "unplug", json!({})).await;
        world.turn(car, "drive", json!({})).await;
    }
    let answer = application.call("DELETE", &lena.tokens.access, &lena.path("Model S", "application")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    jobs.run_due().await;
    assert_eq!((world.reads_of(MODEL_S).await, world.reads_of("4821").await), (0, 0));
}
