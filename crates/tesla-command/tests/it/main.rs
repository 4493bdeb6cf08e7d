//! Clients and cars against each other, through what the crate offers to others.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod ble;
mod commands;
mod conversation;
mod faults;
mod keys;
mod nearby;
mod party;
mod properties;
mod reference;
