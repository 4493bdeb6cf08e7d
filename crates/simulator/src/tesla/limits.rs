//! Tesla's limits for each device: so many calls of a class in a minute, all tokens of an application together.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::error::FleetError;
use crate::world::World;

/// What a call counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Data,
    Commands,
    Wakes,
}

impl Class {
    /// Calls in a minute.
    pub(crate) fn limit(self) -> u32 {
        match self {
            Self::Data => 60,
            Self::Commands => 30,
            Self::Wakes => 3,
        }
    }
}

/// What was called within the last minute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    calls: BTreeMap<(Class, String, String), VecDeque<Timestamp>>,
}

impl World {
    /// Counts a call for a car, or refuses it.
    pub(crate) fn count(&mut self, class: Class, client_id: &str, vin: &str, now: Timestamp) -> Result<(), FleetError> {
        if self.tesla.scripts.no_limits {
            return Ok(());
        }
        self.tesla.limits.count(class, client_id, vin, now)
    }
}

impl Limits {
    /// Counts a call, or refuses it.
    fn count(&mut self, class: Class, client_id: &str, vin: &str, now: Timestamp) -> Result<(), FleetError> {
        let minute_ago = now.as_millisecond() - 60_000;
        let calls = self.calls.entry((class, client_id.to_owned(), vin.to_owned())).or_default();
        while calls.front().is_some_and(|call| call.as_millisecond() <= minute_ago) {
            calls.pop_front();
        }
        match calls.front() {
            Some(first) if calls.len() >= class.limit() as usize => {
                let wait = (first.as_millisecond() - minute_ago).div_euclid(1000) + 1;
                Err(FleetError::rate_limited(class.limit(), wait.clamp(1, 60)))
            }
            _ => {
                calls.push_back(now);
                Ok(())
            }
        }
    }
}
