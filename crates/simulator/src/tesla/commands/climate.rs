//! Climate: the cabin, seats, steering wheel, defrosting, the modes while parked.

use jiff::Timestamp;

use super::parameters::{flag, invalid, optional_flag, optional_number, whole};
use super::{Command, No, Parameters};
use crate::car::Car;
use crate::car::climate::Heating;
use crate::car::features::{Keeper, Overheat, OverheatTemperature, SEATS};

pub(super) const COMMANDS: &[Command] = &[
    Command("auto_conditioning_start", false, |car, _, now| {
        car.climate.start(Heating::Cabin, now);
        Ok(())
    }),
    Command("auto_conditioning_stop", false, |car, _, _| {
        car.climate.stop(Heating::Cabin);
        Ok(())
    }),
    Command("set_temps", false, |car, sent, _| {
        if let Some(celsius) = optional_number(sent, "driver_temp")? {
            car.climate.set_target(celsius);
        }
        car.features.passenger_c = optional_number(sent, "passenger_temp")?.map(|celsius| celsius.clamp(15.0, 28.0));
        Ok(())
    }),
    Command("set_preconditioning_max", false, |car, sent, now| {
        if flag(sent, "on")? {
            car.climate.start(Heating::Defroster, now);
            car.climate.start(Heating::Cabin, now);
        } else {
            car.climate.stop(Heating::Defroster);
            car.climate.stop(Heating::Cabin);
        }
        Ok(())
    }),
    Command("set_bioweapon_mode", false, |car, sent, now| {
        car.features.bioweapon = flag(sent, "on")?;
        if car.features.bioweapon {
            car.climate.start(Heating::Cabin, now);
        }
        Ok(())
    }),
    Command("set_climate_keeper_mode", false, |car, sent, now| {
        car.features.keeper = match whole(sent, "climate_keeper_mode")? {
            0 => Keeper::Off,
            1 => Keeper::On,
            2 => Keeper::Dog,
            3 => Keeper::Camp,
            _ => return Err(invalid("climate_keeper_mode")),
        };
        if car.features.keeper != Keeper::Off {
            car.climate.start(Heating::Cabin, now);
        }
        Ok(())
    }),
    Command("set_cabin_overheat_protection", false, |car, sent, _| {
        let fan_only = optional_flag(sent, "fan_only")?;
        car.features.overheat_protection = match (flag(sent, "on")?, fan_only) {
            (false, _) => Overheat::Off,
            (true, true) => Overheat::FanOnly,
            (true, false) => Overheat::On,
        };
        Ok(())
    }),
    Command("set_cop_temp", false, |car, sent, _| {
        car.features.overheat_temperature = match whole(sent, "cop_temp")? {
            0 => OverheatTemperature::Low,
            1 => OverheatTemperature::Medium,
            2 => OverheatTemperature::High,
            _ => return Err(invalid("cop_temp")),
        };
        Ok(())
    }),
    Command("remote_seat_heater_request", false, |car, sent, now| {
        // Older clients name the seat otherwise.
        let name = if sent.contains_key("seat_position") { "seat_position" } else { "heater" };
        let seat =
            usize::try_from(whole(sent, name)?).ok().filter(|seat| *seat < SEATS).ok_or_else(|| invalid(name))?;
        let level = level(sent, "level")?;
        comfort(car, now)?;
        if let Some(heater) = car.features.seat_heaters.get_mut(seat) {
            *heater = level;
        }
        Ok(())
    }),
    Command("remote_seat_cooler_request", false, |car, sent, now| {
        let seat = whole(sent, "seat_position")?;
        let level = level(sent, "seat_cooler_level")?;
        comfort(car, now)?;
        let seat = usize::try_from(seat - 1).ok();
        let cooler = seat.and_then(|seat| car.features.seat_coolers.get_mut(seat));
        *cooler.ok_or_else(|| invalid("seat_position"))? = level;
        Ok(())
    }),
    Command("remote_auto_seat_climate_request", false, |car, sent, now| {
        let seat = whole(sent, "auto_seat_position")?;
        let on = flag(sent, "auto_climate_on")?;
        comfort(car, now)?;
        let seat = usize::try_from(seat - 1).ok();
        let auto = seat.and_then(|seat| car.features.auto_seats.get_mut(seat));
        *auto.ok_or_else(|| invalid("auto_seat_position"))? = on;
        Ok(())
    }),
    Command("remote_auto_steering_wheel_heat_climate_request", false, |car, sent, now| {
        let on = flag(sent, "on")?;
        comfort(car, now)?;
        car.features.auto_steering_wheel = on;
        Ok(())
    }),
    Command("remote_steering_wheel_heater_request", false, |car, sent, now| {
        let on = flag(sent, "on")?;
        steering(car, on, now)
    }),
    Command("remote_steering_wheel_heat_level_request", false, |car, sent, now| {
        let level = level(sent, "level")?;
        steering(car, level > 0, now)
    }),
];

fn level(sent: &Parameters, name: &str) -> Result<u8, No> {
    u8::try_from(whole(sent, name)?).ok().filter(|level| *level <= 3).ok_or_else(|| invalid(name))
}

/// Seats and steering wheel are heated while the climate runs alone.
fn comfort(car: &Car, now: Timestamp) -> Result<(), No> {
    if car.climate.cabin_runs(now) { Ok(()) } else { Err(No::reason("cabin comfort remote settings not enabled")) }
}

fn steering(car: &mut Car, on: bool, now: Timestamp) -> Result<(), No> {
    if !car.has_steering_heater() {
        return Err(No::reason("not_supported"));
    }
    if on {
        car.climate.start(Heating::SteeringWheel, now);
    } else {
        car.climate.stop(Heating::SteeringWheel);
    }
    Ok(())
}
