//! `[limits]`: how often applications may ask.

use std::num::NonZeroU32;

use openfob_gateway::{RateLimit, RateLimits};

use super::Key;
use super::layers::Layers;

/// What Smartcar gives back each minute.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(2).unwrap();

const APPLICATION_BURST: Key = Key {
    section: "limits",
    name: "application_burst",
    expected: "a whole number from 1",
    default: "no limit",
    about: "Requests that an application may make at once; Smartcar's own is 120. Beyond it: `RATE_LIMIT:SMARTCAR_API`.",
};

const APPLICATION_PER_MINUTE: Key = Key {
    section: "limits",
    name: "application_per_minute",
    expected: "a whole number from 1",
    default: "2",
    about: "Requests that an application gets back each minute.",
};

const VEHICLE_BURST: Key = Key {
    section: "limits",
    name: "vehicle_burst",
    expected: "a whole number from 1",
    default: "no limit",
    about: "Requests that an application may make at once about one vehicle. Beyond it: `RATE_LIMIT:VEHICLE`.",
};

const VEHICLE_PER_MINUTE: Key = Key {
    section: "limits",
    name: "vehicle_per_minute",
    expected: "a whole number from 1",
    default: "2",
    about: "Requests about one vehicle that an application gets back each minute.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[APPLICATION_BURST, APPLICATION_PER_MINUTE, VEHICLE_BURST, VEHICLE_PER_MINUTE];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> RateLimits {
    RateLimits {
        application: limit(layers, &APPLICATION_BURST, &APPLICATION_PER_MINUTE),
        vehicle: limit(layers, &VEHICLE_BURST, &VEHICLE_PER_MINUTE),
    }
}

fn limit(layers: &mut Layers, burst: &'static Key, per_minute: &'static Key) -> Option<RateLimit> {
    layers.refuse_without(per_minute, burst);
    let per_minute = layers.take(per_minute).unwrap_or(PER_MINUTE);
    layers.take(burst).map(|burst| RateLimit { burst, per_minute })
}
