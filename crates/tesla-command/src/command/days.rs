//! Days of the week, as schedules have them.

use super::invalid::InvalidCommand;

/// A bit for each day, from Sunday. The names are a list with commas; case and blanks do not matter.
pub(super) fn parse_days(names: &str) -> Result<i32, InvalidCommand> {
    names.split(',').try_fold(0, |days, name| {
        let name = name.trim();
        match name.to_ascii_uppercase().as_str() {
            "SUN" | "SUNDAY" => Ok(days | 1),
            "MON" | "MONDAY" => Ok(days | 2),
            "TUES" | "TUESDAY" => Ok(days | 4),
            "WED" | "WEDNESDAY" => Ok(days | 8),
            "THURS" | "THURSDAY" => Ok(days | 0x10),
            "FRI" | "FRIDAY" => Ok(days | 0x20),
            "SAT" | "SATURDAY" => Ok(days | 0x40),
            "ALL" => Ok(days | 0b111_1111),
            "WEEKDAYS" => Ok(days | 0b011_1110),
            _ => Err(InvalidCommand::Refused(format!("unrecognized day name: {name}"))),
        }
    })
}
