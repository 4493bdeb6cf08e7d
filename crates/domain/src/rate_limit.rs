//! How often somebody may ask: a bucket of requests that refills steadily.
//!
//! A bucket is one moment: the time at which it would be full again (the generic cell rate algorithm). A bucket that is
//! full says nothing and is forgotten, so what is kept is bounded by who asked within one refill.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How large a bucket is and how fast it refills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests that a full bucket holds.
    pub burst: NonZeroU32,
    /// Requests that come back each minute.
    pub per_minute: NonZeroU32,
}

/// A bucket for each of those who ask.
#[derive(Debug)]
pub struct Buckets<K> {
    /// After how long one request comes back.
    interval: SignedDuration,
    /// How long an empty bucket takes to refill.
    whole: SignedDuration,
    full_at: Mutex<Full<K>>,
}

#[derive(Debug)]
struct Full<K> {
    moments: HashMap<K, Timestamp>,
    swept_at: Timestamp,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Full buckets.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        let interval = SignedDuration::from_mins(1) / i32::try_from(limit.per_minute.get()).unwrap_or(i32::MAX);
        let whole = interval.saturating_mul(i32::try_from(limit.burst.get()).unwrap_or(i32::MAX));
        Self { interval, whole, full_at: Mutex::new(Full { moments: HashMap::new(), swept_at: Timestamp::UNIX_EPOCH }) }
    }

    /// Takes a request out of a bucket.
    ///
    /// # Errors
    /// When the next one can be taken.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), Timestamp> {
        let mut full = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(full.swept_at) > self.whole {
            full.moments.retain(|_, full_at| *full_at > now);
            full.swept_at = now;
        }
        let moment = full.moments.get(&key).copied().unwrap_or(now).max(now);
        let next = moment.checked_add(self.interval).unwrap_or(Timestamp::MAX);
        let earliest = next.checked_sub(self.whole).unwrap_or(now);
        if earliest > now {
            return Err(earliest);
        }
        full.moments.insert(key, next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Buckets<u32> {
        let number = |number| NonZeroU32::new(number).unwrap();
        Buckets::new(RateLimit { burst: number(3), per_minute: number(2) })
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_full_bucket_gives_its_burst_and_then_one_by_one() {
        let buckets = full();
        for _ in 0..3 {
            assert_eq!(buckets.take(1, at(0)), Ok(()));
        }
        assert_eq!(buckets.take(1, at(0)), Err(at(30)));
        assert_eq!(buckets.take(1, at(29)), Err(at(30)));
        assert_eq!(buckets.take(1, at(30)), Ok(()));
        assert_eq!(buckets.take(1, at(30)), Err(at(60)));
        for _ in 0..3 {
            assert_eq!(buckets.take(1, at(200)), Ok(()));
        }
    }

    #[test]
    fn one_key_does_not_spend_anothers_bucket() {
        let buckets = full();
        while buckets.take(1, at(0)).is_ok() {}
        assert_eq!(buckets.take(2, at(0)), Ok(()));
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let buckets = full();
        for key in 0..1000 {
            assert_eq!(buckets.take(key, at(i64::from(key))), Ok(()));
        }
        assert!(buckets.full_at.lock().unwrap().moments.len() < 150);
    }
}
