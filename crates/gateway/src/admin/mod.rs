//! What the command line asks of a running server. Never served to the world: whoever reaches it may do everything.

mod applications;
mod audit;
mod costs;
mod doctor;
mod encryption_key;
mod error;
mod keys;
mod partners;
mod router;
mod snapshots;
mod webhooks;

pub(crate) use router::router;
