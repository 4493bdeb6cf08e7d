//! What the command line asks of a running server. Never served to the world: whoever reaches it may do everything.

mod applications;
mod error;
mod router;

pub(crate) use router::router;
