//! The adapter against the simulator's side of Tesla's protocols, over the wire.
#![expect(clippy::unwrap_used, reason = "a walk that cannot go on fails its test")]

mod commands;
mod harness;
mod keys;
mod reading;
mod sign_in;
mod signing;
mod troubles;
