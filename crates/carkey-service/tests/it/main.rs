//! The CarKey service over HTTP, on a real store, with a car that signs for real.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says by panicking what does not hold")]
#![allow(missing_docs, reason = "test code")]

mod activation;
mod bad_input;
mod enrollment;
mod limits;
mod orders;
mod sign_in;
mod sms;
mod steps;
mod world;
