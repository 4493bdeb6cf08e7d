//! Tesla's signed vehicle commands, as the client that authorises them and as the car that checks them.
//!
//! A car that asks for a virtual key takes commands only in messages that are authorised with one of the keys on it. The
//! client and the car agree on a session (ECDH on NIST P-256); within it, each command carries a counter and an expiry
//! and is either tagged (HMAC-SHA256, over the Fleet API) or encrypted (AES-128-GCM, over direct links).
//!
//! - [`Session`] is the client's side: it asks for a session, authorises a [`Command`], and reads the answers. Bytes go
//!   in and out; sending them is the caller's matter.
//! - [`Car`] is the car's side: it checks messages as a car does, keeps its list of keys, and asks the caller what comes
//!   of a command.
//! - [`parse`] and [`COMMANDS`] know the commands by their names and JSON parameters in the Fleet API.
//! - [`ble`] finds a car by Bluetooth, and carries messages there.
//! - [`sign_token`] signs what configures fleet telemetry.
//!
//! Nothing here reads a clock, a file or a socket: time and randomness come in as values. A [`PrivateKey`] hands out
//! neither itself nor a shared secret.
//!
//! Source: the protocol description and definitions that Tesla publishes in its `vehicle-command` repository, and the
//! behaviour of the tools there.

pub mod ble;
mod car;
mod client;
mod command;
mod domain;
mod fault;
mod key;
mod metadata;
pub mod proto;
mod randomness;
mod secret;
mod token;
#[cfg(test)]
mod vectors;
mod vin;
mod window;

pub use car::*;
pub use client::*;
pub use command::*;
pub use domain::Domain;
pub use fault::Fault;
pub use key::{InvalidKey, PrivateKey, PublicKey};
pub use randomness::{NoRandomness, Randomness, SystemRandomness};
pub use token::*;
pub use vin::{InvalidVin, Vin};
