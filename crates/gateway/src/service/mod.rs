//! What the gateway does, without HTTP: called by handlers, by jobs and by the command line.

pub(crate) mod capacity;
pub(crate) mod car_key;
pub(crate) mod commanding;
mod error;
pub(crate) mod key_link;
pub(crate) mod key_state;
pub(crate) mod linking;
pub(crate) mod locks;
pub(crate) mod mail;
pub(crate) mod pairing;
pub(crate) mod partners;
pub(crate) mod reading;
pub(crate) mod session;
pub(crate) mod streaming;

pub(crate) use error::ServiceError;
