//! From when to when, as queries spell it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use openfob_domain::{FieldProblem, Refusal};

use super::endpoint::Asked;

/// A stretch of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    from: Timestamp,
    to: Timestamp,
}

impl Period {
    /// What `start_date` and `end_date` say; the SDK for Python spells them `startDate` and `endDate`. Each is a day or
    /// a moment. Without them it is the last year.
    pub(crate) fn asked(asked: &Asked<'_>) -> Result<Self, Refusal> {
        let moment = |names: &[&str], day_ends: bool| {
            let text = asked.parameter(names);
            text.map(|text| moment(text, day_ends).ok_or_else(|| problem(names[0], text))).transpose()
        };
        let to = moment(&["end_date", "endDate"], true)?.unwrap_or(asked.now);
        let from = moment(&["start_date", "startDate"], false)?.unwrap_or_else(|| year_before(to));
        if from > to {
            let message = "expected a date that is not after the end".to_owned();
            return Err(Refusal::Validation(vec![FieldProblem { field: "start_date".to_owned(), message }]));
        }
        Ok(Self { from, to })
    }

    /// Whether a day or moment lies in it. What is neither does not.
    pub(crate) fn contains(self, text: &str) -> bool {
        moment(text, false).is_some_and(|at| (self.from..=self.to).contains(&at))
    }
}

fn moment(text: &str, day_ends: bool) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    // A day of another form, such as 2025-W01, is none of those that are promised.
    let day: Date = (text.len() == 10).then(|| text.parse().ok()).flatten()?;
    let day = if day_ends { day.tomorrow().ok()? } else { day };
    let at = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    if day_ends { at.checked_sub(1.nanosecond()).ok() } else { Some(at) }
}

fn year_before(to: Timestamp) -> Timestamp {
    let year = to.to_zoned(TimeZone::UTC).checked_sub(1.year());
    year.map_or(Timestamp::MIN, |year| year.timestamp())
}

fn problem(field: &str, text: &str) -> Refusal {
    let message = format!("expected a day such as 2025-12-31 or a moment such as 2025-12-31T10:00:00Z, got `{text}`");
    Refusal::Validation(vec![FieldProblem { field: field.to_owned(), message }])
}
