//! Key state: asking for evidence, recording it in the one place, telling those who wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use openfob_automaker::{AdapterErrorKind, KeyReport};
use openfob_domain::{
    AccountId, AccountIssue, Evidence, EvidenceSource, KeyClaim, KeyHolder, KeyKind, KeyRecord, KeyState, Platform,
    Role, Vin,
};
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

/// The same, not older than `max_age`.
pub(crate) async fn known_within(
    gateway: &Gateway,
    connection: &Connection,
    max_age: SignedDuration,
) -> Result<Arc<KeyRecord>, ServiceError> {
    if connection.vehicle.access.key.is_some() {
        let now = gateway.clock.now();
        let known = gateway.store.key_record(connection.vehicle.id, &holder(connection)).await?;
        let holds = |record: &KeyRecord| now.duration_since(record.checked_at) < max_age && !record.state.is_over(now);
        if let Some(record) = known.filter(|record| holds(record)) {
            return Ok(record);
        }
        // Boxed: asking is large, and rare.
        Box::pin(refresh(gateway, &[connection], max_age)).await?;
    }
    known(gateway, connection).await
}

/// The same of several cars, in their order: one call for all of an account that are older.
pub(crate) async fn all_known_within(
    gateway: &Gateway,
    connections: &[&Connection],
    max_age: SignedDuration,
) -> Result<Vec<Arc<KeyRecord>>, ServiceError> {
    let mut accounts: BTreeMap<AccountId, Vec<&Connection>> = BTreeMap::new();
    for connection in connections {
        accounts.entry(connection.account).or_default().push(connection);
    }
    for cars in accounts.values() {
        refresh(gateway, cars, max_age).await?;
    }
    let mut records = Vec::with_capacity(connections.len());
    for connection in connections {
        records.push(known(gateway, connection).await?);
    }
    Ok(records)
}

/// What is in the store, or else what was learnt when the owner consented.
pub(crate) async fn known(gateway: &Gateway, connection: &Connection) -> Result<Arc<KeyRecord>, ServiceError> {
    if connection.vehicle.access.key.is_none() {
        return Ok(unchecked(connection, KeyState::NotRequired));
    }
    let record = gateway.store.key_record(connection.vehicle.id, &holder(connection)).await?;
    Ok(record.unwrap_or_else(|| unchecked(connection, KeyState::Unknown)))
}

/// Asks about those cars of one account of which nothing newer than `max_age` is known. Of several who ask at once about
/// one car one asks, and the others take its answer. Where the automaker cannot be asked, what was known stays.
async fn refresh(gateway: &Gateway, cars: &[&Connection], max_age: SignedDuration) -> Result<(), ServiceError> {
    let mut stale = Vec::new();
    for car in cars.iter().copied().filter(|car| car.vehicle.access.key.is_some()) {
        end_suspensions(gateway, car, &holder(car)).await?;
        if may_ask(car) && !is_fresh(gateway, car, max_age).await? {
            stale.push(car);
        }
    }
    // In one order everywhere, so that two who ask about the same cars do not wait for each other.
    stale.sort_by_key(|car| car.vehicle.id);
    stale.dedup_by_key(|car| car.vehicle.id);
    let mut asking = Vec::with_capacity(stale.len());
    for car in &stale {
        asking.push(gateway.key_questions.of((car.vehicle.id, holder(car))).lock_owned().await);
    }
    let mut ask_about = Vec::with_capacity(stale.len());
    for car in stale {
        if !is_fresh(gateway, car, max_age).await? {
            ask_about.push(car);
        }
    }
    let reports = match &ask_about[..] {
        [] => return Ok(()),
        [car] => ask(gateway, &[*car]).await,
        cars => match ask(gateway, cars).await {
            Err(ServiceError::Adapter(error)) if concerns_one_car(&error.kind) => ask_one_by_one(gateway, cars).await,
            asked => asked,
        },
    };
    let reports = match reports {
        Ok(reports) => reports,
        Err(ServiceError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "key evidence could not be fetched");
            return Ok(());
        }
    };
    for car in ask_about {
        if let Some(report) = reports.get(&car.vehicle.vin) {
            note(gateway, car, report).await?;
        }
    }
    Ok(())
}

