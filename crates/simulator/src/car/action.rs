//! What can be done with a car, by its owner beside it or by a command from afar. A refused action changes nothing.

use jiff::Timestamp;

use super::charge_records::{ChargeSession, MOST_SESSIONS};
use super::closures::Part;
use super::energy::{Battery, Cable};
use super::failure::Failure;
use super::{Car, after};

/// Why a car does not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("The car is driving. Park it first.")]
    InMotion,
    #[error("The charging cable is in. Unplug it first.")]
    PluggedIn,
    #[error("The charging cable is not in. Plug it in first.")]
    NotPluggedIn,
    #[error("The car is charging. Stop charging or unplug it first.")]
    Charging,
    #[error("The battery is charged up to its limit. Raise the limit or drive a little.")]
    FullyCharged,
    #[error("The battery is too low to drive. Charge the car first.")]
    LowBattery,
    #[error("The tank is empty. Fill it first.")]
    NoFuel,
    #[error("This car has no traction battery.")]
    NoBattery,
}

impl Refused {
    /// As the vehicle API's table puts it.
    pub(crate) fn failure(self) -> Failure {
        match self {
            Self::InMotion => Failure::new("VEHICLE_STATE", "IN_MOTION"),
            Self::PluggedIn => Failure::new("VEHICLE_STATE", "CHARGING_PLUG_CONNECTED"),
            Self::NotPluggedIn => Failure::new("VEHICLE_STATE", "CHARGING_PLUG_NOT_CONNECTED"),
            Self::Charging => Failure::new("VEHICLE_STATE", "CHARGING_IN_PROGRESS"),
            Self::FullyCharged => Failure::new("VEHICLE_STATE", "FULLY_CHARGED"),
            Self::LowBattery | Self::NoFuel => Failure::new("VEHICLE_STATE", "LOW_BATTERY"),
            Self::NoBattery => Failure::new("COMPATIBILITY", "VEHICLE_NOT_CAPABLE"),
        }
    }
}

impl Car {
    /// Puts the cable in; charging begins if there is room below the limit.
    pub(crate) fn plug_in(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        let battery = self.battery_at(now)?;
        battery.cable.get_or_insert(Cable { since: now, percent: battery.percent });
        battery.charging = battery.percent < battery.limit_percent;
        self.closures.open.insert(Part::ChargingPort);
        self.touch(now);
        Ok(())
    }

    pub(crate) fn unplug(&mut self, now: Timestamp) -> Result<(), Refused> {
        let battery = self.battery_at(now)?;
        let kw = battery.charging_kw();
        let drawn = battery.cable.take().map(|cable| (battery.kwh_since(&cable, battery.percent), cable.since));
        battery.charging = false;
        if let Some((kwh, began)) = drawn.filter(|(kwh, _)| *kwh > 0.05) {
            let ended = after(began, kwh / kw).min(now);
            self.charge_sessions.push(ChargeSession { began, ended, kwh, place: self.motion.place() });
            let surplus = self.charge_sessions.len().saturating_sub(MOST_SESSIONS);
            self.charge_sessions.drain(..surplus);
        }
        self.closures.open.remove(&Part::ChargingPort);
        self.touch(now);
        Ok(())
    }

    pub(crate) fn start_charging(&mut self, now: Timestamp) -> Result<(), Refused> {
        let battery = self.battery_at(now)?;
        if !battery.plugged_in() {
            return Err(Refused::NotPluggedIn);
        }
        if battery.percent >= battery.limit_percent {
            return Err(Refused::FullyCharged);
        }
        battery.charging = true;
        self.touch(now);
        Ok(())
    }

    pub(crate) fn stop_charging(&mut self, now: Timestamp) -> Result<(), Refused> {
        let battery = self.battery_at(now)?;
        if !battery.plugged_in() {
            return Err(Refused::NotPluggedIn);
        }
        battery.charging = false;
        self.touch(now);
        Ok(())
    }

    pub(crate) fn set_charge_limit(&mut self, percent: f64, now: Timestamp) -> Result<(), Refused> {
        self.battery_at(now)?.set_limit(percent);
        self.touch(now);
        Ok(())
    }

    /// Fills or drains the battery at once, without waking the car.
    pub(crate) fn set_charge_level(&mut self, percent: f64, now: Timestamp) -> Result<(), Refused> {
        self.battery_at(now)?.percent = percent;
        Ok(())
    }

    pub(crate) fn drive(&mut self, now: Timestamp) -> Result<(), Refused> {
        if self.battery.as_ref().is_some_and(Battery::plugged_in) {
            return Err(Refused::PluggedIn);
        }
        self.settle(now);
        if self.km_to_reserve() <= 0.0 {
            return Err(if self.tank.is_some() { Refused::NoFuel } else { Refused::LowBattery });
        }
        self.touch(now);
        self.motion.driving = true;
        self.closures.locked = true;
        Ok(())
    }

    pub(crate) fn park(&mut self, now: Timestamp) {
        self.touch(now);
        self.motion.driving = false;
    }

    pub(crate) fn fall_asleep(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        if self.charging(now) {
            return Err(Refused::Charging);
        }
        self.settle(now);
        self.sleep.kept_awake = false;
        self.sleep.asleep_since = self.sleep.asleep_since.or(Some(now));
        Ok(())
    }

    pub(crate) fn lock(&mut self, now: Timestamp) {
        self.touch(now);
        self.closures.locked = true;
    }

    pub(crate) fn unlock(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        self.touch(now);
        self.closures.locked = false;
        Ok(())
    }

    fn stand(&self, now: Timestamp) -> Result<(), Refused> {
        if self.driving(now) { Err(Refused::InMotion) } else { Ok(()) }
    }

    fn battery_at(&mut self, now: Timestamp) -> Result<&mut Battery, Refused> {
        self.settle(now);
        self.battery.as_mut().ok_or(Refused::NoBattery)
    }
}
