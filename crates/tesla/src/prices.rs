//! What Tesla charges for the Fleet API.

use openfob_automaker::PriceList;

use crate::refusal;

/// Tesla's list in US dollars, and in euros with the same numbers. Every answer below 500 is charged, errors included;
/// sign-in, partner calls and the vehicle list are free. The monthly discount of 10 dollars is not in it.
pub const PRICES: PriceList = PriceList {
    automaker: refusal::NAME,
    source: "https://developer.tesla.com/docs/fleet-api/billing-and-limits",
    as_of: "2026-08",
    data: 500,
    command: 1_000,
    wake: 50,
    streaming: 150_000,
};
