//! What every automaker's adapter offers, in openfob's words, and the one HTTP client that adapters are handed.
//!
//! An adapter knows nothing of the gateway, of the store or of SQL. It is told who asks ([`Partner`], [`Session`]) and
//! answers with vehicles, readings, evidence and links.

mod adapter;
mod compatibility;
mod error;
mod http;
mod ledger;
mod link;
mod partner_accounts;
mod price;

pub use adapter::{
    Adapter, Availability, Brand, CarState, CommandAnswer, Commanded, Commands, Fetched, KeyReport, VehicleRecord,
    Verdict,
};
pub use compatibility::{ModelRange, Powertrain, VinCompatibility};
pub use error::{AdapterError, AdapterErrorKind, Effect, PartnerIssue};
pub use http::{Answer, Http, HttpError, HttpSettings, Method, Payload, RawAnswer};
pub use ledger::{Call, CapReached, Ledger, PriceClass};
pub use link::{
    AccountLink, Client, LinkedAccount, Partner, Refreshed, Returned, Session, SignIn, SignInRefused, Tokens,
};
pub use partner_accounts::{PartnerAccounts, Registration, RegistrationError};
pub use price::{Dollars, InvalidDollars, PriceList};
