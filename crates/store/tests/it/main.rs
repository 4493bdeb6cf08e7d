//! The store through its public surface, over a real file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod consent;
mod harness;
mod keys;
mod runs;
mod sealing;
mod tokens;
