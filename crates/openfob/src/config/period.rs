//! Lengths of time, as people write them.

use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;

/// `20s`, `1m 30s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period(pub(super) Duration);

/// Why a text is no length of time.
#[derive(Debug, thiserror::Error)]
pub(super) enum InvalidPeriod {
    #[error("a time needs a unit")]
    NoUnit,
    #[error("it is below nothing")]
    Negative,
    #[error(transparent)]
    Unreadable(#[from] jiff::Error),
}

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidPeriod::NoUnit);
        }
        let period: SignedDuration = text.parse()?;
        period.try_into().map(Self).map_err(|_| InvalidPeriod::Negative)
    }
}
