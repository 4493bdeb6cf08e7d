//! Keys: connected cars whose key nobody has asked about for a while are checked, keys that no car has any more are
//! forgotten, and suspensions that nobody lifted end.

use jiff::{SignedDuration, Timestamp};

use crate::Gateway;
use crate::service::{key_state, partners};

/// How long a replaced key is kept at least, whatever is known of the cars.
const KEEP: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What was done when.
#[derive(Default)]
pub(super) struct Keys {
    entered: bool,
    checked_at: Option<Timestamp>,
}

impl Keys {
    /// Does what is due. One car's failure does not keep the others waiting.
    pub(super) async fn run_due(&mut self, gateway: &Gateway) {
        if !self.entered && gateway.adapters.simulated_portal.is_some() {
            self.entered = true;
            partners::enter_default(gateway).await;
        }
        let now = gateway.clock.now();
        match gateway.store.end_suspensions(now).await {
            Ok(changes) => key_state::tell(gateway, changes),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "suspended keys could not be looked through");
            }
        }
        let every = gateway.settings.key_timings.check_every;
        let Some(last) = self.checked_at else {
            self.checked_at = Some(now);
            return;
        };
        if now.duration_since(last) < every {
            return;
        }
        self.checked_at = Some(now);
        match gateway.store.connections_with_key().await {
            Ok(connections) => {
                for connection in connections {
                    if let Err(error) = key_state::known_within(gateway, &connection, every).await {
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(vehicle.id = %connection.vehicle.id, error, "a key could not be checked");
                    }
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cars with keys could not be listed");
            }
        }
        if let Err(error) = gateway.store.forget_unused_partner_keys(now - KEEP).await {
            tracing::error!(error = &error as &dyn std::error::Error, "earlier keys could not be looked through");
        }
    }
}
