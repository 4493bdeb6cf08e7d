//! Where to go.

use super::parameters::{number, present, text};
use super::{Command, No};
use crate::car::motion::Place;

pub(super) const COMMANDS: &[Command] = &[
    Command("navigation_gps_request", false, |car, sent, _| {
        let place = Place { latitude: number(sent, "lat")?, longitude: number(sent, "lon")? };
        if place.latitude.abs() > 90.0 || place.longitude.abs() > 180.0 {
            return Err(No::Invalid("invalid lat or lon param".to_owned()));
        }
        car.motion.destination = Some(place);
        Ok(())
    }),
    Command("navigation_request", false, |car, sent, _| {
        text(sent, "type")?;
        text(sent, "locale")?;
        present(sent, "timestamp_ms")?;
        present(sent, "value")?;
        // An address; this car knows one place alone.
        car.motion.destination = Some(car.motion.home);
        Ok(())
    }),
    Command("share", false, |car, sent, _| {
        present(sent, "value")?;
        car.motion.destination = Some(car.motion.home);
        Ok(())
    }),
    Command("navigation_sc_request", false, |car, sent, _| {
        present(sent, "id")?;
        car.motion.destination = Some(car.motion.home);
        Ok(())
    }),
    Command("navigation_waypoints_request", false, |car, sent, _| {
        text(sent, "waypoints")?;
        car.motion.destination = Some(car.motion.home);
        Ok(())
    }),
    Command("upcoming_calendar_entries", false, |_, sent, _| text(sent, "calendar_data").map(|_| ())),
    Command("take_drivenote", false, |_, sent, _| text(sent, "note").map(|_| ())),
];
