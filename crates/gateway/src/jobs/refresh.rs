//! Background refresh: cars that ask for it are read every few minutes while they are awake.
//!
//! The free state is looked at first: a sleeping car is never asked, and a parked, idle one is left alone so that it can
//! fall asleep.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::Availability;
use openfob_domain::{AccountId, VehicleId};
use openfob_store::Connection;

use crate::service::{ServiceError, reading, session, streaming};
use crate::{Gateway, measure};

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
            if let Err(error) = looked {
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
    streaming::note(gateway, connection, state.streaming).await?;
    if state.availability == Availability::Awake && state.idle != Some(true) {
        reading::refresh(gateway, connection).await?;
    }
    Ok(())
}
