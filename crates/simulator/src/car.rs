//! One model of a car. Its parts hold what is true at one moment, the anchor; what is true later is computed from that,
//! so that the same car at the same time always tells the same.

pub(crate) mod action;
pub(crate) mod energy;
pub(crate) mod failure;
pub(crate) mod keys;
mod locks;
pub(crate) mod motion;
pub(crate) mod signals;
mod sleep;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use energy::Battery;
use failure::Failure;
use keys::Keys;
use locks::Locks;
use motion::{Motion, Place, SPEED_KMH};
use sleep::Sleep;

use crate::catalogue::{Access, Make};

/// A car that burns fuel drives this long at most, hours.
const TANK_HOURS: f64 = 6.0;

/// How a car is named in addresses: make and VIN, since test VINs appear under several makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct CarId(String);

impl CarId {
    pub(crate) fn new(make: Make, vin: &str) -> Self {
        Self(format!("{}-{vin}", make.code()).to_ascii_lowercase())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// One simulated car.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Car {
    pub(crate) id: CarId,
    pub(crate) vin: String,
    pub(crate) make: Make,
    pub(crate) model: String,
    pub(crate) year: i32,
    /// Whether streaming is on, where the owner can switch it.
    pub(crate) streaming: Option<bool>,
    /// The moment that the parts below speak of.
    anchor: Timestamp,
    pub(crate) battery: Option<Battery>,
    pub(crate) motion: Motion,
    pub(crate) locks: Locks,
    pub(crate) sleep: Sleep,
    pub(crate) keys: Keys,
    /// What the next read or command answers.
    pub(crate) next_failure: Option<Failure>,
}

/// What makes one car differ from another when it is built.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    pub(crate) vin: String,
    pub(crate) make: Make,
    pub(crate) model: String,
    pub(crate) year: i32,
    pub(crate) battery: Option<Battery>,
    pub(crate) home: Place,
    pub(crate) odometer_km: f64,
}

/// Whether a car can be asked anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Availability {
    Awake,
    Asleep,
    Offline,
}

/// What the battery is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChargeStatus {
    Charging,
    FullyCharged,
    NotCharging,
}

impl ChargeStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Charging => "CHARGING",
            Self::FullyCharged => "FULLY_CHARGED",
            Self::NotCharging => "NOT_CHARGING",
        }
    }
}

impl Car {
    /// A car that stands locked at home.
    pub(crate) fn new(build: Build, now: Timestamp) -> Self {
        let access = Access::of(build.make, &build.model, build.year);
        Self {
            id: CarId::new(build.make, &build.vin),
            streaming: access.streaming_toggle.then_some(false),
            keys: Keys { car_key: access.car_key().then_some(keys::CarKey::Active), ..Keys::default() },
            vin: build.vin,
            make: build.make,
            model: build.model,
            year: build.year,
            anchor: now,
            battery: build.battery,
            motion: Motion::parked_at(build.home, build.odometer_km),
            locks: Locks { locked: true },
            sleep: Sleep::awake_at(now),
            next_failure: None,
        }
    }

    /// What it asks of a partner.
    pub(crate) fn access(&self) -> Access {
        Access::of(self.make, &self.model, self.year)
    }

    /// The last four characters of its VIN.
    pub(crate) fn ending(&self) -> &str {
        self.vin.get(self.vin.len().saturating_sub(4)..).unwrap_or(&self.vin)
    }

