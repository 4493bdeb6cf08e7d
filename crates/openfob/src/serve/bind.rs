//! Binding an address.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::failure::Failure;

/// Listens on `address`; port 0 takes any free one.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| refused_to_listen(address, &error))
}

/// Listens on the first free port of `address` or after it.
pub(crate) async fn bind_next_free(mut address: SocketAddr) -> Result<TcpListener, Failure> {
    const ATTEMPTS: usize = 50;
    for _ in 0..ATTEMPTS {
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && address.port() < u16::MAX => {
                address.set_port(address.port() + 1);
            }
            other => return other.map_err(|error| refused_to_listen(address, &error)),
        }
    }
    Err(Failure::user(format!("no free port below {address}")).hint("name one with --sim-listen ADDRESS:PORT"))
}

/// The address that a listener was given, with its port where any was asked for.
pub(crate) fn address_of(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(|error| Failure::caused("cannot learn the own address", error))
}

fn refused_to_listen(address: SocketAddr, error: &io::Error) -> Failure {
    let failure = Failure::user(format!("cannot listen on {address}: {error}"));
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            failure.hint(format!("stop what listens there, or choose another port: --listen {}:0", address.ip()))
        }
        io::ErrorKind::PermissionDenied => {
            failure.hint("ports below 1024 are for the administrator; choose a higher one")
        }
        io::ErrorKind::AddrNotAvailable => failure.hint("this machine has no such address; try 127.0.0.1 or 0.0.0.0"),
        _ => failure,
    }
}
