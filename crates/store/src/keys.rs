//! Key state. One function writes it: evidence, what it folds to, the event and its deliveries go in one transaction.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{
    AccessRules, EventId, EventType, Evidence, EvidenceSource, KeyClaim, KeyHolder, KeyRecord, KeyState, VehicleId,
    deciding, fold,
};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::outbox::{self, Concerned, StoredEvent};
use crate::row::{from_json, from_word, millis, timestamp, to_json};
use crate::{Store, StoreError};

/// How often a state that stays as it is is written all the same, so that a restart finds when it was last looked at.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// Of how many keys it is remembered when they were last looked at.
const MOST_LOOKS: usize = 100_000;

/// One change of a key state, as the event log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// The event's id.
    pub id: EventId,
    /// Which car.
    pub vehicle: VehicleId,
    /// Whose key.
    pub holder: String,
    /// What held before.
    pub old: KeyState,
    /// What holds now.
    pub new: KeyState,
    /// Who said so.
    pub source: EvidenceSource,
    /// When it was learnt.
    pub at: Timestamp,
}

impl Store {
    /// Notes evidence about a holder's key in a car, folds it and, if the state changed, writes the one event of that
    /// change, with its deliveries. What is first learnt of a car is no change.
    pub async fn record_evidence(
        &self,
        vehicle: VehicleId,
        holder: &KeyHolder,
        rules: &AccessRules,
        evidence: &[Evidence],
        now: Timestamp,
    ) -> Result<Option<KeyChange>, StoreError> {
        let concerned = match holder {
            KeyHolder::Partner(domain) => Concerned::Partner(domain),
            KeyHolder::Account(account) => Concerned::Owner(*account),
        };
        let holder = holder.to_string();
        let mut tx = self.begin().await?;
        let mut before = load(&mut tx, vehicle, &holder).await?;
        let written_at = before.as_ref().map(|before| before.checked_at);
        if let Some(before) = &mut before {
            self.looks().bring_up_to_date(vehicle, &holder, before);
        }
        if let Some(before) = &before
            && repeats(before, rules, evidence, now)
            && written_at.is_some_and(|written_at| now.duration_since(written_at) < WRITTEN_EVERY)
        {
            self.looks().note(vehicle, &holder, evidence, now);
            self.memory().keys.forget(vehicle);
            return Ok(None);
        }
        let kept = before.as_ref().map(|before| before.evidence.clone()).unwrap_or_default();
        for word in kept.iter().chain(evidence) {
            sqlx::query(
                "INSERT INTO key_evidence (vehicle_id, holder, source, claim, at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (vehicle_id, holder, source) DO UPDATE SET claim = excluded.claim, at = excluded.at \
                 WHERE excluded.at >= key_evidence.at AND $6",
            )
            .bind(Uuid::from(vehicle))
            .bind(&holder)
            .bind(word.source.as_str())
            .bind(to_json(word, "key_evidence", "claim")?)
            .bind(millis(word.at))
            // A source that could not tell does not take back what it told.
            .bind(word.claim != KeyClaim::Unknown)
            .execute(&mut *tx)
            .await?;
        }
        let said = load_evidence(&mut tx, vehicle, &holder).await?;
        let state = fold(rules, &said, now);
        let since = before.as_ref().filter(|before| before.state == state).map_or(now, |before| before.since);
        sqlx::query(
            "INSERT INTO key_state (vehicle_id, holder, state, since, checked_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (vehicle_id, holder) DO UPDATE SET state = excluded.state, since = excluded.since, \
             checked_at = excluded.checked_at",
        )
        .bind(Uuid::from(vehicle))
        .bind(&holder)
        .bind(to_json(&state, "key_state", "state")?)
        .bind(millis(since))
        .bind(millis(now))
        .execute(&mut *tx)
        .await?;
        let newest = deciding(&said);
        let change = match (before, newest) {
            // Another key of the same holder is no change of the state.
            (Some(before), Some(newest))
                if before.state != state && !(before.state.is_paired() && state.is_paired()) =>
            {
                Some(KeyChange {
                    id: Uuid::now_v7().into(),
                    vehicle,
                    holder: holder.clone(),
                    old: before.state,
                    new: state,
                    source: newest.source,
                    at: now,
                })
            }
            _ => None,
        };
        if let Some(change) = &change {
            let event = StoredEvent {
                id: change.id,
                event_type: Some(EventType::KeyStateChanged),
                body: to_json(change, "event", "body")?,
                at: now,
            };
            outbox::announce(&mut tx, vehicle, concerned, &event).await?;
        }
        tx.commit_beside().await?;
        self.looks().forget(vehicle, &holder);
        self.memory().keys.forget(vehicle);
        Ok(change)
    }

    /// What is known about a holder's key in a car; `None` if nobody has looked yet.
    pub async fn key_record(
        &self,
        vehicle: VehicleId,
        holder: &KeyHolder,
    ) -> Result<Option<Arc<KeyRecord>>, StoreError> {
        self.memory().keys.get_or_read(vehicle, holder, || self.read_key_record(vehicle, holder)).await
    }

    async fn read_key_record(&self, vehicle: VehicleId, holder: &KeyHolder) -> Result<Option<KeyRecord>, StoreError> {
        let mut connection = self.readers().acquire().await?;
        let holder = holder.to_string();
        let mut record = load(&mut connection, vehicle, &holder).await?;
        if let Some(record) = &mut record {
            self.looks().bring_up_to_date(vehicle, &holder, record);
        }
        Ok(record)
    }

