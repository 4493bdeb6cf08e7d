//! Who asks, as far as the network tells.

use std::net::IpAddr;

/// The address of whoever asks, found out where the connection was taken and handed on among a request's extensions.
/// Only the log has a use for it: nobody is let in or kept out by an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address; a trusted proxy's client where one stands in between.
    pub address: IpAddr,
}
