//! The clock of the simulated world: real time plus an offset that only grows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Ten years: far enough for every rule that waits, near enough that no sum overflows.
const LARGEST_OFFSET_MS: i64 = 10 * 365 * 24 * 3600 * 1000;

/// A clock that can be moved forward. Clones share one offset.
#[derive(Clone, Debug)]
pub struct Clock {
    stands_at: Option<Timestamp>,
    offset_ms: Arc<AtomicI64>,
}

/// Why a clock was not moved.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ClockLimit {
    /// Simulated time never runs back: what cars have recorded would lie in the future.
    #[error("time moves forward only: give a positive duration such as 8h")]
    Backward,
    /// See [`Clock::advance`].
    #[error("the clock can be at most ten years ahead of real time: give a shorter duration")]
    TooFar,
}

impl Clock {
    /// Runs with real time.
    #[must_use]
    pub fn real() -> Self {
        Self { stands_at: None, offset_ms: Arc::default() }
    }

    /// Stands still until it is moved: the same values on every run.
    #[must_use]
    pub fn standing_at(at: Timestamp) -> Self {
        Self { stands_at: Some(at), offset_ms: Arc::default() }
    }

    /// The time in the simulated world, in whole milliseconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is handed")]
        let base = self.stands_at.unwrap_or_else(Timestamp::now);
        let ms = base.as_millisecond().saturating_add(self.offset_ms.load(Ordering::Acquire));
        Timestamp::from_millisecond(ms).unwrap_or(base)
    }

    /// Moves the clock forward and answers the new time.
    ///
    /// # Errors
    /// Backwards, or more than ten years ahead in all.
    pub fn advance(&self, by: SignedDuration) -> Result<Timestamp, ClockLimit> {
        let by = i64::try_from(by.as_millis()).map_err(|_| ClockLimit::TooFar)?;
        if by <= 0 {
            return Err(ClockLimit::Backward);
        }
        self.offset_ms
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |offset| {
                offset.checked_add(by).filter(|sum| *sum <= LARGEST_OFFSET_MS)
            })
            .map_err(|_| ClockLimit::TooFar)?;
        Ok(self.now())
    }

    /// How far the clock is ahead of real time.
    #[must_use]
    pub fn offset(&self) -> SignedDuration {
        SignedDuration::from_millis(self.offset_ms.load(Ordering::Acquire))
    }

    pub(crate) fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms.clamp(0, LARGEST_OFFSET_MS), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_forward_and_never_back() {
        let clock = Clock::standing_at(Timestamp::from_second(1_000).unwrap());
        assert_eq!(clock.advance(SignedDuration::from_hours(8)).unwrap().as_second(), 1_000 + 8 * 3600);
        assert_eq!(clock.advance(SignedDuration::from_secs(-1)), Err(ClockLimit::Backward));
        assert_eq!(clock.advance(SignedDuration::from_hours(24 * 366 * 10)), Err(ClockLimit::TooFar));
        assert_eq!(clock.offset(), SignedDuration::from_hours(8));
    }
}
