//! A client that costs little: HTTP/1.1 over TLS, one request at a time over a connection that is kept.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Whom to trust.
pub(super) fn tls(authority: &Path) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).context("no certificate to trust")?)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// A connection.
pub(super) struct Connection {
    stream: TlsStream<TcpStream>,
    received: Vec<u8>,
}

impl Connection {
    /// To a server of its own name.
    pub(super) async fn open(server: SocketAddr, name: &'static str, tls: Arc<ClientConfig>) -> Result<Self> {
        Self::handshake(TcpStream::connect(server).await?, name, tls).await
    }

    /// To one of Tesla's hosts, by way of a proxy for HTTPS.
    pub(super) async fn by_proxy(proxy: SocketAddr, host: &'static str, tls: Arc<ClientConfig>) -> Result<Self> {
        let mut stream = TcpStream::connect(proxy).await?;
        stream.write_all(format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n").as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        ensure!(head.starts_with(b"HTTP/1.1 200"), "the way to the cars is closed");
        Self::handshake(stream, host, tls).await
    }

    async fn handshake(stream: TcpStream, name: &'static str, tls: Arc<ClientConfig>) -> Result<Self> {
        stream.set_nodelay(true)?;
        let stream = TlsConnector::from(tls).connect(ServerName::try_from(name)?, stream).await?;
        Ok(Self { stream, received: Vec::with_capacity(4096) })
    }

    /// Sends a request and gives the body of its answer, which must have the status 200.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.stream.flush().await?;
        self.received.clear();
        loop {
            let more = self.stream.read_buf(&mut self.received).await?;
            ensure!(more > 0, "the connection was closed");
            if let Some((head, length)) = head(&self.received)?
                && self.received.len() >= head + length
            {
                let whole = &self.received[..head + length];
                ensure!(whole.starts_with(b"HTTP/1.1 200"), "refused: {}", String::from_utf8_lossy(whole));
                return Ok(&self.received[head..head + length]);
            }
        }
    }
}

/// The lengths of an answer's head and of its body; none while the head is on its way.
fn head(received: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = received.windows(4).position(|part| part == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&received[..end])?;
    for line in text.lines() {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            return Ok(Some((end + 4, value.trim().parse()?)));
        }
    }
    bail!("an answer without a length:\n{text}")
}

/// A request with a body of JSON.
pub(super) fn post(host: &str, path: &str, token: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}
