//! The admin router's two ends: the socket that a server offers, and the commands that use it.
//!
//! Every action on applications is a request to one router of the gateway. Where a server runs, the request goes over
//! its socket; where none does, the command opens the data directory itself, under the same lock.

mod application;
mod bill;
mod client;
mod partner;
mod place;
mod socket;

pub(crate) use application::{Application, Created, NewApplication};
pub(crate) use bill::{Bill, BillRow, CostStanding};
pub(crate) use client::Admin;
pub(crate) use partner::{NewPartner, Partner, PartnerKey, Registration};
pub(crate) use socket::AdminSocket;
