//! Signals: the last value of each, as one account saw it, and when a car without its key was last asked.

use jiff::Timestamp;
use openfob_domain::{AccountId, EventType, KeyHolder, Reading, Readings, Signal, SignalValue, VehicleId};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::outbox::{self, Concerned, StoredEvent};
use crate::row::{from_json, millis, timestamp, to_json};
use crate::{Store, StoreError};

const TABLE: &str = "signal";

#[derive(FromRow)]
struct Row {
    code: String,
    value: String,
    recorded_at: i64,
    fetched_at: i64,
}

impl TryFrom<Row> for Reading {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            signal: row.code.parse().map_err(|_| StoreError::Inconsistent { table: TABLE, column: "code" })?,
            value: from_json(&row.value, TABLE, "value")?,
            recorded_at: timestamp(row.recorded_at, TABLE, "recorded_at")?,
            fetched_at: timestamp(row.fetched_at, TABLE, "fetched_at")?,
        })
    }
}

impl Store {
    /// Keeps what a fetch brought, and announces a charge that began or ended since the fetch before. `spent_by` notes, in the same transaction, that it used the budget of a car that
    /// lacks this holder's key.
    pub async fn save_readings(
        &self,
        account: AccountId,
        vehicle: VehicleId,
        readings: &Readings,
        spent_by: Option<(&KeyHolder, Timestamp)>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if let Some(event) = charging_event(&mut tx, account, vehicle, readings).await? {
            outbox::announce(&mut tx, vehicle, Concerned::Account(account), &event).await?;
        }
        for reading in readings.iter() {
            sqlx::query(
                "INSERT INTO signal (account_id, vehicle_id, code, value, recorded_at, fetched_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, vehicle_id, code) DO UPDATE SET \
                 value = excluded.value, recorded_at = excluded.recorded_at, fetched_at = excluded.fetched_at",
            )
            .bind(Uuid::from(account))
            .bind(Uuid::from(vehicle))
            .bind(reading.signal.code())
            .bind(to_json(&reading.value, TABLE, "value")?)
            .bind(millis(reading.recorded_at))
            .bind(millis(reading.fetched_at))
            .execute(&mut *tx)
            .await?;
        }
        if let Some((holder, at)) = spent_by {
            sqlx::query(
                "INSERT INTO fetch_without_key (vehicle_id, holder, at) VALUES ($1, $2, $3) \
                 ON CONFLICT (vehicle_id, holder) DO UPDATE SET at = excluded.at",
            )
            .bind(Uuid::from(vehicle))
            .bind(holder.to_string())
            .bind(millis(at))
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit_beside().await?)
    }

    /// What is stored of the wanted signals.
    pub async fn readings(
        &self,
        account: AccountId,
        vehicle: VehicleId,
        want: &[Signal],
    ) -> Result<Readings, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT code, value, recorded_at, fetched_at FROM signal WHERE account_id = $1 AND vehicle_id = $2",
        )
        .bind(Uuid::from(account))
        .bind(Uuid::from(vehicle))
        .fetch_all(self.readers())
        .await?;
        let all: Vec<Reading> = rows.into_iter().map(Reading::try_from).collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|reading| want.contains(&reading.signal)).collect())
    }

    /// When data of a car that lacks this holder's key was last fetched.
    pub async fn last_fetch_without_key(
        &self,
        vehicle: VehicleId,
        holder: &KeyHolder,
    ) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT at FROM fetch_without_key WHERE vehicle_id = $1 AND holder = $2")
                .bind(Uuid::from(vehicle))
                .bind(holder.to_string())
                .fetch_optional(self.readers())
                .await?;
        at.map(|at| timestamp(at, "fetch_without_key", "at")).transpose()
    }
}

/// What the new charge state is told as, after the stored one.
async fn charging_event(
    tx: &mut SqliteConnection,
    account: AccountId,
    vehicle: VehicleId,
    readings: &Readings,
) -> Result<Option<StoredEvent>, StoreError> {
    let Some(now) = readings.get(Signal::ChargeState) else { return Ok(None) };
    let stored: Option<String> = sqlx::query_scalar(
        "SELECT value FROM signal WHERE account_id = $1 AND vehicle_id = $2 AND code = $3 AND recorded_at <= $4",
    )
    .bind(Uuid::from(account))
    .bind(Uuid::from(vehicle))
    .bind(Signal::ChargeState.code())
    .bind(millis(now.recorded_at))
    .fetch_optional(tx)
    .await?;
    let Some(stored) = stored else { return Ok(None) };
    let before: SignalValue = from_json(&stored, TABLE, "value")?;
    let (Some(before), Some(state)) = (before.text(), now.value.text()) else { return Ok(None) };
    Ok(EventType::of_charge_states(before, state).map(|kind| StoredEvent {
        id: Uuid::now_v7().into(),
        event_type: Some(kind),
        body: "{}".to_owned(),
        at: now.recorded_at,
    }))
}
