//! Past charging sessions: nights before the car's first day here, and what was charged since.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::motion::Place;
use super::signals::{Asked, tenths, time};
use super::{Car, after};

/// How many sessions of its own a car remembers.
pub(crate) const MOST_SESSIONS: usize = 100;
/// How many nights are remembered from before.
const EARLIER_NIGHTS: u32 = 60;
/// A kilowatt-hour at home.
const PRICE: f64 = 0.31;

/// A session that ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChargeSession {
    pub(crate) began: Timestamp,
    pub(crate) ended: Timestamp,
    pub(crate) kwh: f64,
    pub(crate) place: Place,
}

pub(super) fn records(asked: &Asked<'_>) -> Option<Value> {
    let currency = asked.car.motion.home.currency();
    let record = |session: ChargeSession| {
        json!({
            "recordId": session.id(asked.car),
            "chargeStart": time(session.began),
            "chargeEnd": time(session.ended),
            "energyConsumed": tenths(session.kwh),
            "cost": {"currency": currency, "energy": session.price(), "other": 0.0},
            "location": session.place,
        })
    };
    asked.car.battery.as_ref()?;
    Some(sessions(asked.car).map(record).collect())
}

/// Every session that is remembered, the newest first.
pub(crate) fn sessions(car: &Car) -> impl Iterator<Item = ChargeSession> {
    let earlier = (1..=EARLIER_NIGHTS).filter_map(|nights| earlier(car, nights));
    car.charge_sessions.iter().rev().cloned().chain(earlier)
}

impl ChargeSession {
    /// Names it.
    pub(crate) fn id(&self, car: &Car) -> String {
        format!("{}-{}", car.ending(), self.began.as_second())
    }

    /// What its energy cost, in the currency of the place.
    pub(crate) fn price(&self) -> f64 {
        (self.kwh * PRICE * 100.0).round() / 100.0
    }
}

/// The session of a night before the car's first day here: not every night has one.
fn earlier(car: &Car, nights: u32) -> Option<ChargeSession> {
    let (dice, battery) = (car.dice(), car.battery.as_ref()?);
    if dice.below(&format!("charge/{nights}"), 100) >= 45 {
        return None;
    }
    let kwh = battery.capacity_kwh * dice.between(&format!("charge/{nights}/share"), 0.12, 0.55);
    let minutes = i64::from(dice.below(&format!("charge/{nights}/minute"), 180));
    // Whole days before the first one at midnight UTC, less the evening: never into the first day.
    let midnight = car.made_at.as_second().div_euclid(86_400) * 86_400;
    let evening = Timestamp::from_second(midnight - i64::from(nights) * 86_400 - 6 * 3600).ok()?;
    let began = evening.checked_add(SignedDuration::from_mins(minutes)).ok()?;
    let ended = after(began, kwh / battery.charger_kw);
    Some(ChargeSession { began, ended, kwh, place: car.motion.home.rounded() })
}