async fn is_fresh(gateway: &Gateway, car: &Connection, max_age: SignedDuration) -> Result<bool, ServiceError> {
    let record = gateway.store.key_record(car.vehicle.id, &holder(car)).await?;
    Ok(record.is_some_and(|record| gateway.clock.now().duration_since(record.checked_at) < max_age))
}

/// Keeps what the automaker told of a car.
async fn note(gateway: &Gateway, connection: &Connection, report: &KeyReport) -> Result<(), ServiceError> {
    let holder = holder(connection);
    let mut connection = connection.clone();
    if let Some(access) = report.access.as_ref().filter(|access| **access != connection.vehicle.access) {
        gateway.store.set_access(connection.vehicle.id, access).await?;
        connection.vehicle.access = *access;
    }
    record(gateway, &connection, &holder, &report.evidence).await
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
pub(crate) fn may_ask(connection: &Connection) -> bool {
    connection.platform == Platform::Current && connection.role == Some(Role::Owner)
}

/// Asks about cars of one account in one go.
async fn ask(gateway: &Gateway, cars: &[&Connection]) -> Result<BTreeMap<Vin, KeyReport>, ServiceError> {
    let Some(first) = cars.first() else { return Ok(BTreeMap::new()) };
    // What is learnt for several applications is nobody's alone.
    let application = Some(first.application).filter(|one| cars.iter().all(|car| car.application == *one));
    let vins: Vec<Vin> = cars.iter().map(|car| car.vehicle.vin.clone()).collect();
    let asked =
        session::of_account(gateway, first.account, &first.vehicle.model.make, application, |adapter, session| {
            let vins = vins.clone();
            Box::pin(async move { adapter.key_reports(session, &vins.iter().collect::<Vec<_>>()).await })
        })
        .await;
    match (asked, &vins[..]) {
        // The automaker answered, and knows nothing of this car's keys.
        (Err(ServiceError::Adapter(error)), [vin]) if matches!(error.kind, AdapterErrorKind::Capability(_)) => {
            let at = gateway.clock.now();
            let evidence = vec![Evidence { source: EvidenceSource::FleetStatus, claim: KeyClaim::Unknown, at }];
            Ok(BTreeMap::from([(vin.clone(), KeyReport { evidence, ..KeyReport::default() })]))
        }
        (asked, _) => asked,
    }
}

/// Asks about each car alone where one of them kept the others from being answered.
async fn ask_one_by_one(gateway: &Gateway, cars: &[&Connection]) -> Result<BTreeMap<Vin, KeyReport>, ServiceError> {
    let mut reports = BTreeMap::new();
    for car in cars {
        match ask(gateway, &[*car]).await {
            Ok(report) => reports.extend(report),
            Err(ServiceError::Adapter(error)) if concerns_one_car(&error.kind) => {
                tracing::warn!(vehicle.id = %car.vehicle.id, error = &error as &dyn std::error::Error, "a key could not be checked");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(reports)
}

/// Whether the automaker refused because of a car, and not for want of a good account, of patience or of itself.
fn concerns_one_car(kind: &AdapterErrorKind) -> bool {
    use AdapterErrorKind as Kind;

    matches!(kind, Kind::Account(AccountIssue::VehicleMissing) | Kind::Capability(_) | Kind::Vehicle(_))
}

/// What was learnt when the owner consented, where nothing has been asked since.
fn unchecked(connection: &Connection, state: KeyState) -> Arc<KeyRecord> {
    let at = connection.connected_at;
    Arc::new(KeyRecord { state, since: at, checked_at: at, evidence: Vec::new() })
}
