//! Tesla: account links, partners, Fleet API reads and commands, and what fleet status tells of keys.
//!
//! Names and paths are those of Tesla's Fleet API. Its field names stop at `translate`.

mod access;
mod adapter;
mod api;
mod command;
mod identity;
mod models;
mod partner;
mod pause;
mod prices;
mod refusal;
mod region;
mod scope;
mod signed;
mod signers;
mod signing;
mod token;
mod translate;
mod transport;
mod verdict;
mod vin;
mod wire;

pub use adapter::{Clock, Tesla};
pub use prices::PRICES;
pub use region::Hosts;
pub use signed::*;
