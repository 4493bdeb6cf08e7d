//! Listening: binding an address, and serving until the end is asked for.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::stop::{GRACE, Signals, Stop};

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

/// Servers that run until a signal, then end together.
pub(crate) struct Servers {
    signals: Signals,
    running: JoinSet<io::Result<()>>,
}

impl Servers {
    /// None yet. From here on signals no longer end the process at once.
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self { signals: Signals::take()?, running: JoinSet::new() })
    }

    /// What a server watches in order to end with the others.
    pub(crate) fn stop(&self) -> Stop {
        self.signals.stop()
    }

    /// Serves plain HTTP.
    pub(crate) fn http(&mut self, listener: TcpListener, router: Router) {
        // Without it every small answer waits for the peer's delayed acknowledgement.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its delay");
            }
        });
        let stop = self.stop();
        self.add(async move { axum::serve(listener, router).with_graceful_shutdown(stop.asked()).await });
    }

    /// Runs a server that ends by itself once [`Servers::stop`] asks for it.
    pub(crate) fn add(&mut self, server: impl Future<Output = io::Result<()>> + Send + 'static) {
        self.running.spawn(server);
    }

    /// Waits for a signal, then lets the requests under way end; a second signal or [`GRACE`] cuts them off.
    pub(crate) async fn run(mut self) -> Result<(), Failure> {
        tokio::select! {
            () = self.signals.next() => {}
            Some(ended) = self.running.join_next() => {
                return Err(match ended {
                    Ok(Ok(())) => Failure::ours("a server ended without being asked to"),
                    Ok(Err(error)) => Failure::caused("a server failed", error),
                    Err(error) => Failure::caused("a server failed", error),
                });
            }
        }
        tracing::info!("stopping");
        self.signals.ask();
        let ended = async { while self.running.join_next().await.is_some() {} };
        tokio::select! {
            () = ended => {}
            () = self.signals.next() => tracing::warn!("stopped at once, by a second signal"),
            () = tokio::time::sleep(GRACE) => tracing::info!("connections still open were closed"),
        }
        Ok(())
    }
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
