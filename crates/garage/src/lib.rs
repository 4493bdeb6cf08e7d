//! The adapter for makes that have none of their own yet: openfob's garage protocol
//! (`docs/reference/garage-protocol.md`), spoken to the simulator.

mod api;
mod brands;
mod compatibility;
mod identity;
mod translate;
mod wire;

pub use api::Garage;