    /// Moves the anchor to `now`: what holds then is written down, so that parts may be changed.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        let (asleep_since, idle_since) = (self.asleep_since(now), self.idle_since(now));
        let (driving, charging) = (self.driving(now), self.charging(now));
        let percent = self.percent(now);
        self.motion = self.motion_at(now);
        self.motion.driving = driving;
        if let (Some(battery), Some(percent)) = (&mut self.battery, percent) {
            battery.percent = percent;
            battery.charging = charging;
        }
        self.sleep.asleep_since = asleep_since;
        if let Some(idle_since) = idle_since {
            self.sleep.active_at = idle_since;
        }
        self.anchor = now;
    }

    /// Something happens to the car: it wakes.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.settle(now);
        self.sleep.asleep_since = None;
        self.sleep.active_at = now;
    }

    pub(crate) fn driving(&self, t: Timestamp) -> bool {
        self.drive_ends().is_some_and(|end| t < end)
    }

    pub(crate) fn charging(&self, t: Timestamp) -> bool {
        self.charge_ends().is_some_and(|end| t < end)
    }

    pub(crate) fn charge_status(&self, t: Timestamp) -> ChargeStatus {
        match (&self.battery, self.percent(t)) {
            _ if self.charging(t) => ChargeStatus::Charging,
            (Some(battery), Some(percent)) if battery.plugged_in && percent >= battery.limit_percent => {
                ChargeStatus::FullyCharged
            }
            _ => ChargeStatus::NotCharging,
        }
    }

    /// Charge, percent.
    pub(crate) fn percent(&self, t: Timestamp) -> Option<f64> {
        let battery = self.battery.as_ref()?;
        Some(if self.motion.driving {
            battery.percent_after_driving(self.driven_km(t))
        } else if battery.hours_to_limit().is_some() {
            battery.percent_after_charging(self.hours_since_anchor(t))
        } else {
            battery.percent
        })
    }

    /// Range on the battery, km.
    pub(crate) fn range_km(&self, t: Timestamp) -> Option<f64> {
        Some(self.percent(t)? * self.battery.as_ref()?.km_per_percent())
    }

    pub(crate) fn motion_at(&self, t: Timestamp) -> Motion {
        self.motion.after(self.driven_km(t))
    }

    /// Parked and not charging.
    pub(crate) fn idle(&self, t: Timestamp) -> bool {
        !self.driving(t) && !self.charging(t)
    }

    pub(crate) fn asleep_since(&self, t: Timestamp) -> Option<Timestamp> {
        self.sleep.asleep_since(self.idle_since(t), t)
    }

    pub(crate) fn availability(&self, t: Timestamp) -> Availability {
        if !self.sleep.online {
            Availability::Offline
        } else if self.asleep_since(t).is_some() {
            Availability::Asleep
        } else {
            Availability::Awake
        }
    }

    /// When the newest values were recorded: now, or when the car fell asleep.
    pub(crate) fn recorded_at(&self, t: Timestamp) -> Timestamp {
        self.asleep_since(t).unwrap_or(t)
    }

    fn idle_since(&self, t: Timestamp) -> Option<Timestamp> {
        let ended = self.drive_ends().or(self.charge_ends()).unwrap_or(self.sleep.active_at);
        self.idle(t).then(|| ended.max(self.sleep.active_at))
    }

    fn drive_ends(&self) -> Option<Timestamp> {
        let hours = self.battery.as_ref().map_or(TANK_HOURS, |battery| battery.km_to_reserve() / SPEED_KMH);
        self.motion.driving.then(|| after(self.anchor, hours))
    }

    fn charge_ends(&self) -> Option<Timestamp> {
        Some(after(self.anchor, self.battery.as_ref()?.hours_to_limit()?))
    }

    fn driven_km(&self, t: Timestamp) -> f64 {
        match self.drive_ends() {
            Some(end) => hours_between(self.anchor, t.min(end)) * SPEED_KMH,
            None => 0.0,
        }
    }

    fn hours_since_anchor(&self, t: Timestamp) -> f64 {
        hours_between(self.anchor, t)
    }
}

fn after(from: Timestamp, hours: f64) -> Timestamp {
    SignedDuration::try_from_secs_f64(hours * 3600.0).ok().and_then(|by| from.checked_add(by).ok()).unwrap_or(from)
}

fn hours_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.duration_since(from).as_secs_f64() / 3600.0).max(0.0)
}
