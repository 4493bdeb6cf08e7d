//! The accept loop: one task for each connection, a bound on their number, an end that lets requests finish.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::Proxies;
use super::connection::Connection;
use crate::stop::Stop;

/// Bounds of a listener and of each connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Connections at a time. Further ones wait in the system's queue.
    pub(crate) connections: usize,
    /// How long the TLS handshake may take.
    pub(super) handshake: Duration,
    /// How long the head of a request may take from its first byte, and a new connection to send one.
    pub(super) head: Duration,
    /// How long a connection may lie idle between requests, and how long its peer may take nothing of an answer.
    pub(super) idle: Duration,
    /// Bytes that the head of a request may have.
    pub(super) head_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(10),
            // Longer than the 60 s that proxies keep theirs: the side that sends requests is to close first.
            idle: Duration::from_secs(75),
            head_bytes: 32 * 1024,
        }
    }
}

impl Limits {
    /// The usual bounds, with so many connections at a time.
    pub(crate) fn connections(connections: usize) -> Self {
        Self { connections, ..Self::default() }
    }
}

/// A bound address and what is served there.
pub(crate) struct Listener {
    socket: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    proxies: Arc<Proxies>,
    limits: Limits,
}

impl Listener {
    /// Plain HTTP, with no proxy before it.
    pub(crate) fn new(socket: TcpListener, router: Router) -> Self {
        Self { socket, router, tls: None, proxies: Arc::default(), limits: Limits::default() }
    }

    /// Takes TLS, and nothing else, where an acceptor is given.
    #[must_use]
    pub(crate) fn tls(self, tls: Option<TlsAcceptor>) -> Self {
        Self { tls, ..self }
    }

    /// Believes these proxies about who asks.
    #[must_use]
    pub(crate) fn behind(self, proxies: Proxies) -> Self {
        Self { proxies: Arc::new(proxies), ..self }
    }

    /// Sets the bounds.
    #[must_use]
    pub(crate) fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Serves until the end is asked for and every request under way has its answer. Dropping it cuts them off.
    pub(crate) async fn run(self, stop: Stop) -> io::Result<()> {
        let mut connections = JoinSet::new();
        let mut asked = pin!(stop.clone().asked());
        loop {
            tokio::select! {
                biased;
                () = &mut asked => break,
                Some(_) = connections.join_next() => {}
                accepted = self.socket.accept(), if connections.len() < self.limits.connections => match accepted {
                    Ok((stream, peer)) => {
                        let connection = Connection {
                            peer: peer.ip(),
                            router: self.router.clone(),
                            tls: self.tls.clone(),
                            proxies: self.proxies.clone(),
                            limits: self.limits,
                        };
                        connections.spawn(connection.serve(stream, stop.clone()));
                    }
                    Err(error) => refused(&error).await,
                },
            }
        }
        drop(self.socket);
        while connections.join_next().await.is_some() {}
        Ok(())
    }
}

/// A connection that was gone before it was taken is nothing. Anything else, such as no file descriptor being left, ends
/// by itself at best: taking the next one at once would only burn the processor.
async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "a connection could not be taken");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests;
