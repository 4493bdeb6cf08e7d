//! Workshop visits: about one a year before the car's first day here, and those that the in-service switch ended.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signals::{Asked, tenths, time};

/// How many visits a car remembers at most.
pub(crate) const MOST_VISITS: usize = 50;
/// How many it had before its first day here, where it is old enough.
const EARLIER_VISITS: u32 = 4;
const KM_A_DAY: f64 = 31.0;

/// A visit that ended here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) at: Timestamp,
    pub(crate) odometer_km: f64,
}

/// What was done: a task and what it cost.
const TASKS: &[(&str, f64)] = &[
    ("Replaced cabin air filter", 48.0),
    ("Rotated tyres", 35.5),
    ("Replaced brake fluid", 92.0),
    ("Inspected brakes and suspension", 119.0),
    ("Updated software", 0.0),
];

pub(super) fn records(asked: &Asked<'_>) -> Value {
    let car = asked.car;
    let dice = car.dice();
    let days_ago = |visit: u32| 20 + dice.below("service/first", 250) + visit * 340;
    let earlier = (0..EARLIER_VISITS).filter_map(|visit| {
        let days = days_ago(visit);
        let at = car.made_at.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok()?;
        let odometer_km = car.made_km - f64::from(days) * KM_A_DAY;
        (odometer_km > 0.0).then_some(Visit { at, odometer_km })
    });
    let currency = car.motion.home.currency();
    let record = |visit: Visit| {
        let id = visit.at.as_second().rem_euclid(100_000_000);
        let (task, cost) = dice.pick(&format!("service/{id}"), TASKS)?;
        Some(json!({
            "serviceId": id.to_string(),
            "odometerDistance": tenths(visit.odometer_km),
            "serviceDate": time(visit.at),
            "serviceTasks": [{"taskId": format!("{id}-1"), "taskDescription": task}],
            "serviceDetails": [{"type": "Service Shop", "value": format!("{} service", car.make.name())}],
            "serviceCost": {"totalCost": cost, "currency": currency},
        }))
    };
    car.visits.iter().rev().cloned().chain(earlier).filter_map(record).collect()
}
