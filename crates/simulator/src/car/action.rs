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
    #[error("A door is open. Close it first.")]
    DoorOpen,
    #[error("The boot is open. Close it first.")]
    TrunkOpen,
    #[error("The bonnet is open. Close it first.")]
    HoodOpen,
    #[error("The charging cable is in. Unplug it first.")]
    PluggedIn,
    #[error("The charging cable is not in. Plug it in first.")]
    NotPluggedIn,
    #[error("The car is charging. Stop charging or unplug it first.")]
    Charging,
    #[error("The car is not charging.")]
    NotCharging,
    #[error("The charger reports a fault. Clear it first.")]
    ChargeFault,
    #[error("The battery is charged up to its limit. Raise the limit or drive a little.")]
    FullyCharged,
    #[error("The battery is too low to drive. Charge the car first.")]
    LowBattery,
    #[error("The tank is empty. Fill it first.")]
    NoFuel,
    #[error("This car has no traction battery.")]
    NoBattery,
    #[error("This car has no fuel tank.")]
    NoTank,
    #[error("This car has no such part.")]
    NoSuchPart,
    #[error("This is no place that the car has saved. Save it in the car first.")]
    UnknownPlace,
    #[error("Remote access is switched off in the car.")]
    RemoteAccessDisabled,
    #[error("The car is in the workshop.")]
    InService,
    #[error("The 12 V battery is low.")]
    Low12V,
}

impl Refused {
    /// As the vehicle API's table puts it.
    pub(crate) fn failure(self) -> Failure {
        match self {
            Self::InMotion => Failure::new("VEHICLE_STATE", "IN_MOTION"),
            Self::DoorOpen => Failure::new("VEHICLE_STATE", "DOOR_OPEN"),
            Self::TrunkOpen => Failure::new("VEHICLE_STATE", "TRUNK_OPEN"),
            Self::HoodOpen => Failure::new("VEHICLE_STATE", "HOOD_OPEN"),
            Self::PluggedIn => Failure::new("VEHICLE_STATE", "CHARGING_PLUG_CONNECTED"),
            Self::NotPluggedIn => Failure::new("VEHICLE_STATE", "CHARGING_PLUG_NOT_CONNECTED"),
            Self::Charging => Failure::new("VEHICLE_STATE", "CHARGING_IN_PROGRESS"),
            Self::NotCharging => Failure::new("VEHICLE_STATE", "NOT_CHARGING"),
            Self::ChargeFault => Failure::new("VEHICLE_STATE", "CHARGE_FAULT"),
            Self::FullyCharged => Failure::new("VEHICLE_STATE", "FULLY_CHARGED"),
            Self::LowBattery | Self::NoFuel | Self::Low12V => Failure::new("VEHICLE_STATE", "LOW_BATTERY"),
            Self::NoBattery | Self::NoTank | Self::NoSuchPart => Failure::new("COMPATIBILITY", "VEHICLE_NOT_CAPABLE"),
            Self::UnknownPlace => Failure::new("VALIDATION", "PARAMETER"),
            Self::RemoteAccessDisabled => Failure::new("VEHICLE_STATE", "REMOTE_ACCESS_DISABLED"),
            Self::InService => Failure::new("VEHICLE_STATE", "VEHICLE_OFFLINE_FOR_SERVICE"),
        }
    }
}

impl Car {
    /// Puts the cable in; charging begins if there is room below the limit.
    pub(crate) fn plug_in(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        let fault = self.condition.charge_fault.is_on();
        let battery = self.battery_at(now)?;
        battery.cable.get_or_insert(Cable { since: now, percent: battery.percent });
        battery.charging = battery.percent < battery.limit_percent && !fault;
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
        let (fault, charging) = (self.condition.charge_fault.is_on(), self.charging(now));
        let battery = self.battery_at(now)?;
        if !battery.plugged_in() {
            return Err(Refused::NotPluggedIn);
        }
        if fault {
            return Err(Refused::ChargeFault);
        }
        if charging {
            return Err(Refused::Charging);
        }
        if battery.percent >= battery.limit_percent {
            return Err(Refused::FullyCharged);
        }
        battery.charging = true;
        self.touch(now);
        Ok(())
    }

    pub(crate) fn stop_charging(&mut self, now: Timestamp) -> Result<(), Refused> {
        let charging = self.charging(now);
        let battery = self.battery_at(now)?;
        if !battery.plugged_in() {
            return Err(Refused::NotPluggedIn);
        }
        if !charging {
            return Err(Refused::NotCharging);
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

    /// Fills or drains the tank at once, without waking the car.
    pub(crate) fn set_fuel_level(&mut self, percent: f64, now: Timestamp) -> Result<(), Refused> {
        self.settle(now);
        self.tank.as_mut().ok_or(Refused::NoTank)?.percent = percent;
        Ok(())
    }

    /// A fault stops the charge; its end does not start it again.
    pub(crate) fn set_charge_fault(&mut self, on: bool, now: Timestamp) -> Result<(), Refused> {
        let battery = self.battery_at(now)?;
        battery.charging &= !on;
        self.condition.charge_fault.set(on, now);
        self.touch(now);
        Ok(())
    }

    pub(crate) fn drive(&mut self, now: Timestamp) -> Result<(), Refused> {
        if self.battery.as_ref().is_some_and(Battery::plugged_in) {
            return Err(Refused::PluggedIn);
        }
        self.shut()?;
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

    pub(crate) fn lock(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        self.shut()?;
        self.touch(now);
        self.closures.locked = true;
        Ok(())
    }

    pub(crate) fn unlock(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.stand(now)?;
        self.touch(now);
        self.closures.locked = false;
        Ok(())
    }

    pub(crate) fn open(&mut self, part: Part, now: Timestamp) -> Result<(), Refused> {
        self.has(part)?;
        if !part.is_window() {
            self.stand(now)?;
        }
        self.touch(now);
        self.closures.open.insert(part);
        Ok(())
    }

    pub(crate) fn close(&mut self, part: Part, now: Timestamp) -> Result<(), Refused> {
        self.has(part)?;
        if part == Part::ChargingPort && self.battery.as_ref().is_some_and(Battery::plugged_in) {
            return Err(Refused::PluggedIn);
        }
        self.touch(now);
        self.closures.open.remove(&part);
        Ok(())
    }

    /// Whether nothing is in the way of driving off or locking.
    fn shut(&self) -> Result<(), Refused> {
        if self.closures.open.iter().any(|part| part.is_door()) {
            return Err(Refused::DoorOpen);
        }
        if self.closures.is_open(Part::Trunk) {
            return Err(Refused::TrunkOpen);
        }
        if self.closures.is_open(Part::Hood) { Err(Refused::HoodOpen) } else { Ok(()) }
    }

    /// Whether the car has something that opens.
    pub(crate) fn has(&self, part: Part) -> Result<(), Refused> {
        let has = match part {
            Part::Sunroof => self.closures.has_sunroof,
            Part::ChargingPort => self.battery.is_some(),
            _ => true,
        };
        if has { Ok(()) } else { Err(Refused::NoSuchPart) }
    }

    fn stand(&self, now: Timestamp) -> Result<(), Refused> {
        if self.driving(now) { Err(Refused::InMotion) } else { Ok(()) }
    }

    fn battery_at(&mut self, now: Timestamp) -> Result<&mut Battery, Refused> {
        self.settle(now);
        self.battery.as_mut().ok_or(Refused::NoBattery)
    }
}
