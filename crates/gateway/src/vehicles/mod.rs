//! The vehicle API: a file per endpoint.

mod attributes;
mod battery;
mod charge;
mod disconnect;
mod key;
mod list;
mod location;
mod odometer;
mod permissions;
pub(crate) mod tesla;
mod vin;

pub(crate) use attributes::attributes;
pub(crate) use battery::battery;
pub(crate) use charge::charge;
pub(crate) use disconnect::{Done, disconnect};
pub(crate) use key::key;
pub(crate) use list::list;
pub(crate) use location::location;
pub(crate) use odometer::odometer;
pub(crate) use permissions::permissions;
pub(crate) use vin::vin;
