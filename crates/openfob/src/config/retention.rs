//! `[retention]`: how long things are kept.

use std::num::{NonZeroU32, ParseIntError};
use std::str::FromStr;

use jiff::SignedDuration;
use openfob_gateway::Retention;

use super::Key;
use super::layers::Layers;

const EXPECTED: &str = "a whole number of days from 1, or `never`";

const READINGS: Key = Key {
    section: "retention",
    name: "readings_days",
    expected: EXPECTED,
    default: "90",
    about: "How long the last reading of each signal is kept after it was fetched. `never` deletes none.",
};

const EVENTS: Key = Key {
    section: "retention",
    name: "events_days",
    expected: EXPECTED,
    default: "90",
    about: "How long events, such as changes of key states, are kept. An event is kept as long as a delivery of it.",
};

const DELIVERIES: Key = Key {
    section: "retention",
    name: "deliveries_days",
    expected: EXPECTED,
    default: "30",
    about: "How long deliveries to webhooks are kept after their last attempt. What still has to leave is kept in any \
            case.",
};

const TOKENS: Key = Key {
    section: "retention",
    name: "tokens_days",
    expected: EXPECTED,
    default: "30",
    about: "How long codes and tokens are kept after they expired. Until they expire they are kept in any case.",
};

const COSTS: Key = Key {
    section: "retention",
    name: "costs_days",
    expected: EXPECTED,
    default: "400",
    about: "How long the counts of calls to automakers are kept, by which `openfob cost` tells what they cost.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[READINGS, DELIVERIES, EVENTS, TOKENS, COSTS];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> Retention {
    let default = Retention::default();
    let mut take = |key| layers.take::<Days>(key).map(|days| days.0);
    Retention {
        readings: take(&READINGS).unwrap_or(default.readings),
        deliveries: take(&DELIVERIES).unwrap_or(default.deliveries),
        events: take(&EVENTS).unwrap_or(default.events),
        tokens: take(&TOKENS).unwrap_or(default.tokens),
        costs: take(&COSTS).unwrap_or(default.costs),
    }
}

struct Days(Option<SignedDuration>);

impl FromStr for Days {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        if text == "never" {
            return Ok(Self(None));
        }
        let days: NonZeroU32 = text.parse()?;
        Ok(Self(Some(SignedDuration::from_hours(24 * i64::from(days.get())))))
    }
}
