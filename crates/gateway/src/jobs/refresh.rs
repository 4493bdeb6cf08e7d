//! Background refresh: cars that ask for it are read every few minutes while they are awake.
//!
//! The free state is looked at first: a sleeping car is never asked, and a parked, idle one is left alone so that it can
//! fall asleep. Where only the car itself could tell whether it is idle, what was last read of it tells: it then rests for
//! longer than a car takes to fall asleep, and is read again if it is awake all the same.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{AdapterErrorKind, Availability};
use openfob_domain::{AccountId, Readings, Signal, VehicleId};
use openfob_store::Connection;

use crate::service::{ServiceError, reading, session};
use crate::{Gateway, measure};

/// How long an idle car is left alone. Cars fall asleep after 10 to 15 minutes without a request.
const REST: SignedDuration = SignedDuration::from_mins(21);
/// What tells whether a car is idle.
const IN_USE: [Signal; 4] = [Signal::Gear, Signal::ChargeState, Signal::CabinActive, Signal::Doors];

/// When each car was last looked at for each account.
#[derive(Default)]
pub(super) struct Refresh(HashMap<(AccountId, VehicleId), Timestamp>);

impl Refresh {
    /// Looks at every car whose time has come. One car's failure does not keep the others waiting.
    pub(super) async fn run_due(&mut self, gateway: &Gateway) {
        let connections = match gateway.store.connections_to_refresh().await {
            Ok(connections) => connections,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cars to refresh could not be listed");
                return;
            }
        };
        let now = gateway.clock.now();
        let key = |connection: &Connection| (connection.account, connection.vehicle.id);
        let living: std::collections::HashSet<_> = connections.iter().map(key).collect();
        self.0.retain(|car, _| living.contains(car));
        for connection in connections {
            let period = connection.vehicle.access.refresh_seconds.map(SignedDuration::from_secs);
            let last = self.0.get(&key(&connection)).copied();
            let is_due = |period| last.is_none_or(|last| now.duration_since(last) >= period);
            if !period.is_some_and(is_due) {
                continue;
            }
            self.0.insert(key(&connection), now);
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
