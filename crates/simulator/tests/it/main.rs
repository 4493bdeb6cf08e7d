//! The simulator through its router: cars over time, the switches, the pages.

#![expect(clippy::unwrap_used, reason = "a walk that cannot go on fails its test")]

mod cars;
mod garage;
mod pages;
mod properties;
mod state_file;
mod tesla;
