//! The adapter against the real simulator on a loopback listener: both sides of the garage protocol, held together.

mod conformance;
mod harness;
