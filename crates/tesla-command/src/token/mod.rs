//! Signed tokens in Tesla's own algorithm, `Tesla.SS256`, as fleet telemetry configurations are sent in.

mod jws;
mod schnorr;

pub use jws::{Audience, InvalidToken, VerifiedToken, sign_token, verify_token};
