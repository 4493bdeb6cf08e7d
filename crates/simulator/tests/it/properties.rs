//! What holds for every car whatever is done to it.

use proptest::prelude::*;
use serde_json::Value;

use crate::garage::Garage;

/// A switch or a stretch of time.
#[derive(Clone, Debug)]
enum Step {
    Turn(&'static str, String),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let plain = prop::sample::select(vec!["plug", "unplug", "start-charge", "stop-charge", "drive", "park", "sleep"]);
    prop_oneof![
        4 => plain.prop_map(|switch| Step::Turn(switch, String::new())),
        1 => (50..=100_u32).prop_map(|percent| Step::Turn("charge-limit", format!(r#"{{"percent": {percent}}}"#))),
        1 => (-30..=40_i32).prop_map(|celsius| Step::Turn("ambient", format!(r#"{{"celsius": {celsius}}}"#))),
        1 => any::<bool>().prop_map(|on| Step::Turn("charge-fault", format!(r#"{{"on": {on}}}"#))),
        4 => (1..600_u32).prop_map(Step::Wait),
    ]
}

fn number(car: &Value, pointer: &str) -> f64 {
    car.pointer(pointer).and_then(Value::as_f64).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn charging_ends_at_the_limit_the_odometer_never_falls_and_a_restart_changes_nothing(
        seed in 0..1000_u64,
        steps in prop::collection::vec(step(), 1..16),
    ) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let mut garage = Garage::open(seed);
            let mut before = garage.car("4821").await;
            for step in steps {
                match &step {
                    // A switch that the car refuses changes nothing.
                    Step::Turn(switch, body) => {
                        garage.post(&format!("/api/cars/4821/{switch}"), body).await;
                    }
                    Step::Wait(minutes) => garage.advance(&format!("{minutes}m")).await,
                }
                let car = garage.car("4821").await;
                let most = number(&before, "/battery/limit_percent").max(number(&before, "/battery/percent"));
                let most = most.max(number(&car, "/battery/limit_percent"));
                assert!(number(&car, "/battery/percent") <= most, "{step:?}: {car}");
                assert!(number(&car, "/battery/percent") >= 4.9, "{step:?}: {car}");
                assert!(number(&car, "/odometer_km") >= number(&before, "/odometer_km"), "{step:?}: {car}");
                assert!((-60.0..=60.0).contains(&number(&car, "/inside_c")), "{step:?}: {car}");
                before = car;
            }
            let cars = garage.get("/api/cars").await.json();
            garage.restart();
            assert_eq!(garage.get("/api/cars").await.json(), cars);
        });
    }
}
