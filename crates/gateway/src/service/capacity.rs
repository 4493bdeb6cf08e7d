//! How large a battery is: what the maker tells, else what the owner chose, else a link that asks them.

use jiff::SignedDuration;
use openfob_domain::Signal;
use openfob_store::Connection;
use serde::Deserialize;

use crate::Gateway;
use crate::service::ServiceError;

/// How long the link is good that the API hands out.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A size that the model was sold with.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Choice {
    /// kWh.
    pub(crate) capacity: f64,
    /// What tells it from the others.
    pub(crate) description: Option<String>,
}

/// The sizes that a car's model was sold with, as the store last heard.
pub(crate) async fn choices(gateway: &Gateway, connection: &Connection) -> Result<Vec<Choice>, ServiceError> {
    let signals = [Signal::BatteryCapacities];
    let stored = gateway.store.readings(connection.account, connection.vehicle.id, &signals).await?;
    let value = stored.get(Signal::BatteryCapacities).map(|reading| &reading.value);
    let parts = value.and_then(|value| serde_json::to_value(value).ok());
    Ok(parts.and_then(|parts| serde_json::from_value(parts).ok()).unwrap_or_default())
}

/// The link that asks the owner. It ends in `redirect_uri=`: the application adds its own.
pub(crate) fn link(gateway: &Gateway, connection: &Connection) -> Option<String> {
    let now = gateway.clock.now();
    let token = gateway.store.capacity_token(connection.id, now.checked_add(LINK_LIFETIME).ok()?)?;
    let mut url = gateway.settings.url("/battery-capacity");
    url.query_pairs_mut()
        .append_pair("vehicle_id", &connection.id.to_string())
        .append_pair("client_id", &connection.application.to_string())
        .append_pair("token", &token)
        .append_pair("response_type", "vehicle_id")
        .append_pair("redirect_uri", "");
    Some(url.into())
}
