//! What the gateway does by itself.

mod keys;
mod refresh;
mod retention;

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::Gateway;
use crate::events::{Deliverer, run_due_schedules};

/// How often the jobs look whether something is due. What is due is decided by the gateway's clock.
const TICK: Duration = Duration::from_secs(5);
/// How many turns are read from the store at a time.
const AT_A_TIME: u32 = 200;
/// Old rows are looked for when the start is over; it takes reading through whole tables.
const SWEEP_AFTER: Duration = Duration::from_mins(10);

/// What the gateway does by itself, and when it last did it.
pub struct Jobs {
    gateway: Gateway,
    deliverer: Deliverer,
    retention: retention::Retention,
    keys: keys::Keys,
}

impl Jobs {
    /// Jobs that have never run.
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self {
            deliverer: Deliverer::new(gateway.clone()),
            retention: retention::Retention::default(),
            keys: keys::Keys::default(),
            gateway,
        }
    }

    /// Does what is due now.
    pub async fn run_due(&mut self) {
        refresh::run_due(&self.gateway).await;
        self.keys.run_due(&self.gateway).await;
        run_due_schedules(&self.gateway).await;
        self.deliverer.run_due().await;
        self.retention.run_due(&self.gateway).await;
    }

    /// Does what is due, whenever it is, until it is aborted.
    pub async fn run(self) {
        let Self { gateway, deliverer, mut retention, mut keys } = self;
        let refreshing = async {
            let mut ticks = ticks();
            loop {
                ticks.tick().await;
                refresh::run_due(&gateway).await;
            }
        };
        let reading = async {
            let mut ticks = ticks();
            loop {
                ticks.tick().await;
                run_due_schedules(&gateway).await;
            }
        };
        let forgetting = async {
            sleep(SWEEP_AFTER).await;
            let mut ticks = ticks();
            loop {
                ticks.tick().await;
                retention.run_due(&gateway).await;
            }
        };
        let checking = async {
            let mut ticks = ticks();
            loop {
                ticks.tick().await;
                keys.run_due(&gateway).await;
            }
        };
        // Side by side: a slow car must not keep deliveries waiting, nor a slow receiver the cars.
        tokio::join!(refreshing, reading, forgetting, checking, deliverer.run());
    }
}

fn ticks() -> Interval {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
