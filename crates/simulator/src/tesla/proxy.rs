//! An HTTP proxy for programs with Tesla's hosts built in: `CONNECT` to Tesla's host names alone, which are answered here.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::authority::{self, AuthorityError};
use super::region::is_tesla;

const LONGEST_HEAD: usize = 8 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// The proxy, with the certificate that it shows.
pub struct Proxy {
    acceptor: TlsAcceptor,
    router: Router,
}

impl Proxy {
    /// Answers by `router`, certified by the authority that a folder keeps, which is made where there is none.
    ///
    /// # Errors
    /// See [`AuthorityError`].
    pub fn new(router: Router, folder: &Path) -> Result<Self, AuthorityError> {
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(authority::server(folder)?)), router })
    }

    /// Where the certificate (PEM) of a folder's authority is: what clients are to trust.
    #[must_use]
    pub fn authority(folder: &Path) -> PathBuf {
        authority::certificate_file(folder)
    }

    /// Takes connections until it is dropped.
    ///
    /// # Errors
    /// The listener is gone.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        let this = Arc::new(self);
        loop {
            let (stream, _) = listener.accept().await?;
            let this = Arc::clone(&this);
            tokio::spawn(async move {
                if let Err(error) = this.connection(stream).await {
                    tracing::debug!(%error, "a connection through the proxy ends");
                }
            });
        }
    }

    async fn connection(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let head = tokio::time::timeout(PATIENCE, head(&mut stream)).await??;
        let mut words = head.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (host, port) = target.rsplit_once(':').unwrap_or((target, ""));
        if method != "CONNECT" || port != "443" || !is_tesla(host) {
            let text = "This proxy leads to Tesla's host names alone, by CONNECT to port 443.\n";
            let answer = format!(
                "HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                text.len()
            );
            return stream.write_all(answer.as_bytes()).await;
        }
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        let tls = tokio::time::timeout(PATIENCE, self.acceptor.accept(stream)).await??;
        Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(tls), TowerToHyperService::new(self.router.clone()))
            .await
            .map_err(io::Error::other)
    }
}

/// A request's head, to the empty line. Byte by byte: what follows belongs to TLS.
async fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Err(io::Error::other("the head is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    String::from_utf8(head).map_err(io::Error::other)
}
