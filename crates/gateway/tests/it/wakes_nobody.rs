//! Whatever happens in whatever order: no read wakes a car, and a car without its key is asked for readings once in 8
//! hours. Held against what arrived on Tesla's side, not against what we count ourselves.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openfob_gateway::{Jobs, KeyTimings};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::application::{Application, Tokens};
use crate::owner::Connected;
use crate::wire::Wire;
use crate::world::{LENA, MAX, Makers, SCOPE, World};

/// How long a car without its key is left alone.
const WINDOW: SignedDuration = SignedDuration::from_hours(8);
/// How long what is known of a key holds where an application asks.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);

/// Lena's cars, as the API, Tesla and the simulator's switches call them.
const CARS: [(&str, &str, &str); 3] = [
    ("Model 3", "5YJ3E1EA7MF004821", "4821"),
    ("Cybertruck", "7G2CEHED2RA012264", "2264"),
    ("Model S", "5YJSA1E21KF130377", "0377"),
];
/// The one that needs no key.
const WITHOUT_KEY: usize = 2;
const READS: [&str; 4] = ["odometer", "battery", "charge", "location"];
const SWITCHES: [&str; 5] = ["sleep", "wake", "unplug", "drive", "park"];
/// Around each limit that there is.
const WAITS: [i64; 12] = [1, 29, 59, 60, 61, 300, 1200, 3600, 14_400, 28_799, 28_800, 28_801];

#[derive(Clone, Debug)]
enum Step {
    /// Somebody asks: the owner, or the driver, of whom the Model S is none.
    Ask {
        driver: bool,
        car: usize,
        what: &'static str,
    },
    /// Several endpoints in one request.
    Batch {
        car: usize,
    },
    /// What the gateway does by itself: background reads and checks of keys.
    Jobs,
    /// The key comes onto the car, or goes.
    Key {
        car: usize,
        on: bool,
    },
    Switch {
        car: usize,
        switch: &'static str,
    },
    Wait {
        seconds: i64,
    },
    /// The owner takes a permission back at Tesla, or gives it again.
    Scope {
        on: bool,
    },
    /// The gateway ends, and another one goes on.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let what = prop_oneof![3 => select(&READS[..]), 1 => select(&["tesla/virtual_key", "key", "vin"][..])];
    prop_oneof![
        10 => (any::<bool>(), 0..3_usize, what).prop_map(|(driver, car, what)| Step::Ask {
            driver: driver && car != WITHOUT_KEY,
            car,
            what,
        }),
        2 => (0..3_usize).prop_map(|car| Step::Batch { car }),
        3 => Just(Step::Jobs),
        3 => (0..2_usize, any::<bool>()).prop_map(|(car, on)| Step::Key { car, on }),
        3 => (0..3_usize, select(&SWITCHES[..])).prop_map(|(car, switch)| Step::Switch { car, switch }),
        5 => select(&WAITS[..]).prop_map(|seconds| Step::Wait { seconds }),
        1 => any::<bool>().prop_map(|on| Step::Scope { on }),
        1 => Just(Step::Restart),
    ]
}

/// What has happened so far, as somebody who stands beside the cars knows it.
struct Stage {
    world: World,
    application: Application,
    owner: Connected,
    driver: Connected,
    jobs: Option<Jobs>,
    wire: Wire,
    /// Since when a car has had no key; absent while it has one.
    missing_since: BTreeMap<usize, Timestamp>,
    /// When a car without its key last told its readings.
    told_at: BTreeMap<usize, Timestamp>,
}

impl Stage {
    async fn set() -> Self {
        let world = World::start_with(Makers::Simulated, |settings| {
            settings.key_timings = KeyTimings { watch_for: Duration::ZERO, ..KeyTimings::default() };
        })
        .await;
        let application = world.application().await;
        let owner = world.connect(&application, LENA, "TESLA").await;
        let driver = world.connect(&application, MAX, "TESLA").await;
        let long_ago = world.now() - SignedDuration::from_hours(24);
        let wire = Wire::from_now(&world).await;
        let missing_since = (0..CARS.len()).filter(|car| *car != WITHOUT_KEY).map(|car| (car, long_ago)).collect();
        Self { world, application, owner, driver, jobs: None, wire, missing_since, told_at: BTreeMap::new() }
    }

