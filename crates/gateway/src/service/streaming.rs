//! The streaming toggle of cars that need no key.

use openfob_store::Connection;

use crate::Gateway;
use crate::service::{ServiceError, session};

/// Whether streaming is on in a car that has the toggle, asked of the automaker (never the car); `None` for a car that
/// has none. Where the automaker cannot be asked, what was known stays.
pub(crate) async fn current(gateway: &Gateway, connection: &Connection) -> Result<Option<bool>, ServiceError> {
    let vehicle = &connection.vehicle;
    if !vehicle.access.streaming_toggle {
        return Ok(None);
    }
    let report = session::with_session(gateway, connection, |adapter, session| {
        let vin = vehicle.vin.clone();
        Box::pin(async move { adapter.key_report(session, &vin).await })
    })
    .await;
    match report {
        Ok(report) => {
            note(gateway, connection, report.streaming).await?;
            Ok(report.streaming)
        }
        Err(ServiceError::Store(error)) => Err(error.into()),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the streaming toggle could not be asked for");
            Ok(vehicle.streaming)
        }
    }
}

/// Notes what the automaker said of the toggle.
async fn note(gateway: &Gateway, connection: &Connection, on: Option<bool>) -> Result<(), ServiceError> {
    if connection.vehicle.streaming == on {
        return Ok(());
    }
    Ok(gateway.store.set_streaming(connection.vehicle.id, on).await?)
}
