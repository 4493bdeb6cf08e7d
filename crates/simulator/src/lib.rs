//! Simulated cars behind openfob's garage protocol (`docs/reference/garage-protocol.md`), and the page that steers them.
//!
//! A [`Simulator`] keeps its cars and accounts in a state file and hands out a router; whoever opens it owns the
//! listener and the clock. Nothing here knows the gateway: the two meet on the wire alone.

mod account;
mod car;
mod catalogue;
mod clock;
mod control;
mod dice;
mod event_log;
mod garage;
mod page;
mod phone;
mod population;
mod psa;
mod request_guard;
mod sign_in;
mod simulator;
mod state_file;
mod switch;
mod tesla;
mod world;

pub use clock::{Clock, ClockLimit};
pub use psa::Service as CarKeyService;
pub use simulator::{DemoAccount, DemoAccounts, Settings, Simulator};
pub use state_file::{OpenError, SaveError};
pub use tesla::{AuthorityError, Proxy, Region, UnknownRegion};
