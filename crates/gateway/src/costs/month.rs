//! Days and months as bills have them, in UTC.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whole days, from one on and before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first day.
    pub(crate) first: Date,
    /// The day after the last.
    pub(crate) after: Date,
}

/// A text that names no days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a month such as 2026-11, or days such as 2026-11-01/2026-11-15, got `{0}`")]
pub(crate) struct InvalidDays(String);

impl Days {
    /// The calendar month of a moment.
    pub(crate) fn month_of(now: Timestamp) -> Self {
        Self::from_month(day_of(now))
    }

    /// The calendar month of a day.
    pub(crate) fn from_month(day: Date) -> Self {
        let first = day.first_of_month();
        Self { first, after: first.saturating_add(1.month()) }
    }

    /// The last day.
    pub(crate) fn last(self) -> Date {
        self.after.saturating_sub(1.day())
    }

    /// The moment at which they are over.
    pub(crate) fn end(self) -> Timestamp {
        self.after.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
    }
}

/// The day of a moment.
pub(super) fn day_of(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

impl FromStr for Days {
    type Err = InvalidDays;

    fn from_str(text: &str) -> Result<Self, InvalidDays> {
        let invalid = || InvalidDays(text.to_owned());
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/'));
        let day = |text: &str| text.parse::<Date>().ok().filter(|_| is_plain && text.len() == "2026-11-01".len());
        if let Some((first, last)) = text.split_once('/') {
            let (first, last) = (day(first).ok_or_else(invalid)?, day(last).ok_or_else(invalid)?);
            let after = last.checked_add(1.day()).map_err(|_| invalid())?;
            return if first < after { Ok(Self { first, after }) } else { Err(invalid()) };
        }
        day(&format!("{text}-01")).map(Self::from_month).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_or_days_are_read_and_nothing_else() {
        let days = |text: &str| text.parse::<Days>().map(|days| (days.first, days.last()));
        assert_eq!(days("2026-11"), Ok((date(2026, 11, 1), date(2026, 11, 30))));
        assert_eq!(days("2028-02"), Ok((date(2028, 2, 1), date(2028, 2, 29))));
        assert_eq!(days("2026-11-29/2026-12-02"), Ok((date(2026, 11, 29), date(2026, 12, 2))));
        for text in ["", "2026", "2026-13", "2026-11-01", "2026-11-02/2026-11-01", "november", "2026-11-31/2026-12-01"]
        {
            assert_eq!(days(text), Err(InvalidDays(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_month_ends_when_the_next_one_begins_in_utc() {
        let month = Days::month_of("2026-12-31T23:59:59.999Z".parse().unwrap());
        assert_eq!(month.end(), "2027-01-01T00:00:00Z".parse().unwrap());
    }
}
