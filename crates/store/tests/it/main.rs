//! The store through its public surface, over a real file.

mod consent;
mod harness;
mod keys;
mod runs;
mod sealing;
mod tokens;
