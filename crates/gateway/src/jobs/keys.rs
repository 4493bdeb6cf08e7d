//! Keys: connected cars whose key nobody has asked about for a while are checked, keys that no car has any more are
//! forgotten, and suspensions that nobody lifted end.

use futures_util::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use openfob_store::{Connection, KeyTurn};

use super::AT_A_TIME;
use crate::Gateway;
use crate::service::{ServiceError, key_state, partners};

/// How long a replaced key is kept at least, whatever is known of the cars.
const KEEP: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How many accounts are asked about at once.
const AT_ONCE: usize = 16;

/// What was done when.
#[derive(Default)]
pub(super) struct Keys {
    entered: bool,
    forgot_at: Option<Timestamp>,
}

impl Keys {
    /// Does what is due. One account's failure does not keep the others waiting.
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
        if let Err(error) = check(gateway, now).await {
            tracing::error!(error = &error as &dyn std::error::Error, "cars with keys could not be looked through");
        }
        let check_every = gateway.settings.key_timings.check_every;
        if self.forgot_at.is_some_and(|last| now.duration_since(last) < check_every) {
            return;
        }
        self.forgot_at = Some(now);
        if let Err(error) = gateway.store.forget_unused_partner_keys(now - KEEP).await {
            tracing::error!(error = &error as &dyn std::error::Error, "earlier keys could not be looked through");
        }
    }
}

/// Takes every account's turn that has come.
async fn check(gateway: &Gateway, now: Timestamp) -> Result<(), ServiceError> {
    loop {
        let turns = gateway.store.key_turns(now, AT_A_TIME).await?;
        if turns.is_empty() {
            return Ok(());
        }
        let mut moved = Vec::with_capacity(turns.len());
        let mut due = Vec::new();
        for turn in &turns {
            let (cars, next) = look(gateway, *turn, now).await?;
            moved.push((turn.account, next));
            due.extend(cars);
        }
        gateway.store.move_key_turns(&moved).await?;
        stream::iter(due).for_each_concurrent(AT_ONCE, |cars| ask(gateway, cars)).await;
    }
}

/// The cars to ask about, if nobody has asked about one of them for too long, and the account's next turn. One call
/// tells of all of an account's cars, so none is left out for being newer.
async fn look(
    gateway: &Gateway,
    turn: KeyTurn,
    now: Timestamp,
) -> Result<(Option<Vec<Connection>>, Timestamp), ServiceError> {
    let every = gateway.settings.key_timings.check_every;
    let mut cars =
        if turn.has_keys { gateway.store.account_connections_with_key(turn.account).await? } else { Vec::new() };
    cars.retain(key_state::may_ask);
    let mut oldest = now;
    for car in &cars {
        oldest = oldest.min(key_state::known(gateway, car).await?.checked_at);
    }
    let is_old = now.duration_since(oldest) >= every;
    Ok(if is_old { (Some(cars), now + every) } else { (None, oldest + every) })
}

async fn ask(gateway: &Gateway, cars: Vec<Connection>) {
    let cars: Vec<&Connection> = cars.iter().collect();
    if let Err(error) = key_state::all_known_within(gateway, &cars, SignedDuration::ZERO).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the keys of an account's cars could not be checked");
    }
}
