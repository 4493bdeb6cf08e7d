//! What Tesla charges for the Fleet API.

use openfob_automaker::{Dollars, PriceList};

use crate::refusal;

/// Tesla's list in US dollars, and in euros with the same numbers. Every answer below 500 is charged, errors included;
/// sign-in, partner calls and the vehicle list are free. The monthly discount of 10 dollars is not in it.
pub const PRICES: PriceList = PriceList {
    automaker: refusal::NAME,
    source: "https://developer.tesla.com/docs/fleet-api/billing-and-limits",
    as_of: "2026-08",
    data: Dollars::one_of(500),
    command: Dollars::one_of(1_000),
    wake: Dollars::one_of(50),
    streaming: Dollars::one_of(150_000),
};
