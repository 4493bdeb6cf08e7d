//! The state file: continued, or refused and left alone.

use openfob_simulator::{Clock, OpenError, Settings, Simulator};

use crate::garage::{Garage, start};

fn settings(garage: &Garage) -> Settings {
    Settings {
        public_url: "http://sim.example.com:8081".parse().unwrap(),
        state_file: garage.folder.path().join("simulator.json"),
        seed: 99,
        clock: Clock::standing_at(start()),
    }
}

#[tokio::test]
async fn a_restart_continues_cars_and_clock_with_the_seed_of_the_first_start() {
    let mut garage = Garage::open(1);
    garage.turn("4821", "unplug", "").await;
    garage.turn("4821", "drive", "").await;
    garage.advance("10m").await;
    let before = garage.get("/api/cars").await.json();
    garage.restart();
    assert_eq!(garage.get("/api/cars").await.json(), before);
    assert_eq!(garage.get("/api/time").await.json()["ahead_seconds"], 600);
}

#[tokio::test]
async fn changes_that_are_made_at_the_same_time_are_all_in_the_file_when_they_are_answered() {
    let mut garage = Garage::open(1);
    let cars = ["4821", "0377", "2264", "5533", "1902"];
    let unlock = |car| garage.turn(car, "unlock", "");
    let [first, second, third, fourth, fifth] = cars.map(unlock);
    tokio::join!(first, second, third, fourth, fifth);
    garage.restart();
    for car in cars {
        assert_eq!(garage.car(car).await["locked"], false, "{car}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_understood_is_refused_and_left_as_it_is() {
    let garage = Garage::open(1);
    let file = garage.folder.path().join("simulator.json");
    let full = std::fs::read(&file).unwrap();
    let later =
        String::from_utf8(full.clone()).unwrap().replacen("\"openfob_simulator\":2", "\"openfob_simulator\":3", 1);
    for content in [b"not JSON".to_vec(), full[..full.len() / 2].to_vec(), later.into_bytes(), Vec::new()] {
        std::fs::write(&file, &content).unwrap();
        let Err(error) = Simulator::open(settings(&garage)) else { panic!("opened a file that it cannot read") };
        assert!(matches!(error, OpenError::NotUnderstood { .. } | OpenError::Version { .. }), "{error}");
        assert!(error.to_string().contains("move it away to begin with fresh cars"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), content);
    }
}