    async fn take(mut self, step: &Step) -> Self {
        let asleep = self.sleepers().await;
        match step {
            Step::Ask { driver, car, what } => {
                let by = if *driver { &self.driver } else { &self.owner };
                let path = by.path(CARS[*car].0, what);
                self.application.get(&by.tokens.access, &path).await;
            }
            Step::Batch { car } => {
                let requests: Vec<Value> = READS.iter().map(|read| json!({"path": format!("/{read}")})).collect();
                let path = self.owner.path(CARS[*car].0, "batch");
                let request = self.application.request("POST", &path).bearer_auth(&self.owner.tokens.access);
                self.application.send(request.json(&json!({"requests": requests}))).await;
            }
            Step::Jobs => {
                let world = &self.world;
                self.jobs.get_or_insert_with(|| world.jobs()).run_due().await;
            }
            Step::Key { car, on } => {
                let lever = if *on { "enrol" } else { "remove" };
                if self.world.turn_key(CARS[*car].1, lever).await == 200 {
                    if *on {
                        self.missing_since.remove(car);
                    } else {
                        self.missing_since.insert(*car, self.world.now());
                    }
                }
            }
            // One that the car refuses in its present state changes nothing.
            Step::Switch { car, switch } => {
                self.world.try_switch(CARS[*car].2, switch).await;
            }
            Step::Wait { seconds } => {
                self.world.advance(SignedDuration::from_secs(*seconds));
                self.owner.tokens = self.renewed(&self.owner.tokens).await;
                self.driver.tokens = self.renewed(&self.driver.tokens).await;
            }
            Step::Scope { on } => {
                let script = if *on { "given-scope" } else { "missing-scope" };
                self.world.play_for(script, "vehicle_location", LENA).await;
            }
            Step::Restart => {
                self.jobs = None;
                self.world = self.world.restart_gateway().await;
            }
        }
        self.check(step, &asleep).await;
        self
    }

    async fn renewed(&self, tokens: &Tokens) -> Tokens {
        self.application.refresh(&tokens.refresh).await.tokens()
    }

    async fn sleepers(&self) -> Vec<usize> {
        let mut asleep = Vec::new();
        for (car, (_, _, ending)) in CARS.iter().enumerate() {
            if self.world.car(ending).await["state"] == "asleep" {
                asleep.push(car);
            }
        }
        asleep
    }

    /// What arrived at Tesla because of a step.
    async fn check(&mut self, step: &Step, asleep_before: &[usize]) {
        let calls = self.wire.news(&self.world).await;
        let waking: Vec<_> = calls.iter().filter(|call| call.may_wake()).collect();
        assert!(waking.is_empty(), "{step:?} sent {waking:?}");
        if matches!(step, Step::Ask { .. } | Step::Batch { .. } | Step::Jobs | Step::Restart) {
            let asleep = self.sleepers().await;
            assert!(asleep_before.iter().all(|car| asleep.contains(car)), "{step:?} woke one of {asleep_before:?}");
        }
        for (car, (name, vin, _)) in CARS.iter().enumerate() {
            let reads: Vec<_> = calls.iter().filter(|call| call.is_read() && call.is_about(vin)).collect();
            assert!(reads.len() <= 1, "{step:?} read the {name} more than once: {reads:?}");
            for read in reads.into_iter().filter(|read| read.status == Some(200)) {
                let Some(since) = self.missing_since.get(&car) else { continue };
                if read.at.duration_since(*since) < BELIEVED {
                    continue;
                }
                if let Some(last) = self.told_at.insert(car, read.at) {
                    let apart = read.at.duration_since(last);
                    assert!(apart >= WINDOW, "{step:?} read the {name} without its key {apart:#} after the last time");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_makes_a_read_wake_a_car_or_ask_one_without_its_key_too_soon(
        steps in proptest::collection::vec(step(), 10..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut stage = Stage::set().await;
            for step in &steps {
                stage = stage.take(step).await;
            }
        });
    }
}

#[tokio::test]
async fn the_wire_is_watched_such_that_a_wake_up_would_be_seen() {
    let world = World::start().await;
    let application = world.register(json!({"permissions": format!("{SCOPE} control_security")})).await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    world.play_for("wake-delay", "0", LENA).await;
    world.turn("0377", "unplug", json!({})).await;
    world.turn("0377", "sleep", json!({})).await;
    let mut wire = Wire::from_now(&world).await;
    let request = application.request("POST", &lena.path("Model S", "security")).bearer_auth(&lena.tokens.access);
    application.send(request.json(&json!({"action": "LOCK"}))).await;
    application.get(&lena.tokens.access, &lena.path("Model 3", "odometer")).await;
    let calls = wire.news(&world).await;
    assert!(calls.iter().any(|call| call.may_wake() && call.is_about(CARS[WITHOUT_KEY].1)), "{calls:?}");
    let read = calls.iter().find(|call| call.is_read() && call.is_about(CARS[0].1)).unwrap();
    assert_eq!((read.method.as_str(), read.status), ("GET", Some(200)));
}
