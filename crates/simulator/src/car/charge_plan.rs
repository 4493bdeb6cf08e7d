//! When and where the car is to charge: one schedule (Tesla), weekly ones (Nissan), saved places (Ford).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::motion::Place;
use super::signals::Asked;

/// What the owner or a partner last set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChargePlan {
    pub(crate) start_time: DailyTime,
    pub(crate) departure_time: DailyTime,
    pub(crate) weekly: Vec<Weekly>,
    pub(crate) locations: Vec<ChargeLocation>,
}

/// A time of day that holds or not.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct DailyTime {
    pub(crate) enabled: bool,
    /// `HH:mm`.
    pub(crate) time: Option<String>,
}

/// A weekly schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Weekly {
    /// `HH:mm`.
    pub(crate) start: String,
    /// `HH:mm`.
    pub(crate) end: String,
    pub(crate) days: Vec<String>,
}

/// A saved place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChargeLocation {
    pub(crate) location: Place,
    /// Percent.
    pub(crate) charge_limit: f64,
    pub(crate) charging_schedules: Windows,
}

/// When to charge at a place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Windows {
    pub(crate) weekday: Vec<Window>,
    pub(crate) weekend: Vec<Window>,
}

/// From one time of day to another, `HH:mm`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Window {
    pub(crate) start: String,
    pub(crate) end: String,
}

impl ChargePlan {
    /// As a careful owner sets it: at night.
    pub(crate) fn by_night(home: Place) -> Self {
        let weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"].map(str::to_owned).to_vec();
        let night = || vec![Window { start: "22:00".to_owned(), end: "06:00".to_owned() }];
        Self {
            start_time: DailyTime::default(),
            departure_time: DailyTime { enabled: true, time: Some("07:30".to_owned()) },
            weekly: vec![Weekly { start: "22:00".to_owned(), end: "06:00".to_owned(), days: weekdays }],
            locations: vec![ChargeLocation {
                location: home.rounded(),
                charge_limit: 80.0,
                charging_schedules: Windows { weekday: night(), weekend: night() },
            }],
        }
    }
}

pub(super) fn schedule(asked: &Asked<'_>) -> Option<Value> {
    asked.car.battery.as_ref()?;
    let plan = &asked.car.charge_plan;
    Some(json!({"departureTime": plan.departure_time, "startTime": plan.start_time}))
}

pub(super) fn schedules(asked: &Asked<'_>) -> Option<Value> {
    asked.car.battery.as_ref()?;
    Some(json!(asked.car.charge_plan.weekly))
}

pub(super) fn locations(asked: &Asked<'_>) -> Option<Value> {
    asked.car.battery.as_ref()?;
    Some(json!(asked.car.charge_plan.locations))
}
