//! One model of a car. Its parts hold what is true at one moment, the anchor; what is true later is computed from that,
//! so that the same car at the same time always tells the same.

pub(crate) mod action;
pub(crate) mod alerts;
pub(crate) mod charge_plan;
pub(crate) mod charge_records;
mod charging;
pub(crate) mod climate;
pub(crate) mod closures;
pub(crate) mod command;
pub(crate) mod condition;
pub(crate) mod details;
mod diagnostics;
pub(crate) mod energy;
pub(crate) mod failure;
pub(crate) mod features;
pub(crate) mod fuel;
pub(crate) mod keys;
pub(crate) mod motion;
mod oil;
pub(crate) mod service_history;
pub(crate) mod signals;
mod sleep;
pub(crate) mod tyres;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use charge_plan::ChargePlan;
use charge_records::ChargeSession;
use climate::Climate;
use closures::Closures;
use condition::Condition;
use energy::Battery;
use failure::Failure;
use features::Features;
use fuel::Tank;
use keys::Keys;
use motion::{Motion, Place, SPEED_KMH};
use service_history::Visit;
use sleep::Sleep;

use crate::catalogue::{Access, Make};
use crate::dice::Dice;

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
    /// What its particulars come from.
    seed: u64,
    /// Its first moment here, and how far it had come by then, km.
    made_at: Timestamp,
    made_km: f64,
    /// The moment that the parts below speak of.
    anchor: Timestamp,
    pub(crate) battery: Option<Battery>,
    pub(crate) tank: Option<Tank>,
    pub(crate) motion: Motion,
    pub(crate) closures: Closures,
    pub(crate) climate: Climate,
    pub(crate) charge_plan: ChargePlan,
    /// The PIN that it asks for before driving.
    pub(crate) pin: Option<String>,
    pub(crate) charge_sessions: Vec<ChargeSession>,
    pub(crate) condition: Condition,
    /// Workshop visits that ended here, oldest first.
    pub(crate) visits: Vec<Visit>,
    pub(crate) sleep: Sleep,
    pub(crate) keys: Keys,
    /// What its owner calls it.
    pub(crate) name: Option<String>,
    /// Whether a business owns it: a Tesla then obeys commands that nobody signed.
    #[serde(default)]
    pub(crate) business: bool,
    /// Software that is never updated.
    pub(crate) pinned_firmware: Option<String>,
    #[serde(default)]
    pub(crate) features: Features,
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
    pub(crate) seed: u64,
    pub(crate) battery: Option<Battery>,
    pub(crate) tank: Option<Tank>,
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
        let id = CarId::new(build.make, &build.vin);
        let dice = Dice::new(build.seed, id.as_str());
        Self {
            id,
            streaming: access.streaming_toggle.then_some(false),
            keys: Keys::default(),
            vin: build.vin,
            make: build.make,
            model: build.model,
            year: build.year,
            seed: build.seed,
            made_at: now,
            made_km: build.odometer_km,
            anchor: now,
            battery: build.battery,
            tank: build.tank,
            motion: Motion::parked_at(build.home, build.odometer_km),
            closures: Closures::shut(build.make != Make::Tesla && dice.below("sunroof", 3) == 0),
            climate: Climate::off(climate::natural_c(build.home, now)),
            charge_plan: ChargePlan::by_night(build.home),
            charge_sessions: Vec::new(),
            condition: Condition::default(),
            visits: Vec::new(),
            sleep: Sleep::awake_at(now),
            name: None,
            business: false,
            pin: None,
            pinned_firmware: None,
            features: Features::default(),
            next_failure: None,
        }
    }

    /// Throws for its particulars.
    pub(crate) fn dice(&self) -> Dice {
        Dice::new(self.seed, self.id.as_str())
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
        let (percent, fuel_percent) = (self.percent(now), self.fuel_percent(now));
        self.settle_climate(now);
        self.motion = self.motion_at(now);
        self.motion.driving = driving;
        if let (Some(battery), Some(percent)) = (&mut self.battery, percent) {
            battery.percent = percent;
            battery.charging = charging;
        }
        if let (Some(tank), Some(percent)) = (&mut self.tank, fuel_percent) {
            tank.percent = percent;
        }
        if let Some(woken) = self.sleep.wakes_at.filter(|at| *at <= now) {
            self.sleep.active_at = self.sleep.active_at.max(woken);
            self.sleep.wakes_at = None;
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
        self.sleep.wakes_at = None;
        self.sleep.active_at = now;
    }

    /// Someone calls it: it wakes at `at`, if it sleeps.
    pub(crate) fn wake_later(&mut self, at: Timestamp, now: Timestamp) {
        if self.asleep_since(now).is_some() {
            self.sleep.wakes_at = Some(self.sleep.wakes_at.map_or(at, |earlier| earlier.min(at)));
        } else {
            self.touch(now);
        }
    }

    /// Its computer starts anew.
    pub(crate) fn reboot(&mut self, now: Timestamp) {
        self.touch(now);
        self.features.playing = false;
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
            (Some(battery), Some(percent)) if battery.plugged_in() && percent >= battery.limit_percent => {
                ChargeStatus::FullyCharged
            }
            _ => ChargeStatus::NotCharging,
        }
    }

    /// Charge, percent.
    pub(crate) fn percent(&self, t: Timestamp) -> Option<f64> {
        let battery = self.battery.as_ref()?;
        Some(if self.motion.driving {
            battery.percent_after_driving(self.driven_km(t).min(battery.km_to_reserve()))
        } else if battery.hours_to_limit().is_some() {
            battery.percent_after_charging(self.hours_since_anchor(t))
        } else {
            battery.percent
        })
    }

    /// Fuel in the tank, percent: what is driven beyond the battery's way is driven on fuel.
    pub(crate) fn fuel_percent(&self, t: Timestamp) -> Option<f64> {
        let electric_km = self.battery.as_ref().map_or(0.0, Battery::km_to_reserve);
        Some(self.tank.as_ref()?.percent_after_driving((self.driven_km(t) - electric_km).max(0.0)))
    }

    /// Range on the battery, km.
    pub(crate) fn range_km(&self, t: Timestamp) -> Option<f64> {
        Some(self.percent(t)? * self.battery.as_ref()?.km_per_percent())
    }

    /// Hours until its limit is reached, where it charges.
    pub(crate) fn hours_to_limit(&self, t: Timestamp) -> Option<f64> {
        Some(hours_between(t, self.charge_ends()?))
    }

    pub(crate) fn motion_at(&self, t: Timestamp) -> Motion {
        self.motion.after(self.driven_km(t))
    }

    /// Parked, shut, not charging, and nothing is heated or cooled.
    pub(crate) fn idle(&self, t: Timestamp) -> bool {
        let heating = self.climate.ends().is_some_and(|end| t < end);
        !self.driving(t) && !self.charging(t) && !heating && self.closures.is_shut()
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
        let ended = [self.drive_ends(), self.charge_ends(), self.climate.ends()].into_iter().flatten().max();
        self.idle(t).then(|| ended.unwrap_or(self.sleep.active_at).max(self.sleep.active_at))
    }

    /// How far it gets before it stops for want of charge and fuel, km.
    pub(crate) fn km_to_reserve(&self) -> f64 {
        self.battery.as_ref().map_or(0.0, Battery::km_to_reserve) + self.tank.as_ref().map_or(0.0, Tank::km_to_reserve)
    }

    fn drive_ends(&self) -> Option<Timestamp> {
        self.motion.driving.then(|| after(self.anchor, self.km_to_reserve() / SPEED_KMH))
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
