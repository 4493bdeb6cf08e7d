//! The car's software and its name.

use jiff::SignedDuration;

use super::parameters::{text, whole};
use super::{Command, No};

const LONGEST_NAME: usize = 64;

pub(super) const COMMANDS: &[Command] = &[
    Command("schedule_software_update", false, |car, sent, now| {
        let seconds = whole(sent, "offset_sec")?.max(0);
        car.features.update_at = now.checked_add(SignedDuration::from_secs(seconds)).ok();
        Ok(())
    }),
    Command("cancel_software_update", false, |car, _, now| {
        if car.features.update_at.is_some_and(|at| at <= now) {
            return Err(No::reason("unavailable"));
        }
        car.features.update_at = None;
        Ok(())
    }),
    Command("set_vehicle_name", false, |car, sent, _| {
        let name: String = text(sent, "vehicle_name")?.chars().take(LONGEST_NAME).collect();
        car.name = (!name.trim().is_empty()).then_some(name);
        Ok(())
    }),
];
