//! Key state: asking for evidence, recording it in the one place, telling those who wait.

use jiff::SignedDuration;
use openfob_automaker::{AdapterErrorKind, KeyReport};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder, KeyKind, KeyRecord, KeyState, Platform, Role};
use openfob_store::Connection;

use crate::service::{ServiceError, session};
use crate::{Gateway, measure};

/// Whose key counts for a connection.
pub(crate) fn holder(connection: &Connection) -> KeyHolder {
    match connection.vehicle.access.key.map(|rule| rule.kind) {
        Some(KeyKind::CarKey) => KeyHolder::Account(connection.account),
        Some(KeyKind::VirtualKey) | None => KeyHolder::Partner(connection.partner.clone()),
    }
}

/// What is known of the holder's key, asked of the automaker first where that is older than its word holds.
///
/// Where the automaker cannot be asked, what was known stays. A car that asks for no key is not asked about.
pub(crate) async fn current(gateway: &Gateway, connection: &Connection) -> Result<KeyRecord, ServiceError> {
    let now = gateway.clock.now();
    if connection.vehicle.access.key.is_none() {
        return Ok(unchecked(connection, KeyState::NotRequired));
    }
    let holder = holder(connection);
    let max_age = gateway
        .adapters
        .named(connection.mode, &connection.adapter)
        .map_or(SignedDuration::ZERO, |adapter| adapter.key_evidence_max_age());
    let known = gateway.store.key_record(connection.vehicle.id, &holder).await?;
    let is_fresh = |record: &KeyRecord| now.duration_since(record.checked_at) < max_age;
    if let Some(record) = known.as_ref().filter(|record| is_fresh(record)) {
        return Ok(record.clone());
    }
    if !may_ask(connection) {
        return Ok(known.unwrap_or_else(|| unchecked(connection, KeyState::Unknown)));
    }
    match ask(gateway, connection).await {
        Ok(report) => {
            let mut connection = connection.clone();
            if let Some(access) = report.access.filter(|access| *access != connection.vehicle.access) {
                gateway.store.set_access(connection.vehicle.id, &access).await?;
                connection.vehicle.access = access;
            }
            record(gateway, &connection, &holder, &report.evidence).await?;
            let record = gateway.store.key_record(connection.vehicle.id, &holder).await?;
            Ok(record.unwrap_or_else(|| unchecked(&connection, KeyState::Unknown)))
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "key evidence could not be fetched");
            Ok(known.unwrap_or_else(|| unchecked(connection, KeyState::Unknown)))
        }
    }
}

/// Notes evidence about a connection's car and tells those who wait for a change.
pub(crate) async fn record(
    gateway: &Gateway,
    connection: &Connection,
    holder: &KeyHolder,
    evidence: &[Evidence],
) -> Result<(), ServiceError> {
    let vehicle = &connection.vehicle;
    let now = gateway.clock.now();
    let change = gateway.store.record_evidence(vehicle.id, holder, &vehicle.access, evidence, now).await?;
    if let Some(change) = change {
        measure::key_state_change(&change.old, &change.new);
        tracing::info!(vehicle.id = %vehicle.id, old = change.old.as_str(), new = change.new.as_str(), "key state changed");
        // Nobody may be listening; the event is in the store either way.
        let _ = gateway.key_changes.send(change);
        gateway.outbox.notify_one();
    }
    Ok(())
}

/// An automaker tells of a key to the car's owner alone, and on its current interface alone.
fn may_ask(connection: &Connection) -> bool {
    connection.platform == Platform::Current && connection.role == Some(Role::Owner)
}

async fn ask(gateway: &Gateway, connection: &Connection) -> Result<KeyReport, ServiceError> {
    let vin = &connection.vehicle.vin;
    let asked = session::with_session(gateway, connection, |adapter, session| {
        let vin = vin.clone();
        Box::pin(async move { adapter.key_report(session, &vin).await })
    })
    .await;
    match asked {
        // The automaker answered, and knows nothing of this car's keys.
        Err(ServiceError::Adapter(error)) if matches!(error.kind, AdapterErrorKind::Capability(_)) => {
            let at = gateway.clock.now();
            let evidence = vec![Evidence { source: EvidenceSource::FleetStatus, claim: KeyClaim::Unknown, at }];
            Ok(KeyReport { evidence, ..KeyReport::default() })
        }
        asked => asked,
    }
}

/// What was learnt when the owner consented, where nothing has been asked since.
fn unchecked(connection: &Connection, state: KeyState) -> KeyRecord {
    let at = connection.connected_at;
    KeyRecord { state, since: at, checked_at: at, evidence: Vec::new() }
}
