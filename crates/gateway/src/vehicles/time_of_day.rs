//! Times of day in bodies.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A time of day, `HH:mm`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct TimeOfDay(pub(crate) String);

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = TimeOfDay;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time of day such as `07:30`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TimeOfDay, E> {
        if text.len() == 5 && jiff::civil::Time::strptime("%H:%M", text).is_ok() {
            Ok(TimeOfDay(text.to_owned()))
        } else {
            Err(E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_two_digits_each_and_exists() {
        let read = |text: &str| serde_json::from_value::<TimeOfDay>(text.into());
        assert_eq!(read("07:30").unwrap(), TimeOfDay("07:30".to_owned()));
        for text in ["7:30", "24:00", "12:60", "noon", "12:3a", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
