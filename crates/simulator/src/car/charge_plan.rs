//! When and where the car is to charge: one schedule (Tesla), weekly ones (Nissan), saved places (Ford).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::motion::Place;
use super::signals::Asked;

/// How many weekly schedules fit.
const MOST_SCHEDULES: usize = 3;
/// A saved place is meant within this, km.
const SAME_PLACE_KM: f64 = 0.1;

/// How many windows a place has on a kind of day, and how many days a weekly schedule names.
const MOST_WINDOWS: usize = 10;
const MOST_DAYS: usize = 7;

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

/// What can be changed at a saved place.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlaceSettings {
    pub(crate) charge_limit: Option<f64>,
    pub(crate) charging_schedules: Option<Windows>,
}

impl PlaceSettings {
    /// What is wrong with them, if anything.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.charge_limit.is_some_and(|limit| !(50.0..=100.0).contains(&limit)) {
            return Err("chargeLimit goes from 50 to 100.");
        }
        let Some(Windows { weekday, weekend }) = &self.charging_schedules else { return Ok(()) };
        if weekday.len() > MOST_WINDOWS || weekend.len() > MOST_WINDOWS {
            return Err("At most ten windows for weekdays and ten for weekends.");
        }
        let sound = |window: &Window| is_time_of_day(&window.start) && is_time_of_day(&window.end);
        if weekday.iter().chain(weekend).all(sound) { Ok(()) } else { Err("start and end are times such as 22:00.") }
    }
}

/// What is wrong with weekly schedules, if anything.
pub(crate) fn check_weekly(schedules: &[Weekly]) -> Result<(), &'static str> {
    if schedules.len() > MOST_SCHEDULES {
        return Err("At most three schedules.");
    }
    let sound = |weekly: &Weekly| {
        let days = weekly.days.len() <= MOST_DAYS && weekly.days.iter().all(|day| day.len() <= "WEDNESDAY".len());
        days && is_time_of_day(&weekly.start) && is_time_of_day(&weekly.end)
    };
    if schedules.iter().all(sound) {
        Ok(())
    } else {
        Err("A schedule has start and end such as 22:00, and up to seven days.")
    }
}

/// Whether a text is a time of day, `HH:mm`.
pub(crate) fn is_time_of_day(text: &str) -> bool {
    text.len() == 5 && jiff::civil::Time::strptime("%H:%M", text).is_ok()
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

    /// The saved place that is meant by a position.
    pub(crate) fn location(&mut self, place: Place) -> Option<&mut ChargeLocation> {
        self.locations.iter_mut().find(|saved| saved.location.km_to(place) <= SAME_PLACE_KM)
    }
}

pub(super) fn schedules(asked: &Asked<'_>) -> Option<Value> {
    asked.car.battery.as_ref()?;
    Some(json!(asked.car.charge_plan.weekly))
}

pub(super) fn locations(asked: &Asked<'_>) -> Option<Value> {
    asked.car.battery.as_ref()?;
    Some(json!(asked.car.charge_plan.locations))
}
