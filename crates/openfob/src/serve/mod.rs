//! Listening: addresses, connections, TLS, and serving until the end is asked for.

mod bind;
mod connection;
mod listener;
mod pace;
mod proxies;
mod redirect;
mod servers;
mod tls;

pub(crate) use bind::{address_of, bind, bind_next_free};
pub(crate) use listener::{Limits, Listener};
pub(crate) use proxies::Proxies;
pub(crate) use redirect::to_https;
pub(crate) use servers::{Servers, Stopping};
pub(crate) use tls::{Tls, TlsFiles};
