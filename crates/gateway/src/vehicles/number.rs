//! Numbers in bodies.

use std::fmt;
use std::ops::RangeInclusive;

use serde::Deserializer;
use serde::de::{self, Visitor};

use crate::http::Problem;

/// Reads a number, or a text that holds one.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_any(NumberVisitor)
}

/// A number that lies within bounds, else a problem that names both.
pub(crate) fn within(field: &str, value: f64, bounds: RangeInclusive<f64>) -> Result<f64, Problem> {
    if bounds.contains(&value) {
        return Ok(value);
    }
    let (from, to) = bounds.into_inner();
    Err(Problem::field(field, format!("expected a number from {from} to {to}, got {value}")))
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers in bodies are small")]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers in bodies are small")]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<f64, E> {
        value.trim().parse().map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(deserialize_with = "number")]
        limit: f64,
    }

    #[test]
    fn a_number_may_come_as_text() {
        for text in [r#"{"limit": 0.9}"#, r#"{"limit": "0.9"}"#] {
            let body: Body = serde_json::from_str(text).unwrap();
            assert!((body.limit - 0.9).abs() < f64::EPSILON, "{text}");
        }
        for text in [r#"{"limit": "high"}"#, r#"{"limit": null}"#, r#"{"limit": true}"#] {
            assert!(serde_json::from_str::<Body>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bounds_are_part_of_the_range_and_what_is_no_number_is_outside() {
        assert!(within("limit", 0.5, 0.5..=1.0).is_ok());
        assert!(within("limit", 1.0, 0.5..=1.0).is_ok());
        for value in [0.49, 1.01, f64::NAN, f64::INFINITY] {
            assert!(within("limit", value, 0.5..=1.0).is_err(), "{value}");
        }
    }
}
