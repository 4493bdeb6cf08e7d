//! The adapter against the real simulator on a loopback listener: both sides of the garage protocol, held together.
#![expect(clippy::unwrap_used, reason = "a walk that cannot go on fails its test")]

mod commands;
mod conformance;
mod drive;
mod harness;
mod signals;
mod troubles;
