//! Digital keys: partners' virtual keys in the car, and the owner's CarKey.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many partners' keys a car holds at most.
pub(crate) const MOST_KEYS: usize = 20;

/// The keys of one car.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Keys {
    /// Virtual keys by name (the partner's key domain), with when each was added.
    pub(crate) virtual_keys: BTreeMap<String, Timestamp>,
    /// The owner's CarKey, where the make has it.
    pub(crate) car_key: Option<CarKey>,
}

/// A CarKey as it was last set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(crate) enum CarKey {
    Active,
    /// Counts no more until it is reactivated, which is possible until then.
    Suspended {
        until: Timestamp,
    },
    Disabled,
}

impl CarKey {
    /// As it stands at `t`: a suspension that nobody lifted in time ends in `Disabled`.
    pub(crate) fn at(self, t: Timestamp) -> Self {
        match self {
            Self::Suspended { until } if until <= t => Self::Disabled,
            other => other,
        }
    }
}
