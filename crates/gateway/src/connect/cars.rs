//! The granted cars and what each still asks for.

use jiff::SignedDuration;
use openfob_domain::{ConnectionId, KeyKind, KeyState, Platform, Role};
use openfob_store::{Application, Connection};

use super::pages::{self, CarLine, CarState};
use crate::Gateway;
use crate::service::{ServiceError, key_state, streaming};

/// A line per car, each asked about anew where what is known is older than `max_age`.
pub(super) async fn lines(
    gateway: &Gateway,
    application: &Application,
    connections: &[ConnectionId],
    max_age: SignedDuration,
) -> Result<Vec<CarLine>, ServiceError> {
    let mut lines = Vec::with_capacity(connections.len());
    for id in connections {
        // Disconnected while the page was open: nothing is asked of that car any more.
        let Some(connection) = gateway.store.application_connection(application.id, *id).await? else { continue };
        let model = &connection.vehicle.model;
        let state = state(gateway, &connection, max_age).await?;
        lines.push(CarLine {
            id: id.to_string(),
            name: model.model.clone(),
            year: Some(model.year),
            ends_in: Some(connection.vehicle.vin.ending().to_owned()),
            key: connection.vehicle.access.key.map(|rule| rule.kind),
            missing: missing(gateway, &connection, state).await?,
            state,
        });
    }
    Ok(lines)
}

/// What the last activation of CarKey lacked, where it is still to be done.
async fn missing(
    gateway: &Gateway,
    connection: &Connection,
    state: CarState,
) -> Result<Option<&'static str>, ServiceError> {
    let asks = connection.vehicle.access.key.is_some_and(|rule| rule.kind == KeyKind::CarKey);
    if !asks || !matches!(state, CarState::Waiting | CarState::Suspended { .. } | CarState::Failed) {
        return Ok(None);
    }
    let last = gateway.store.last_activation(connection.account, connection.vehicle.id).await?;
    Ok(last.and_then(|outcome| pages::missing(&outcome)))
}

/// Whether a car waits for its key.
pub(super) fn waits_for_key(lines: &[CarLine]) -> bool {
    lines.iter().any(|line| matches!(line.state, CarState::Waiting | CarState::Suspended { .. } | CarState::Failed))
}

/// Whether what the owner came to the page for is done. Where a car waited for its key that is the key: one that could
/// stream, or whose owner is somebody else, does not hold up those whose key is there.
pub(super) fn done(lines: &[CarLine], waited: bool) -> bool {
    settled(lines) || (waited && !waits_for_key(lines))
}

/// Whether the owner has nothing left to do.
pub(super) fn settled(lines: &[CarLine]) -> bool {
    lines.iter().all(|line| matches!(line.state, CarState::Ready | CarState::NotNeeded | CarState::StreamingOn))
}

async fn state(gateway: &Gateway, connection: &Connection, max_age: SignedDuration) -> Result<CarState, ServiceError> {
    let Some(rule) = connection.vehicle.access.key else {
        return Ok(match streaming::current(gateway, connection).await? {
            Some(true) => CarState::StreamingOn,
            Some(false) => CarState::StreamingOff,
            None => CarState::NotNeeded,
        });
    };
    if connection.platform == Platform::Legacy {
        // The earlier interface knows no keys; nothing can be asked of the owner here.
        return Ok(CarState::NotNeeded);
    }
    let record = key_state::known_within(gateway, connection, max_age).await?;
    // Signed for with an earlier key, and asked to add the current one.
    if connection.role == Some(Role::Owner)
        && key_state::earlier_key(gateway, connection, Some(&record)).await?.is_some()
    {
        return Ok(CarState::Waiting);
    }
    Ok(match (&record.state, rule.kind, connection.role) {
        (KeyState::Paired { .. }, ..) => CarState::Ready,
        (KeyState::Suspended { until }, ..) => CarState::Suspended { until: *until },
        (KeyState::Disabled, KeyKind::VirtualKey, _) => CarState::Failed,
        (_, KeyKind::VirtualKey, Some(Role::Driver) | None) => CarState::OwnerOnly,
        _ => CarState::Waiting,
    })
}
