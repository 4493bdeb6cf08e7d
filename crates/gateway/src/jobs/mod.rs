//! What the gateway does by itself.

mod refresh;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::Gateway;

/// How often the jobs look whether something is due. What is due is decided by the gateway's clock.
const TICK: Duration = Duration::from_secs(5);

/// What the gateway does by itself, and when it last did it.
pub struct Jobs {
    gateway: Gateway,
    refresh: refresh::Refresh,
}

impl Jobs {
    /// Jobs that have never run.
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self { gateway, refresh: refresh::Refresh::default() }
    }

    /// Does what is due now.
    pub async fn run_due(&mut self) {
        self.refresh.run_due(&self.gateway).await;
    }

    /// Does what is due, whenever it is, until it is aborted.
    pub async fn run(mut self) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.run_due().await;
        }
    }
}
