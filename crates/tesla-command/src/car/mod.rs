//! The car's side: sessions, checks, keys and answers. What the car then does is the caller's matter.

#[expect(clippy::module_inception, reason = "the one subject, beside its parts")]
mod car;
mod keychain;
mod memory;
mod outcome;
mod reply;
mod role;
mod station;

pub use car::{Car, CarKeys, Tapped};
pub use keychain::{KeyEntry, KeyOperation, Keychain, SLOTS};
pub use memory::CarMemory;
pub use outcome::{Asked, Outcome};
pub use reply::broadcast;
pub use role::may;
