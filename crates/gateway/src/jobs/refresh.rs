//! Background refresh: cars that ask for it are read every few minutes while they are awake.
//!
//! The free state is looked at first: a sleeping car is never asked, and a parked, idle one is left alone so that it can
//! fall asleep. Where only the car itself could tell whether it is idle, what was last read of it tells: it then rests for
//! longer than a car takes to fall asleep, and is read again if it is awake all the same.

use futures_util::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{AdapterErrorKind, Availability};
use openfob_domain::{Readings, Signal};
use openfob_store::{Connection, RefreshTurn};

use super::AT_A_TIME;
use crate::service::{ServiceError, reading, session};
use crate::{Gateway, measure};

/// How long an idle car is left alone. Cars fall asleep after 10 to 15 minutes without a request.
const REST: SignedDuration = SignedDuration::from_mins(21);
/// When a car that does not ask for it is looked at again: what it asks for changes with its key and its firmware.
const ASKS_FOR_NONE: SignedDuration = SignedDuration::from_mins(15);
/// How many cars are looked at side by side: a slow one must not keep the others waiting.
const AT_ONCE: usize = 16;
/// What tells whether a car is idle.
const IN_USE: [Signal; 4] = [Signal::Gear, Signal::ChargeState, Signal::CabinActive, Signal::Doors];

/// Looks at every car whose time has come. One car's failure does not keep the others waiting.
pub(super) async fn run_due(gateway: &Gateway) {
    if let Err(error) = take_turns(gateway, gateway.clock.now()).await {
        tracing::error!(error = &error as &dyn std::error::Error, "cars to refresh could not be listed");
    }
}

async fn take_turns(gateway: &Gateway, now: Timestamp) -> Result<(), ServiceError> {
    loop {
        let turns = gateway.store.refresh_turns(now, AT_A_TIME).await?;
        if turns.is_empty() {
            return Ok(());
        }
        let next =
            |turn: &RefreshTurn| (*turn, now + turn.period.unwrap_or(ASKS_FOR_NONE).max(SignedDuration::from_secs(1)));
        gateway.store.move_refresh_turns(&turns.iter().map(next).collect::<Vec<_>>()).await?;
        let due = turns.iter().filter(|turn| turn.period.is_some());
        stream::iter(due).for_each_concurrent(AT_ONCE, |turn| take(gateway, turn)).await;
    }
}

async fn take(gateway: &Gateway, turn: &RefreshTurn) {
    let connection = match gateway.store.account_connection(turn.account, turn.vehicle).await {
        Ok(Some(connection)) => connection,
        // Nobody is connected to it, or the owner has to sign in again.
        Ok(None) => return,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a car to refresh could not be read");
            return;
        }
    };
    let looked = look(gateway, &connection).await;
    measure::background_refresh(looked.is_ok());
    let is_capped = |error: &ServiceError| matches!(error, ServiceError::Adapter(error) if error.kind == AdapterErrorKind::CapReached);
    // What a cap holds back was told when the cap was reached.
    if let Some(error) = looked.err().filter(|error| !is_capped(error)) {
        tracing::warn!(
            vehicle.id = %connection.vehicle.id,
            error = &error as &dyn std::error::Error,
            "a background refresh failed"
        );
    }
}

async fn look(gateway: &Gateway, connection: &Connection) -> Result<(), ServiceError> {
    let vin = &connection.vehicle.vin;
    let state = session::with_session(gateway, connection, |adapter, session| {
        let vin = vin.clone();
        Box::pin(async move { adapter.state(session, &vin).await })
    })
    .await?;
    if state.availability != Availability::Awake {
        return Ok(());
    }
    let idle = match state.idle {
        Some(idle) => idle,
        None => rests(gateway, connection).await?,
    };
    if idle { Ok(()) } else { reading::refresh(gateway, connection).await }
}

/// Whether the car was idle when it was last read, not long ago.
async fn rests(gateway: &Gateway, connection: &Connection) -> Result<bool, ServiceError> {
    let last = gateway.store.readings(connection.account, connection.vehicle.id, &IN_USE).await?;
    let read_at = last.get(Signal::ChargeState).map(|reading| reading.fetched_at);
    let is_recent = read_at.is_some_and(|read_at| gateway.clock.now().duration_since(read_at) < REST);
    Ok(is_recent && is_idle(&last))
}

/// Parked, shut and uncharging, as far as it is known.
fn is_idle(last: &Readings) -> bool {
    let doors = last.get(Signal::Doors).and_then(|doors| serde_json::to_value(&doors.value).ok());
    let is_open = |door: &serde_json::Value| door.get("status").is_some_and(|status| status == "OPEN");
    last.text(Signal::Gear).is_none_or(|gear| gear == "P")
        && last.text(Signal::ChargeState) != Some("CHARGING")
        && last.flag(Signal::CabinActive) != Some(true)
        && !doors.as_ref().and_then(serde_json::Value::as_array).is_some_and(|doors| doors.iter().any(is_open))
}
