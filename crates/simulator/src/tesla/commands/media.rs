//! Media: heard by whoever sits in the car alone.

use jiff::Timestamp;

use super::parameters::{invalid, number};
use super::{Command, No, Parameters};
use crate::car::Car;

const LOUDEST: f64 = 11.0;
const STEP: f64 = 0.5;

pub(super) const COMMANDS: &[Command] = &[
    Command("media_toggle_playback", false, |car, _, now| {
        present(car, now)?;
        car.features.playing = !car.features.playing;
        Ok(())
    }),
    Command("media_next_fav", false, listened),
    Command("media_prev_fav", false, listened),
    Command("media_next_track", false, listened),
    Command("media_prev_track", false, listened),
    Command("media_volume_up", false, |car, _, now| {
        present(car, now)?;
        car.features.volume = (car.features.volume + STEP).min(LOUDEST);
        Ok(())
    }),
    Command("media_volume_down", false, |car, _, now| {
        present(car, now)?;
        car.features.volume = (car.features.volume - STEP).max(0.0);
        Ok(())
    }),
    Command("adjust_volume", false, |car, sent, now| {
        let volume = number(sent, "volume")?;
        if !(0.0..=LOUDEST).contains(&volume) {
            return Err(invalid("volume"));
        }
        present(car, now)?;
        car.features.volume = volume;
        Ok(())
    }),
];

fn listened(car: &mut Car, _: &Parameters, now: Timestamp) -> Result<(), No> {
    present(car, now)
}

/// Somebody drives, or the doors are unlocked.
fn present(car: &Car, now: Timestamp) -> Result<(), No> {
    if car.driving(now) || !car.closures.locked { Ok(()) } else { Err(No::reason("user_not_present")) }
}
