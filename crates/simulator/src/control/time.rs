//! Reading how far to move the clock.

use jiff::{SignedDuration, Span, SpanRelativeTo};

/// What was expected of a text that is no duration.
#[derive(Debug, thiserror::Error)]
#[error("\u{201c}advance\u{201d} must be a duration such as 8h, 30m or 2d 4h.")]
pub(crate) struct InvalidDuration;

/// Reads `8h`, `2 days 4 hours`, `PT30M`. A day has 24 hours.
pub(crate) fn parse(text: &str) -> Result<SignedDuration, InvalidDuration> {
    let span: Span = text.trim().parse().map_err(|_| InvalidDuration)?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| InvalidDuration)
}
