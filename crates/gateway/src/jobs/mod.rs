//! What the gateway does by itself.

mod refresh;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::Gateway;

/// How often the jobs look whether something is due. What is due is decided by the gateway's clock.
const TICK: Duration = Duration::from_secs(5);

/// Runs until it is aborted.
pub(crate) async fn run(gateway: Gateway) {
    let mut refresh = refresh::Refresh::default();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        refresh.run_due(&gateway).await;
    }
}
