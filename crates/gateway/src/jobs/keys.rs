//! Keys: connected cars whose key nobody has asked about for a while are checked, keys that no car has any more are
//! forgotten, and suspensions that nobody lifted end.

use std::collections::{BTreeMap, HashMap};

use futures_util::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use openfob_domain::AccountId;
use openfob_store::Connection;

use crate::Gateway;
use crate::service::{ServiceError, key_state, partners};

/// How long a replaced key is kept at least, whatever is known of the cars.
const KEEP: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How often it is looked whose time has come, within the time between two checks of a car.
const LOOKS: i32 = 15;
/// How many accounts are asked about at once.
const AT_ONCE: usize = 4;

/// What was done when.
#[derive(Default)]
pub(super) struct Keys {
    entered: bool,
    looked_at: Option<Timestamp>,
    /// When the cars of an account were last asked about, whatever came of it.
    asked_at: HashMap<AccountId, Timestamp>,
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
        let look_every = gateway.settings.key_timings.check_every / LOOKS;
        if self.looked_at.is_some_and(|last| now.duration_since(last) < look_every) {
            return;
        }
        self.looked_at = Some(now);
        if let Err(error) = self.check(gateway, now).await {
            tracing::error!(error = &error as &dyn std::error::Error, "cars with keys could not be looked through");
        }
        if let Err(error) = gateway.store.forget_unused_partner_keys(now - KEEP).await {
            tracing::error!(error = &error as &dyn std::error::Error, "earlier keys could not be looked through");
        }
    }

    /// Asks about all cars of each account one of whose cars nobody has asked about for too long. One call tells of all of
    /// them, so none is left out for being newer.
    async fn check(&mut self, gateway: &Gateway, now: Timestamp) -> Result<(), ServiceError> {
        let every = gateway.settings.key_timings.check_every;
        let is_old = |at: Timestamp| now.duration_since(at) >= every;
        let mut accounts: BTreeMap<AccountId, Vec<Connection>> = BTreeMap::new();
        for car in gateway.store.connections_with_key().await? {
            if key_state::may_ask(&car) {
                accounts.entry(car.account).or_default().push(car);
            }
        }
        self.asked_at.retain(|account, at| accounts.contains_key(account) && !is_old(*at));
        let mut due = Vec::new();
        for (account, cars) in accounts {
            if !self.asked_at.contains_key(&account) && any_is_old(gateway, &cars, is_old).await? {
                self.asked_at.insert(account, now);
                due.push(cars);
            }
        }
        stream::iter(due).for_each_concurrent(AT_ONCE, |cars| ask(gateway, cars)).await;
        Ok(())
    }
}

async fn any_is_old(
    gateway: &Gateway,
    cars: &[Connection],
    is_old: impl Fn(Timestamp) -> bool,
) -> Result<bool, ServiceError> {
    for car in cars {
        if is_old(key_state::known(gateway, car).await?.checked_at) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn ask(gateway: &Gateway, cars: Vec<Connection>) {
    let cars: Vec<&Connection> = cars.iter().collect();
    if let Err(error) = key_state::all_known_within(gateway, &cars, SignedDuration::ZERO).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the keys of an account's cars could not be checked");
    }
}