    /// Folds the states anew that rested until a moment that has passed, and tells of each change.
    pub async fn end_suspensions(&self, now: Timestamp) -> Result<Vec<KeyChange>, StoreError> {
        let rows: Vec<(Uuid, String, String, String)> = sqlx::query_as(
            "SELECT k.vehicle_id, k.holder, k.state, v.access FROM key_state k JOIN vehicle v ON v.id = k.vehicle_id \
             WHERE json_extract(k.state, '$.state') = 'suspended'",
        )
        .fetch_all(self.readers())
        .await?;
        let mut changes = Vec::new();
        for (vehicle, holder, state, access) in rows {
            let state: KeyState = from_json(&state, "key_state", "state")?;
            if state.is_over(now) {
                let holder = from_word(holder, "key_state", "holder")?;
                let access = from_json(&access, "vehicle", "access")?;
                changes.extend(self.record_evidence(vehicle.into(), &holder, &access, &[], now).await?);
            }
        }
        Ok(changes)
    }

    /// The changes of a car's key states, oldest first.
    pub async fn key_changes(&self, vehicle: VehicleId) -> Result<Vec<KeyChange>, StoreError> {
        let bodies: Vec<String> =
            sqlx::query_scalar("SELECT body FROM event WHERE vehicle_id = $1 AND kind = $2 ORDER BY id")
                .bind(Uuid::from(vehicle))
                .bind(EventType::KeyStateChanged.as_str())
                .fetch_all(self.readers())
                .await?;
        bodies.iter().map(|body| from_json(body, "event", "body")).collect()
    }
}

/// The words that only said again what is kept, with their times: they are in memory alone, as all that is lost with
/// them is a question asked anew.
pub(crate) struct Looks(Cache<(VehicleId, String), Look>);

#[derive(Clone)]
struct Look {
    at: Timestamp,
    words: Vec<(EvidenceSource, Timestamp)>,
}

impl Default for Looks {
    fn default() -> Self {
        Self(Cache::new(MOST_LOOKS))
    }
}

impl Looks {
    fn note(&self, vehicle: VehicleId, holder: &str, evidence: &[Evidence], now: Timestamp) {
        let words = evidence.iter().filter(|word| word.claim != KeyClaim::Unknown);
        let look = Look { at: now, words: words.map(|word| (word.source, word.at)).collect() };
        self.0.insert((vehicle, holder.to_owned()), look);
    }

    fn forget(&self, vehicle: VehicleId, holder: &str) {
        self.0.remove(&(vehicle, holder.to_owned()));
    }

    fn bring_up_to_date(&self, vehicle: VehicleId, holder: &str, record: &mut KeyRecord) {
        let Some(look) = self.0.get(&(vehicle, holder.to_owned())) else { return };
        record.checked_at = record.checked_at.max(look.at);
        for word in &mut record.evidence {
            let seen = look.words.iter().find(|(source, _)| *source == word.source);
            word.at = seen.map_or(word.at, |(_, at)| word.at.max(*at));
        }
        record.evidence.sort_by_key(|word| (std::cmp::Reverse(word.at), word.source.as_str()));
    }
}

/// Whether all that is said was said before by the same source, and the state stays with it.
fn repeats(before: &KeyRecord, rules: &AccessRules, evidence: &[Evidence], now: Timestamp) -> bool {
    let is_known = |word: &Evidence| {
        let known = before.evidence.iter().find(|known| known.source == word.source);
        word.claim == KeyClaim::Unknown || known.is_some_and(|known| known.claim == word.claim && known.at <= word.at)
    };
    let mut after = before.evidence.clone();
    for known in &mut after {
        let said = evidence.iter().find(|word| word.source == known.source && word.claim == known.claim);
        known.at = said.map_or(known.at, |word| word.at.max(known.at));
    }
    evidence.iter().all(is_known) && fold(rules, &after, now) == before.state
}

async fn load(
    connection: &mut SqliteConnection,
    vehicle: VehicleId,
    holder: &str,
) -> Result<Option<KeyRecord>, StoreError> {
    let row: Option<(String, i64, i64)> =
        sqlx::query_as("SELECT state, since, checked_at FROM key_state WHERE vehicle_id = $1 AND holder = $2")
            .bind(Uuid::from(vehicle))
            .bind(holder)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((state, since, checked_at)) = row else { return Ok(None) };
    Ok(Some(KeyRecord {
        state: from_json(&state, "key_state", "state")?,
        since: timestamp(since, "key_state", "since")?,
        checked_at: timestamp(checked_at, "key_state", "checked_at")?,
        evidence: load_evidence(connection, vehicle, holder).await?,
    }))
}

async fn load_evidence(
    connection: &mut SqliteConnection,
    vehicle: VehicleId,
    holder: &str,
) -> Result<Vec<Evidence>, StoreError> {
    let claims: Vec<String> = sqlx::query_scalar(
        "SELECT claim FROM key_evidence WHERE vehicle_id = $1 AND holder = $2 ORDER BY at DESC, source",
    )
    .bind(Uuid::from(vehicle))
    .bind(holder)
    .fetch_all(connection)
    .await?;
    claims.iter().map(|claim| from_json(claim, "key_evidence", "claim")).collect()
}
