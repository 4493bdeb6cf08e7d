//! CarKey through its public surface.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says by panicking what does not hold")]
#![allow(missing_docs, reason = "test code")]

mod activation;
mod docs;
mod kept;
mod link;
mod support;
mod vectors;
