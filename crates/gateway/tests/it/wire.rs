//! What reached Tesla's side, by its own account and not by ours.

use jiff::Timestamp;
use serde::Deserialize;

use crate::world::World;

/// A call as it arrived there.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Call {
    number: u64,
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    pub(crate) address: String,
    pub(crate) status: Option<u16>,
}

impl Call {
    /// Whether it may wake a car.
    pub(crate) fn may_wake(&self) -> bool {
        ["/wake_up", "/command/", "/signed_command"].iter().any(|part| self.address.contains(part))
    }

    /// Whether it asks a car for its readings.
    pub(crate) fn is_read(&self) -> bool {
        self.address.contains("/vehicle_data")
    }

    /// Whether it asks for tokens.
    pub(crate) fn is_token(&self) -> bool {
        self.address.ends_with("/token")
    }

    /// Whether it asks about keys.
    pub(crate) fn is_fleet_status(&self) -> bool {
        self.address.ends_with("/fleet_status")
    }

    /// Whether its address names a car.
    pub(crate) fn is_about(&self, vin: &str) -> bool {
        self.address.contains(vin)
    }
}

/// Reads on from where it stopped.
#[derive(Default)]
pub(crate) struct Wire {
    seen: u64,
}

impl Wire {
    /// From now on.
    pub(crate) async fn from_now(world: &World) -> Self {
        let mut wire = Self::default();
        wire.news(world).await;
        wire
    }

    /// What arrived since this was last asked.
    pub(crate) async fn news(&mut self, world: &World) -> Vec<Call> {
        let told = world.ask_simulator(&format!("/api/tesla/calls?after={}", self.seen)).await;
        let calls: Vec<Call> = serde_json::from_value(told["calls"].clone()).unwrap();
        self.seen = calls.last().map_or(self.seen, |call| call.number);
        calls
    }
}
