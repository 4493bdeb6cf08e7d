//! `[costs]`: the most that calls to automakers may cost.

use openfob_gateway::CostCaps;

use super::Key;
use super::layers::Layers;

const EXPECTED: &str = "dollars in quotes, such as \"10\" or \"2.50\"";

const MONTHLY_CAP: Key = Key {
    section: "costs",
    name: "monthly_cap",
    expected: EXPECTED,
    default: "no cap",
    about: "What all applications of one partner may spend at an automaker in a calendar month (UTC). What would cost more \
            is not sent: reads, key checks, commands and the background refresh, until the month ends. Tesla's monthly \
            discount is 10 dollars.",
};

const APPLICATION_MONTHLY_CAP: Key = Key {
    section: "costs",
    name: "application_monthly_cap",
    expected: EXPECTED,
    default: "no cap",
    about: "The same for one application.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[MONTHLY_CAP, APPLICATION_MONTHLY_CAP];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> CostCaps {
    CostCaps { partner: layers.take(&MONTHLY_CAP), application: layers.take(&APPLICATION_MONTHLY_CAP) }
}
