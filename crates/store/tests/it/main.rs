//! The store through its public surface, over a real file.
#![expect(clippy::unwrap_used, reason = "a walk that cannot go on fails its test")]

mod commands;
mod consent;
mod costs;
mod harness;
mod keys;
mod memory;
mod owners;
mod partners;
mod restore;
mod retention;
mod rotation;
mod runs;
mod sealing;
mod tokens;
mod turns;
