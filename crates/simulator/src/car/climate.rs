//! Temperatures, and what heats, cools and defrosts. Nothing of it runs longer than half an hour at a time.

use std::f64::consts::TAU;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::hours_between;
use super::motion::Place;

const RUNS_FOR: SignedDuration = SignedDuration::from_mins(30);
/// How fast the cabin nears what it is set to, and how fast the temperature outside: hours to about two thirds.
const HEATS_IN_HOURS: f64 = 0.12;
const COOLS_OUT_IN_HOURS: f64 = 0.7;
/// Steering wheels are heated from this year on.
const STEERING_HEATER_SINCE: i32 = 2021;
/// What the cabin can be set to, °C.
const TARGETS_C: std::ops::RangeInclusive<f64> = 15.0..=28.0;

/// Climate at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Climate {
    /// The temperature outside, where a switch sets it.
    pub(crate) outside_c: Option<f64>,
    inside_c: f64,
    target_c: f64,
    cabin_until: Option<Timestamp>,
    defroster_until: Option<Timestamp>,
    steering_heater_until: Option<Timestamp>,
}

/// What can be started and stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heating {
    Cabin,
    Defroster,
    SteeringWheel,
}

impl Climate {
    /// Everything off, and the cabin as warm as the air around it.
    pub(crate) fn off(outside_c: f64) -> Self {
        Self {
            outside_c: None,
            inside_c: outside_c,
            target_c: 21.0,
            cabin_until: None,
            defroster_until: None,
            steering_heater_until: None,
        }
    }

    pub(crate) fn start(&mut self, what: Heating, now: Timestamp) {
        *self.until(what) = now.checked_add(RUNS_FOR).ok();
    }

    pub(crate) fn stop(&mut self, what: Heating) {
        *self.until(what) = None;
    }

    /// Sets the cabin's temperature, or the nearest that can be set.
    pub(crate) fn set_target(&mut self, celsius: f64) {
        self.target_c = celsius.clamp(*TARGETS_C.start(), *TARGETS_C.end());
    }

    pub(crate) fn target_c(&self) -> f64 {
        self.target_c
    }

    pub(crate) fn cabin_runs(&self, at: Timestamp) -> bool {
        runs(self.cabin_until, at)
    }

    pub(crate) fn defroster_runs(&self, at: Timestamp) -> bool {
        runs(self.defroster_until, at)
    }

    pub(crate) fn steering_heater_runs(&self, at: Timestamp) -> bool {
        runs(self.steering_heater_until, at)
    }

    /// When the last of what runs will end.
    pub(crate) fn ends(&self) -> Option<Timestamp> {
        [self.cabin_until, self.defroster_until, self.steering_heater_until].into_iter().flatten().max()
    }

    fn until(&mut self, what: Heating) -> &mut Option<Timestamp> {
        match what {
            Heating::Cabin => &mut self.cabin_until,
            Heating::Defroster => &mut self.defroster_until,
            Heating::SteeringWheel => &mut self.steering_heater_until,
        }
    }
}

impl super::Car {
    /// The temperature outside, °C: by season, hour and place, or as a switch sets it.
    pub(crate) fn outside_c(&self, at: Timestamp) -> f64 {
        self.climate
            .outside_c
            .unwrap_or_else(|| natural_c(self.motion.home, at) + self.dice().between("air", -2.0, 2.0))
    }

    /// The temperature in the cabin, °C.
    pub(crate) fn inside_c(&self, at: Timestamp) -> f64 {
        let (climate, mut inside, mut from) = (&self.climate, self.climate.inside_c, self.anchor);
        if let Some(until) = climate.cabin_until {
            let end = until.min(at).max(from);
            inside = nearing(climate.target_c, inside, hours_between(from, end) / HEATS_IN_HOURS);
            from = end;
        }
        self.outside_c(at) + nearing(0.0, inside - self.outside_c(from), hours_between(from, at) / COOLS_OUT_IN_HOURS)
    }

    pub(crate) fn has_steering_heater(&self) -> bool {
        self.year >= STEERING_HEATER_SINCE
    }

    pub(super) fn settle_climate(&mut self, now: Timestamp) {
        self.climate.inside_c = self.inside_c(now);
        for what in [Heating::Cabin, Heating::Defroster, Heating::SteeringWheel] {
            let until = self.climate.until(what);
            *until = until.filter(|until| *until > now);
        }
    }
}

pub(crate) fn natural_c(place: Place, at: Timestamp) -> f64 {
    let days = at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64() / 86_400.0;
    // Warmest late in July and in the middle of the afternoon.
    let season = ((days / 365.2425 - 0.56) * TAU).cos();
    let hour = ((days + place.longitude / 360.0 - 0.63) * TAU).cos();
    10.5 + 9.5 * season + 4.0 * hour
}

/// What is left of the way from `value` to `goal` after some time.
fn nearing(goal: f64, value: f64, time: f64) -> f64 {
    goal + (value - goal) * (-time).exp()
}

fn runs(until: Option<Timestamp>, at: Timestamp) -> bool {
    until.is_some_and(|until| at < until)
}
