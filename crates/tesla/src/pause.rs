//! When Tesla is left alone: after it limited a car's calls, and while a region answers nothing but trouble.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use openfob_automaker::PriceClass;
use openfob_domain::{KeyDomain, UpstreamFault, Vin};

use crate::region::Region;

/// After so many troubles in a row a region is left alone.
const TROUBLES: u32 = 5;
/// From how many in a row on a call is not tried again by itself.
const TROUBLES_WITHOUT_RETRY: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How many limited cars are remembered before those that are over are forgotten.
const MANY: usize = 1024;

/// Tesla limits the calls of one price class about one car under one developer account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Limited {
    pub(crate) partner: KeyDomain,
    pub(crate) region: Region,
    pub(crate) class: PriceClass,
    pub(crate) vin: Option<Vin>,
}

#[derive(Debug, Default)]
struct Trouble {
    in_a_row: u32,
    until: Option<Instant>,
    fault: Option<UpstreamFault>,
}

/// What is left alone, and until when.
#[derive(Debug, Default)]
pub(crate) struct Pauses {
    limited: Mutex<HashMap<Limited, Instant>>,
    regions: Mutex<HashMap<Region, Trouble>>,
}

/// Why a call is not sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paused {
    /// Tesla limits these calls.
    Limited {
        /// For how much longer.
        wait: Duration,
    },
    /// The region is in trouble.
    Region(UpstreamFault),
}

impl Pauses {
    /// Whether a call may be sent now. At the end of a region's pause one call goes through; its outcome decides.
    pub(crate) fn check(&self, call: &Limited, now: Instant) -> Result<(), Paused> {
        if let Some(until) = lock(&self.limited).get(call).filter(|until| **until > now) {
            return Err(Paused::Limited { wait: *until - now });
        }
        let mut regions = lock(&self.regions);
        let trouble = regions.entry(call.region).or_default();
        match trouble.until {
            Some(until) if until > now => Err(Paused::Region(trouble.fault.unwrap_or(UpstreamFault::NoResponse))),
            Some(_) => {
                // Whoever comes while this one is under way waits for its outcome.
                trouble.until = Some(now + pause(trouble.in_a_row));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Tesla said when it may be asked again.
    pub(crate) fn limit(&self, call: Limited, wait: Duration, now: Instant) {
        let mut limited = lock(&self.limited);
        if limited.len() >= MANY {
            limited.retain(|_, until| *until > now);
        }
        limited.insert(call, now + wait);
    }

    /// A region answered as it should.
    pub(crate) fn fine(&self, region: Region) {
        lock(&self.regions).remove(&region);
    }

    /// A region failed; whether the call may be tried again by itself.
    pub(crate) fn trouble(&self, region: Region, fault: UpstreamFault, now: Instant) -> bool {
        let mut regions = lock(&self.regions);
        let trouble = regions.entry(region).or_default();
        trouble.in_a_row += 1;
        trouble.fault = Some(fault);
        if trouble.in_a_row >= TROUBLES {
            trouble.until = Some(now + pause(trouble.in_a_row));
        }
        trouble.in_a_row < TROUBLES_WITHOUT_RETRY
    }
}

fn pause(in_a_row: u32) -> Duration {
    let doublings = in_a_row.saturating_sub(TROUBLES).min(6);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(vin: &str) -> Limited {
        Limited {
            partner: "fob.example.com".parse().unwrap(),
            region: Region::Eu,
            class: PriceClass::Data,
            vin: Some(vin.parse().unwrap()),
        }
    }

    #[test]
    fn a_limited_car_is_left_alone_until_tesla_said_and_others_are_not() {
        let pauses = Pauses::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let (one, other) = (data("5YJ3E1EA7MF004821"), data("7G2CEHED2RA012264"));
        pauses.limit(one.clone(), Duration::from_secs(30), start);
        assert_eq!(pauses.check(&one, at(20)), Err(Paused::Limited { wait: Duration::from_secs(10) }));
        assert_eq!(pauses.check(&Limited { class: PriceClass::Command, ..one.clone() }, at(20)), Ok(()));
        assert_eq!(pauses.check(&other, at(20)), Ok(()));
        assert_eq!(pauses.check(&one, at(30)), Ok(()));
    }

    #[test]
    fn a_region_in_trouble_is_asked_less_and_less_and_one_answer_ends_it() {
        let pauses = Pauses::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let trouble = |now| pauses.trouble(Region::Eu, UpstreamFault::NoResponse, now);
        let call = data("5YJ3E1EA7MF004821");
        let retries: Vec<bool> = (0..5).map(|_| trouble(start)).collect();
        assert_eq!(retries, [true, true, false, false, false]);
        assert_eq!(pauses.check(&call, start), Err(Paused::Region(UpstreamFault::NoResponse)));
        assert_eq!(
            pauses.check(&Limited { region: Region::Na, ..call.clone() }, start),
            Ok(()),
            "another region is well"
        );
        assert_eq!(pauses.check(&call, at(2)), Ok(()), "one tries");
        assert!(pauses.check(&call, at(2)).is_err(), "the others wait for its outcome");
        trouble(at(2));
        assert!(pauses.check(&call, at(5)).is_err(), "the pause has grown");
        assert_eq!(pauses.check(&call, at(6)), Ok(()));
        pauses.fine(Region::Eu);
        assert_eq!(pauses.check(&call, at(6)), Ok(()));
        assert!(trouble(at(6)));
    }
}
