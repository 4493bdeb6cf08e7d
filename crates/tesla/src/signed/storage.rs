//! Where sessions are kept, so that they outlive a process and several processes share them.

use async_trait::async_trait;
use openfob_tesla_command::{CounterBlock, Domain, SessionState, Vin};

/// What a process knows of a session when it asks for counters.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Nothing yet.
    Nothing,
    /// A session that it has used. What is kept may be newer.
    Held(SessionState),
    /// What the car itself has just said, which nothing kept is newer than.
    Fresh(SessionState),
}

/// Why sessions could not be read or kept.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the sessions cannot be kept: {0}")]
pub struct StorageError(pub String);

/// Where sessions are kept.
#[async_trait]
pub trait SessionStorage: Send + Sync {
    /// Gives the session to use with this part of this car, and `count` counters of it that nobody else is given. `None`
    /// where no session is known: the car is to be asked for one.
    async fn reserve(
        &self,
        vin: &Vin,
        domain: Domain,
        claim: Claim,
        count: u32,
    ) -> Result<Option<(SessionState, CounterBlock)>, StorageError>;

    /// What is kept of a session now, whichever process kept it: its counter is the last that anyone was given. It is asked
    /// for before each command.
    async fn kept(&self, vin: &Vin, domain: Domain) -> Result<Option<SessionState>, StorageError>;
}

/// Keeps nothing: for a single process that asks its cars anew after a restart.
#[derive(Clone, Copy, Debug, Default)]
pub struct NotKept;

#[async_trait]
impl SessionStorage for NotKept {
    async fn reserve(
        &self,
        _: &Vin,
        _: Domain,
        claim: Claim,
        _: u32,
    ) -> Result<Option<(SessionState, CounterBlock)>, StorageError> {
        Ok(match claim {
            Claim::Nothing => None,
            Claim::Held(state) | Claim::Fresh(state) => {
                let block = CounterBlock { after: state.counter, until: u32::MAX };
                Some((state, block))
            }
        })
    }

    async fn kept(&self, _: &Vin, _: Domain) -> Result<Option<SessionState>, StorageError> {
        Ok(None)
    }
}

/// Settles a claim against what is kept, for whoever keeps sessions: in the same turn in which it read what is kept, the
/// state that comes out is to be kept, its counter the last of the block.
#[must_use]
pub fn settle(kept: Option<&SessionState>, claim: &Claim, count: u32) -> Option<(SessionState, CounterBlock)> {
    let mut state = match (kept, claim) {
        (None, Claim::Nothing) => return None,
        (Some(kept), Claim::Nothing) => kept.clone(),
        // Another process has met the car's next epoch.
        (Some(kept), Claim::Held(own)) if is_later(kept, own) => kept.clone(),
        (_, Claim::Held(own) | Claim::Fresh(own)) => own.clone(),
    };
    if let Some(kept) = kept
        && is_same(kept, &state)
    {
        state.counter = state.counter.max(kept.counter);
    }
    let block = CounterBlock { after: state.counter, until: state.counter.saturating_add(count) };
    state.counter = block.until;
    Some((state, block))
}

/// Whether what is kept is ahead of a session that may use counters up to `last`: the car has been given higher ones, or
/// another epoch of it has been met. Commands of that session would come too late for the car.
pub(super) fn is_overtaken(kept: &SessionState, own: &SessionState, last: u32) -> bool {
    is_later(kept, own) || (is_same(kept, own) && kept.counter > last)
}

/// Whether what is kept is of a later epoch of the car.
fn is_later(kept: &SessionState, own: &SessionState) -> bool {
    !is_same(kept, own) && kept.began > own.began
}

/// Whether both are of the same session, whose counters are shared.
pub(super) fn is_same(one: &SessionState, other: &SessionState) -> bool {
    one.epoch == other.epoch && one.car_key == other.car_key
}
