//! Key state: asking for evidence, recording it in the one place, telling those who wait.

use std::sync::Arc;

use jiff::SignedDuration;
use openfob_automaker::{AdapterErrorKind, KeyReport};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder, KeyKind, KeyRecord, KeyState, Platform, Role};
use openfob_store::{Connection, KeyChange};

use crate::service::{ServiceError, partners, session};
use crate::{Gateway, measure};

/// Whose key counts for a connection.
pub(crate) fn holder(connection: &Connection) -> KeyHolder {
    match connection.vehicle.access.key.map(|rule| rule.kind) {
        Some(KeyKind::CarKey) => KeyHolder::Account(connection.key_account),
        Some(KeyKind::VirtualKey) | None => KeyHolder::Partner(connection.partner.clone()),
    }
}

/// What is known of the holder's key, asked of the automaker first where that is older than its word holds.
///
/// Where the automaker cannot be asked, what was known stays. A car that asks for no key is not asked about.
pub(crate) async fn current(gateway: &Gateway, connection: &Connection) -> Result<Arc<KeyRecord>, ServiceError> {
    let adapter = gateway.adapters.named(connection.mode, &connection.adapter);
    let own = adapter.map_or(SignedDuration::ZERO, |adapter| adapter.key_evidence_max_age());
    // Where the automaker's word costs nothing it is never served old.
    let max_age = gateway.settings.key_timings.max_age.filter(|_| !own.is_zero()).unwrap_or(own);
    known_within(gateway, connection, max_age).await
}

/// The same, not older than `max_age`. Of several who ask at once about one car one asks, the others take its answer.
pub(crate) async fn known_within(
    gateway: &Gateway,
    connection: &Connection,
    max_age: SignedDuration,
) -> Result<Arc<KeyRecord>, ServiceError> {
    if connection.vehicle.access.key.is_none() {
        return Ok(unchecked(connection, KeyState::NotRequired));
    }
    let holder = holder(connection);
    end_suspensions(gateway, connection, &holder).await?;
    let is_fresh = |record: &KeyRecord| gateway.clock.now().duration_since(record.checked_at) < max_age;
    let known = gateway.store.key_record(connection.vehicle.id, &holder).await?;
    if let Some(record) = known.as_ref().filter(|record| is_fresh(record)) {
        return Ok(Arc::clone(record));
    }
    let question = gateway.key_questions.of((connection.vehicle.id, holder.clone()));
    let _asking = question.lock().await;
    let known = gateway.store.key_record(connection.vehicle.id, &holder).await?;
    if let Some(record) = known.as_ref().filter(|record| is_fresh(record)) {
        return Ok(Arc::clone(record));
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

/// The key in the car where it is one from before a rotation; its owner is asked to add the current one.
pub(crate) async fn earlier_key(
    gateway: &Gateway,
    connection: &Connection,
    record: Option<&KeyRecord>,
) -> Result<Option<String>, ServiceError> {
    let Some(KeyState::Paired { key: Some(key) }) = record.map(|record| &record.state) else { return Ok(None) };
    let partner = gateway.store.partner_of_domain(&connection.partner).await?;
    let is_earlier = |id: &&String| {
        partner.is_some_and(|partner| partner.earlier_keys.iter().any(|earlier| earlier.public.id() == **id))
    };
    Ok(Some(key).filter(is_earlier).cloned())
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
    let evidence = &named(gateway, connection, evidence).await?[..];
    let change = gateway.store.record_evidence(vehicle.id, holder, &vehicle.access, evidence, now).await?;
    tell(gateway, change);
    Ok(())
}

/// Tells those who wait of changes that the store has written.
pub(crate) fn tell(gateway: &Gateway, changes: impl IntoIterator<Item = KeyChange>) {
    for change in changes {
        measure::key_state_change(&change.old, &change.new);
        tracing::info!(vehicle.id = %change.vehicle, old = change.old.as_str(), new = change.new.as_str(), "key state changed");
        // Nobody may be listening; the event is in the store either way.
        let _ = gateway.key_changes.send(change);
        gateway.outbox.notify_one();
    }
}

/// A key that rested until a moment that has passed rests no more, whoever looks first.
async fn end_suspensions(gateway: &Gateway, connection: &Connection, holder: &KeyHolder) -> Result<(), ServiceError> {
    let known = gateway.store.key_record(connection.vehicle.id, holder).await?;
    if known.is_some_and(|record| record.state.is_over(gateway.clock.now())) {
        record(gateway, connection, holder, &[]).await?;
    }
    Ok(())
}

/// A virtual key is called by the short name of the key that the automaker compares cars with: the one that it has
/// registered. So a car that has only an earlier key is told from one that has the current one.
async fn named(
    gateway: &Gateway,
    connection: &Connection,
    evidence: &[Evidence],
) -> Result<Vec<Evidence>, ServiceError> {
    let mut evidence = evidence.to_vec();
    let is_virtual = connection.vehicle.access.key.is_some_and(|rule| rule.kind == KeyKind::VirtualKey);
    let has_partners = gateway
        .adapters
        .named(connection.mode, &connection.adapter)
        .is_some_and(|adapter| adapter.partner_accounts().is_some());
    if is_virtual && has_partners {
        let known = gateway.store.key_record(connection.vehicle.id, &holder(connection)).await?;
        let earlier = earlier_key(gateway, connection, known.as_deref()).await?;
        for word in evidence.iter_mut().filter(|word| word.source == EvidenceSource::FleetStatus) {
            match (&mut word.claim, &earlier) {
                (KeyClaim::Present { key }, _) => {
                    *key = Some(partners::registered_key_id(gateway, connection.mode, &connection.partner).await?);
                }
                // It speaks of the key that is registered now. The earlier one stands until the car itself denies it.
                (claim @ KeyClaim::Absent, Some(key)) => *claim = KeyClaim::Present { key: Some(key.clone()) },
                _ => {}
            }
        }
    }
    Ok(evidence)
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
fn unchecked(connection: &Connection, state: KeyState) -> Arc<KeyRecord> {
    let at = connection.connected_at;
    Arc::new(KeyRecord { state, since: at, checked_at: at, evidence: Vec::new() })
}
