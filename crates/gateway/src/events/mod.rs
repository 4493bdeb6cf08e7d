//! Telling applications what happens: deliveries leave the outbox, signed, for targets that are allowed.
//!
//! What has to leave is a row before it leaves (`openfob_store`), so that it outlives a crash. The [`Deliverer`] sends
//! what is due and notes every attempt; the schedule makes events of its own.

mod challenge;
mod deliverer;
mod javascript;
mod network;
mod payload;
mod schedule;
mod sender;
mod targets;

pub(crate) use challenge::{ChallengeFailed, challenge};
pub(crate) use deliverer::Deliverer;
pub use network::{InvalidNetwork, Network};
pub(crate) use schedule::run_due as run_due_schedules;
pub(crate) use sender::Sender;
pub(crate) use targets::TargetError;
pub use targets::WebhookSettings;
