//! What a switch does to a car.

use jiff::Timestamp;

use super::{Switch, SwitchRefused};
use crate::car::Car;
use crate::car::motion::AtHome;

impl Switch {
    /// Does it to the car, and says what happened.
    pub(super) fn turn_car(&self, car: &mut Car, now: Timestamp) -> Result<String, SwitchRefused> {
        Ok(match self {
            Self::Plug => {
                car.plug_in(now)?;
                if car.charging(now) { "plugged in, and charging begins".to_owned() } else { "plugged in".to_owned() }
            }
            Self::Unplug => car.unplug(now).map(|()| "unplugged".to_owned())?,
            Self::StartCharge => car.start_charging(now).map(|()| "charging begins".to_owned())?,
            Self::StopCharge => car.stop_charging(now).map(|()| "charging stops".to_owned())?,
            Self::ChargeLevel(percent) => {
                car.set_charge_level(*percent, now).map(|()| format!("the battery is set to {percent} %"))?
            }
            Self::ChargeLimit(percent) => {
                car.set_charge_limit(*percent, now).map(|()| format!("charges up to {percent} %"))?
            }
            Self::ChargeFault(on) => {
                car.set_charge_fault(*on, now)?;
                if *on { "the charger reports a fault" } else { "the charger is well again" }.to_owned()
            }
            Self::FuelLevel(percent) => {
                car.set_fuel_level(*percent, now).map(|()| format!("the tank is set to {percent} %"))?
            }
            Self::Drive => car.drive(now).map(|()| "drives away".to_owned())?,
            Self::Park => {
                car.park(now);
                "parks".to_owned()
            }
            Self::Sleep => car.fall_asleep(now).map(|()| "falls asleep".to_owned())?,
            Self::Wake => {
                car.touch(now);
                "wakes up".to_owned()
            }
            Self::Offline => {
                car.sleep.online = false;
                "loses its connection".to_owned()
            }
            Self::Online => {
                car.sleep.online = true;
                "has a connection again".to_owned()
            }
            Self::Lock => car.lock(now).map(|()| "locked".to_owned())?,
            Self::Unlock => car.unlock(now).map(|()| "unlocked".to_owned())?,
            Self::Open(part) => car.open(*part, now).map(|()| format!("the {} opens", part.spoken()))?,
            Self::Close(part) => car.close(*part, now).map(|()| format!("the {} closes", part.spoken()))?,
            Self::Ambient(celsius) => {
                car.climate.outside_c = *celsius;
                match celsius {
                    Some(celsius) => format!("it is {celsius} °C around the car"),
                    None => "it is as warm around the car as season and hour make it".to_owned(),
                }
            }
            Self::AtHome(at) => {
                car.motion.at_home = *at;
                match at {
                    AtHome::Measured => "says whether it is at home by where it stands".to_owned(),
                    AtHome::Yes => "says that it is at home".to_owned(),
                    AtHome::No => "says that it is not at home".to_owned(),
                    AtHome::Unset => "knows no home".to_owned(),
                }
            }
            Self::InService(on) => {
                car.set_in_service(*on, now);
                if *on { "goes into the workshop" } else { "comes out of the workshop" }.to_owned()
            }
            Self::Low12V(on) => {
                car.condition.low_12v.set(*on, now);
                if *on { "the 12 V battery is low" } else { "the 12 V battery is well again" }.to_owned()
            }
            Self::RemoteAccess(on) => {
                car.condition.remote_access_disabled.set(!on, now);
                if *on { "remote access is allowed" } else { "remote access is switched off" }.to_owned()
            }
            Self::Streaming(on) => {
                *car.streaming.as_mut().ok_or(SwitchRefused::NoStreamingToggle)? = *on;
                if *on { "streaming turned on".to_owned() } else { "streaming turned off".to_owned() }
            }
            Self::AddKey(key) => format!("the key of {key} is added"),
            Self::RemoveKey(key) => match car.keys.remove(now, |known| known.name == *key) {
                Some(_) => format!("the key of {key} is removed"),
                None => return Err(SwitchRefused::NoSuchKey(key.clone())),
            },
            Self::LocationPermission(_) | Self::Account(_) | Self::InAccount(_) => String::new(),
            Self::Fail(failure) => {
                car.next_failure.clone_from(failure);
                match failure {
                    Some(failure) => format!("the next call will fail with {failure}"),
                    None => "the next call will not fail".to_owned(),
                }
            }
        })
    }
}
