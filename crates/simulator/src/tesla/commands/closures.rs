//! Doors, windows, trunks, horn and lights.

use jiff::Timestamp;

use super::parameters::text;
use super::{Command, No, Parameters};
use crate::car::Car;
use crate::car::closures::Part;

const WINDOWS: [Part; 4] = [Part::FrontLeftWindow, Part::FrontRightWindow, Part::BackLeftWindow, Part::BackRightWindow];

pub(super) const COMMANDS: &[Command] = &[
    Command("door_lock", false, |car, _, now| Ok(car.lock(now)?)),
    Command("door_unlock", false, |car, _, now| Ok(car.unlock(now)?)),
    Command("flash_lights", false, parked),
    Command("honk_horn", false, parked),
    Command("remote_boombox", false, parked),
    Command("actuate_trunk", false, |car, sent, now| match text(sent, "which_trunk")? {
        "front" => Ok(car.open(Part::Hood, now)?),
        "rear" if car.closures.is_open(Part::Trunk) => Ok(car.close(Part::Trunk, now)?),
        "rear" => Ok(car.open(Part::Trunk, now)?),
        _ => Err(No::reason("invalid_value")),
    }),
    Command("window_control", false, |car, sent, now| {
        let vents = match text(sent, "command")? {
            "vent" => true,
            "close" => false,
            _ => return Err(No::Invalid("command must be 'vent' or 'close'".to_owned())),
        };
        for window in WINDOWS {
            if vents {
                car.open(window, now)?;
            } else {
                car.close(window, now)?;
            }
        }
        Ok(())
    }),
    Command("sun_roof_control", false, |car, sent, now| match text(sent, "state")? {
        "vent" => Ok(car.open(Part::Sunroof, now)?),
        "close" => Ok(car.close(Part::Sunroof, now)?),
        "stop" => Ok(car.has(Part::Sunroof)?),
        _ => Err(No::reason("invalid_value")),
    }),
    Command("open_tonneau", false, tonneau),
    Command("close_tonneau", false, tonneau),
    Command("stop_tonneau", false, tonneau),
    Command("trigger_homelink", false, |_, _, _| Err(No::reason("not_supported"))),
];

fn parked(car: &mut Car, _: &Parameters, now: Timestamp) -> Result<(), No> {
    if car.driving(now) { Err(No::reason("not in park")) } else { Ok(()) }
}

fn tonneau(car: &mut Car, _: &Parameters, _: Timestamp) -> Result<(), No> {
    if car.model == "Cybertruck" { Ok(()) } else { Err(No::reason("not_supported")) }
}
