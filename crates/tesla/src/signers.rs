//! The keys that are in use, each with its sessions.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use openfob_automaker::{AdapterError, AdapterErrorKind};
use openfob_domain::KeyDomain;

use crate::adapter::Clock;
use crate::refusal;
use crate::signed::{SignedCommands, SigningKeys};

/// Keys that are in memory at most.
const MOST_KEYS: u64 = 1_000;
/// Cars whose sessions with one key are in memory.
const MOST_CARS: usize = 10_000;
/// A key that nobody has commanded with for so long is wiped from memory.
const IDLE: Duration = Duration::from_hours(1);

/// Signs with partners' keys.
pub(crate) struct Signers {
    keys: Arc<dyn SigningKeys>,
    clock: Clock,
    in_use: Cache<(KeyDomain, String), Arc<SignedCommands>>,
}

impl Signers {
    pub(crate) fn new(keys: Arc<dyn SigningKeys>, clock: Clock) -> Self {
        let in_use = Cache::builder().max_capacity(MOST_KEYS).time_to_idle(IDLE).build();
        Self { keys, clock, in_use }
    }

    /// Signs with one of a partner's keys.
    pub(crate) async fn with(&self, partner: &KeyDomain, key: &str) -> Result<Arc<SignedCommands>, AdapterError> {
        let place = (partner.clone(), key.to_owned());
        if let Some(signer) = self.in_use.get(&place) {
            return Ok(signer);
        }
        let found = self.keys.key(partner, key).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "a partner's key could not be read");
            refusal::refused(AdapterErrorKind::Internal)
        })?;
        let Some(private) = found else {
            tracing::error!(partner = %partner, key, "a command wants a key that this server does not have");
            return Err(refusal::refused(AdapterErrorKind::Internal));
        };
        let sessions = self.keys.sessions(private.public_key());
        let signer = SignedCommands::new(Arc::new(private), sessions, self.clock.clone(), MOST_CARS);
        // Of several who found it missing, all are told of the one that is kept.
        Ok(self.in_use.get_with(place, || Arc::new(signer)))
    }
}
