//! The protocol's commands: which cars obey them, under which permission, and what they do.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;

use super::Car;
use super::action::Refused;
use super::charge_plan::{PlaceSettings, Weekly, check_weekly};
use super::motion::Place;
use crate::catalogue::{EVERY, Make, NOT_PSA};

/// A command as it is sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub(crate) enum Command {
    Lock,
    Unlock,
    ChargeStart,
    ChargeStop,
    ChargeLimit { percent: f64 },
    ChargeSchedules { schedules: Vec<Weekly> },
    ChargeLocation { latitude: f64, longitude: f64, settings: PlaceSettings },
    Navigate { latitude: f64, longitude: f64 },
}

/// A command's name, the permission that it wants, and the makes whose cars obey it.
struct Kind(&'static str, &'static str, &'static [Make]);

const KINDS: &[Kind] = &[
    Kind("lock", "control_security", EVERY),
    Kind("unlock", "control_security", EVERY),
    Kind("charge_start", CONTROL_CHARGE, EVERY),
    Kind("charge_stop", CONTROL_CHARGE, EVERY),
    Kind("charge_limit", CONTROL_CHARGE, EVERY),
    Kind("charge_schedules", CONTROL_CHARGE, &[Make::Nissan]),
    Kind("charge_location", CONTROL_CHARGE, &[Make::Ford]),
    Kind("navigate", "control_navigation", NOT_PSA),
];

/// What only cars with a traction battery obey.
const CONTROL_CHARGE: &str = "control_charge";

/// The permissions that the car's commands want.
pub(crate) fn controllable(car: &Car) -> BTreeSet<&'static str> {
    KINDS.iter().filter(|kind| kind.obeyed_by(car)).map(|kind| kind.1).collect()
}

/// Whether there is a command of this name.
pub(crate) fn is_known(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.0 == name)
}

impl Kind {
    fn obeyed_by(&self, car: &Car) -> bool {
        let Self(_, permission, makes) = self;
        makes.contains(&car.make) && (*permission != CONTROL_CHARGE || car.battery.is_some())
    }
}

impl Command {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::ChargeStart => "charge_start",
            Self::ChargeStop => "charge_stop",
            Self::ChargeLimit { .. } => "charge_limit",
            Self::ChargeSchedules { .. } => "charge_schedules",
            Self::ChargeLocation { .. } => "charge_location",
            Self::Navigate { .. } => "navigate",
        }
    }

    /// The permission that it wants, of a car that can obey it.
    pub(crate) fn permission(&self, car: &Car) -> Option<&'static str> {
        KINDS.iter().find(|kind| kind.0 == self.name()).filter(|kind| kind.obeyed_by(car)).map(|kind| kind.1)
    }

    /// What is wrong with its values, if anything.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::ChargeLimit { percent } => within(*percent, 50.0, 100.0, "percent goes from 50 to 100."),
            Self::ChargeSchedules { schedules } => check_weekly(schedules),
            Self::ChargeLocation { latitude, longitude, settings } => {
                check_place(*latitude, *longitude)?;
                settings.check()
            }
            Self::Navigate { latitude, longitude } => check_place(*latitude, *longitude),
            Self::Lock | Self::Unlock | Self::ChargeStart | Self::ChargeStop => Ok(()),
        }
    }

    /// Has the car do it, and wakes it. What is refused changes nothing.
    pub(crate) fn apply(self, car: &mut Car, now: Timestamp) -> Result<(), Refused> {
        car.hears_commands()?;
        match self {
            Self::Lock => car.lock(now)?,
            Self::Unlock => car.unlock(now)?,
            Self::ChargeStart => car.start_charging(now)?,
            Self::ChargeStop => car.stop_charging(now)?,
            Self::ChargeLimit { percent } => car.set_charge_limit(percent, now)?,
            Self::ChargeSchedules { schedules } => car.charge_plan.weekly = schedules,
            Self::ChargeLocation { latitude, longitude, settings } => {
                let place = Place { latitude, longitude };
                let saved = car.charge_plan.location(place).ok_or(Refused::UnknownPlace)?;
                saved.charge_limit = settings.charge_limit.unwrap_or(saved.charge_limit);
                if let Some(windows) = settings.charging_schedules {
                    saved.charging_schedules = windows;
                }
            }
            Self::Navigate { latitude, longitude } => car.motion.destination = Some(Place { latitude, longitude }),
        }
        car.touch(now);
        Ok(())
    }
}

impl Car {
    /// Whether it listens to commands at all.
    fn hears_commands(&self) -> Result<(), Refused> {
        let condition = &self.condition;
        if condition.in_service.is_on() {
            return Err(Refused::InService);
        }
        if condition.low_12v.is_on() { Err(Refused::Low12V) } else { Ok(()) }
    }
}

fn check_place(latitude: f64, longitude: f64) -> Result<(), &'static str> {
    within(latitude, -90.0, 90.0, "latitude goes from -90 to 90.")?;
    within(longitude, -180.0, 180.0, "longitude goes from -180 to 180.")
}

fn within(number: f64, low: f64, high: f64, otherwise: &'static str) -> Result<(), &'static str> {
    if (low..=high).contains(&number) { Ok(()) } else { Err(otherwise) }
}
