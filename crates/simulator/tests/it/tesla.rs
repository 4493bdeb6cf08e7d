//! Tesla's side: sign-in, tokens, the Fleet API, keys and fault scripts.

mod ble;
mod client;
mod commands;
mod driver;
mod fleet_api;
mod pairing;
mod partners;
mod sign_in;
mod signed_commands;
mod signed_keys;
mod signed_protocol;
mod signed_table;
