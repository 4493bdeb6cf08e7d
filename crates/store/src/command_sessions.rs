//! Sessions in which commands are signed, and the counters that are given out in them.

use jiff::Timestamp;
use openfob_domain::{Mode, Vin};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use crate::key_pair::PublicKey;
use crate::row::{millis, timestamp};
use crate::{Store, StoreError};

const TABLE: &str = "command_session";

/// Whose session it is: of one of a partner's keys with one part of a car.
#[derive(Clone, Copy, Debug)]
pub struct SessionPlace<'a> {
    /// The partner's key.
    pub key: &'a PublicKey,
    /// Real or simulated cars.
    pub mode: Mode,
    /// The car.
    pub vin: &'a Vin,
    /// The part of the car, in its adapter's word.
    pub part: &'a str,
}

/// What is kept of a session. With the partner's private key it makes a session again; alone it is no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandSession {
    /// The public key of the part of the car.
    pub car_key: Vec<u8>,
    /// The session's name.
    pub epoch: Vec<u8>,
    /// The last counter that was given out.
    pub counter: u32,
    /// The car's clock, in seconds of the epoch, when the car last told it.
    pub clock_seconds: u32,
    /// When the epoch began, by our clock.
    pub began: Timestamp,
}

#[derive(FromRow)]
struct Row {
    car_key: Vec<u8>,
    epoch: Vec<u8>,
    counter: i64,
    clock_seconds: i64,
    began_at: i64,
}

impl TryFrom<Row> for CommandSession {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let number =
            |cell: i64, column| u32::try_from(cell).map_err(|_| StoreError::Inconsistent { table: TABLE, column });
        Ok(Self {
            car_key: row.car_key,
            epoch: row.epoch,
            counter: number(row.counter, "counter")?,
            clock_seconds: number(row.clock_seconds, "clock_seconds")?,
            began: timestamp(row.began_at, TABLE, "began_at")?,
        })
    }
}

impl Store {
    /// What is kept of a session.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn command_session(&self, place: SessionPlace<'_>) -> Result<Option<CommandSession>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT s.car_key, s.epoch, s.counter, s.clock_seconds, s.began_at FROM command_session s \
             JOIN partner_key k ON k.id = s.partner_key_id JOIN vehicle v ON v.id = s.vehicle_id \
             WHERE k.public_key = $1 AND v.mode = $2 AND v.vin = $3 AND s.part = $4",
        )
        .bind(place.key.as_str())
        .bind(place.mode.as_str())
        .bind(place.vin.as_str())
        .bind(place.part)
        .fetch_optional(self.readers())
        .await?;
        row.map(CommandSession::try_from).transpose()
    }

    /// Gives out counters: `settle` is told what is kept and answers what is to be kept from now on, with what the caller
    /// is given. Nobody else is told anything in between, whichever process they are of, and what is answered is written
    /// before it is given. `None` leaves all as it is.
    ///
    /// # Errors
    /// When the car or the key is not kept here any more, or the database refuses.
    pub async fn settle_command_session<T: Send>(
        &self,
        place: SessionPlace<'_>,
        settle: impl FnOnce(Option<CommandSession>) -> Option<(CommandSession, T)> + Send,
    ) -> Result<Option<T>, StoreError> {
        let mut tx = self.begin().await?;
        let (key, vehicle) = ids(&mut tx, place).await?;
        let kept: Option<Row> = sqlx::query_as(
            "SELECT car_key, epoch, counter, clock_seconds, began_at FROM command_session \
             WHERE partner_key_id = $1 AND vehicle_id = $2 AND part = $3",
        )
        .bind(key)
        .bind(vehicle)
        .bind(place.part)
        .fetch_optional(&mut *tx)
        .await?;
        let kept = kept.map(CommandSession::try_from).transpose()?;
        let Some((session, given)) = settle(kept) else { return Ok(None) };
        sqlx::query(
            "INSERT INTO command_session \
             (partner_key_id, vehicle_id, part, car_key, epoch, counter, clock_seconds, began_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (partner_key_id, vehicle_id, part) DO UPDATE SET \
             car_key = excluded.car_key, epoch = excluded.epoch, counter = excluded.counter, \
             clock_seconds = excluded.clock_seconds, began_at = excluded.began_at",
        )
        .bind(key)
        .bind(vehicle)
        .bind(place.part)
        .bind(&session.car_key)
        .bind(&session.epoch)
        .bind(session.counter)
        .bind(session.clock_seconds)
        .bind(millis(session.began))
        .execute(&mut *tx)
        .await?;
        tx.commit_beside().await?;
        Ok(Some(given))
    }
}

async fn ids(connection: &mut SqliteConnection, place: SessionPlace<'_>) -> Result<(Uuid, Uuid), StoreError> {
    let ids = sqlx::query_as(
        "SELECT k.id, v.id FROM partner_key k, vehicle v WHERE k.public_key = $1 AND v.mode = $2 AND v.vin = $3",
    )
    .bind(place.key.as_str())
    .bind(place.mode.as_str())
    .bind(place.vin.as_str())
    .fetch_one(connection)
    .await?;
    Ok(ids)
}
