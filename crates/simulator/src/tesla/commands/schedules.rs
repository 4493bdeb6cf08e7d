//! Charging and preconditioning schedules by place, from software 2024.26 on.

use jiff::Timestamp;

use super::parameters::{flag, invalid, number, optional_flag, optional_whole, text, whole};
use super::{Command, No, Parameters};
use crate::car::features::{ChargeSchedule, PreconditionSchedule};

const MOST_SCHEDULES: usize = 20;
const DAYS: [&str; 7] = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
const SHORTEST: usize = 3;

pub(super) const COMMANDS: &[Command] = &[
    Command("add_charge_schedule", true, |car, sent, now| {
        let schedule = ChargeSchedule {
            id: id(sent, now)?,
            name: String::new(),
            days_of_week: days(sent)?,
            start_enabled: flag(sent, "start_enabled")?,
            start_time: optional_whole(sent, "start_time")?.unwrap_or(0),
            end_enabled: flag(sent, "end_enabled")?,
            end_time: optional_whole(sent, "end_time")?.unwrap_or(0),
            one_time: optional_flag(sent, "one_time")?,
            enabled: flag(sent, "enabled")?,
            latitude: number(sent, "lat")?,
            longitude: number(sent, "lon")?,
        };
        let schedules = &mut car.features.charge_schedules;
        schedules.retain(|known| known.id != schedule.id);
        room(schedules.len())?;
        schedules.push(schedule);
        Ok(())
    }),
    Command("add_precondition_schedule", true, |car, sent, now| {
        let schedule = PreconditionSchedule {
            id: id(sent, now)?,
            name: String::new(),
            days_of_week: days(sent)?,
            precondition_time: whole(sent, "precondition_time")?,
            one_time: optional_flag(sent, "one_time")?,
            enabled: flag(sent, "enabled")?,
            latitude: number(sent, "lat")?,
            longitude: number(sent, "lon")?,
        };
        let schedules = &mut car.features.precondition_schedules;
        schedules.retain(|known| known.id != schedule.id);
        room(schedules.len())?;
        schedules.push(schedule);
        Ok(())
    }),
    Command("remove_charge_schedule", true, |car, sent, _| {
        let id = whole(sent, "id")?;
        car.features.charge_schedules.retain(|known| known.id != id);
        Ok(())
    }),
    Command("remove_precondition_schedule", true, |car, sent, _| {
        let id = whole(sent, "id")?;
        car.features.precondition_schedules.retain(|known| known.id != id);
        Ok(())
    }),
    Command("batch_remove_charge_schedules", true, |car, _, _| {
        car.features.charge_schedules.clear();
        Ok(())
    }),
    Command("batch_remove_precondition_schedules", true, |car, _, _| {
        car.features.precondition_schedules.clear();
        Ok(())
    }),
];

/// The schedule to change, or a number for a new one: the time.
fn id(sent: &Parameters, now: Timestamp) -> Result<i64, No> {
    Ok(optional_whole(sent, "id")?.unwrap_or_else(|| now.as_second()))
}

fn room(schedules: usize) -> Result<(), No> {
    if schedules < MOST_SCHEDULES { Ok(()) } else { Err(No::reason("too_many_schedules")) }
}

/// A bit for each day: full names, their beginnings, `All`, `Weekdays`.
fn days(sent: &Parameters) -> Result<u8, No> {
    let mut days = 0;
    for word in text(sent, "days_of_week")?.split(',').map(|word| word.trim().to_ascii_uppercase()) {
        days |= match word.as_str() {
            "ALL" => 0b111_1111,
            "WEEKDAYS" => 0b011_1110,
            word if word.len() >= SHORTEST => {
                let day = DAYS.iter().position(|day| day.starts_with(word));
                1 << day.ok_or_else(|| invalid("days_of_week"))?
            }
            _ => return Err(invalid("days_of_week")),
        };
    }
    Ok(days)
}
