//! The granted cars and what each still asks for.

use std::sync::Arc;

use jiff::SignedDuration;
use openfob_automaker::Adapter;
use openfob_domain::{AccountId, ConnectionId, KeyKind, KeyState, Mode, Platform, Role};
use openfob_store::{Application, Connection};

use super::pages::{self, CarLine, CarState, KeyObstacle};
use crate::Gateway;
use crate::service::pairing::{self, Obstacle};
use crate::service::{ServiceError, key_state, linking, streaming};

/// A line per car, each asked about anew where what is known is older than `max_age`.
pub(super) async fn lines(
    gateway: &Gateway,
    application: &Application,
    connections: &[ConnectionId],
    max_age: SignedDuration,
) -> Result<Vec<CarLine>, ServiceError> {
    let mut cars = Vec::with_capacity(connections.len());
    for id in connections {
        // Disconnected while the page was open: nothing is asked of that car any more.
        cars.extend(gateway.store.application_connection(application.id, *id).await?);
    }
    let keyed: Vec<&Connection> = cars.iter().filter(|car| asks_for_key(car)).collect();
    key_state::all_known_within(gateway, &keyed, max_age).await?;
    let mut lines = Vec::with_capacity(cars.len());
    for connection in cars {
        let model = &connection.vehicle.model;
        let state = state(gateway, &connection).await?;
        lines.push(CarLine {
            id: connection.id.to_string(),
            name: model.model.clone(),
            year: Some(model.year),
            ends_in: Some(connection.vehicle.vin.ending().to_owned()),
            key: connection.vehicle.access.key.map(|rule| rule.kind),
            missing: missing(gateway, &connection, state).await?,
            link: own_link(gateway, application, &connection, state).await?,
            state,
        });
    }
    Ok(lines)
}

/// The link that adds the key to this car, where its key is still to be added and can be.
async fn own_link(
    gateway: &Gateway,
    application: &Application,
    connection: &Connection,
    state: CarState,
) -> Result<Option<String>, ServiceError> {
    let vehicle = &connection.vehicle;
    let asks = vehicle.access.key.is_some_and(|rule| rule.kind == KeyKind::VirtualKey);
    if !asks || !matches!(state, CarState::Waiting | CarState::OwnerOnly) {
        return Ok(None);
    }
    let Some(adapter) = gateway.adapters.for_make(connection.mode, &vehicle.model.make) else { return Ok(None) };
    if obstacle(gateway, application, connection.mode, adapter, Some(connection.account)).await?.is_some() {
        return Ok(None);
    }
    let key_domain = linking::key_domain_of(gateway, application);
    Ok(adapter.key_link(&vehicle.model.make, &key_domain, Some(&vehicle.vin)).map(String::from))
}

/// What keeps everybody from adding an application's key where an account is kept; without one, anywhere.
pub(super) async fn obstacle(
    gateway: &Gateway,
    application: &Application,
    mode: Mode,
    adapter: &Arc<dyn Adapter>,
    account: Option<AccountId>,
) -> Result<Option<KeyObstacle>, ServiceError> {
    let account = match account {
        Some(account) => gateway.store.account(account).await?,
        None => None,
    };
    let region = account.and_then(|account| account.region);
    let key_domain = linking::key_domain_of(gateway, application);
    Ok(pairing::obstacle(gateway, mode, adapter, &key_domain, region.as_deref()).await.map(|obstacle| match obstacle {
        Obstacle::NotRegistered => KeyObstacle::NotRegistered,
        Obstacle::KeyFile => KeyObstacle::KeyFile,
    }))
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

/// The car that alone waits for its key.
pub(super) fn only_waiting(lines: &[CarLine]) -> Option<&CarLine> {
    let mut waiting = lines.iter().filter(|line| line.state == CarState::Waiting);
    waiting.next().filter(|_| waiting.next().is_none())
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

/// Whether a key is something that the owner can be asked for.
fn asks_for_key(connection: &Connection) -> bool {
    connection.vehicle.access.key.is_some() && connection.platform == Platform::Current
}

async fn state(gateway: &Gateway, connection: &Connection) -> Result<CarState, ServiceError> {
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
    let record = key_state::known(gateway, connection).await?;
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
