//! What every automaker's adapter offers, in openfob's words, and the one HTTP client that adapters are handed.
//!
//! An adapter knows nothing of the gateway, of the store or of SQL. It is told who asks ([`Partner`], [`Session`]) and
//! answers with vehicles, readings, evidence and links.

mod adapter;
mod compatibility;
mod error;
mod http;
mod link;

pub use adapter::{Adapter, Availability, Brand, CarState, Commands, Fetched, VehicleRecord};
pub use compatibility::{ModelRange, Powertrain, VinCompatibility};
pub use error::{AdapterError, AdapterErrorKind, Effect};
pub use http::{Answer, Http, HttpError, HttpSettings};
pub use link::{AccountLink, LinkedAccount, Partner, Session, SignIn, SignInRefused, Tokens};
