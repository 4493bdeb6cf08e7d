//! One connection, from the handshake to its last answer.

use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, Version};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use openfob_gateway::Client;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::either::Either;
use tower::ServiceExt;

use super::pace::{Activity, Paced, UnderWay};
use super::{Limits, Proxies};
use crate::stop::Stop;

/// How often the peer of an HTTP/2 connection is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);
/// Requests at a time over one HTTP/2 connection.
const STREAMS: u32 = 128;

/// What serves a connection.
pub(super) struct Connection {
    pub(super) peer: IpAddr,
    pub(super) router: Router,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) proxies: Arc<Proxies>,
    pub(super) limits: Limits,
}

impl Connection {
    /// Serves it until it ends.
    pub(super) async fn serve(self, stream: TcpStream, stop: Stop) {
        // Without it every small answer waits for the peer's delayed acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        let (stream, version) = match &self.tls {
            // The first bytes tell it.
            None => (Either::Left(stream), None),
            Some(tls) => match timeout(self.limits.handshake, tls.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    let version = if is_h2 { Version::HTTP_2 } else { Version::HTTP_11 };
                    // What is handed on is kept in each place that it passes: a pointer, then, and not the whole of TLS.
                    (Either::Right(Box::new(stream)), Some(version))
                }
                Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => return tracing::debug!("a TLS handshake took too long"),
            },
        };
        self.http(stream, version, stop).await;
    }

    async fn http(
        self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        version: Option<Version>,
        stop: Stop,
    ) {
        let Self { peer, router, proxies, limits, .. } = self;
        let activity = Arc::new(Activity::default());
        let stream = TokioIo::new(Paced::new(stream, activity.clone(), limits.head, limits.idle));
        let service = service_fn(move |request: Request<Incoming>| {
            let under_way = Activity::begin(&activity, request.version());
            let client = Client { address: proxies.client(peer, request.headers()) };
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(client);
            let answer = router.clone().oneshot(request);
            async move { answer.await.map(|response: Response<Body>| response.map(|body| Answer { body, under_way })) }
        });

        let builder = auto::Builder::new(TokioExecutor::new());
        let mut builder = match version {
            Some(Version::HTTP_2) => builder.http2_only(),
            Some(_) => builder.http1_only(),
            None => builder,
        };
        builder
            .http1()
            .max_buf_size(limits.head_bytes)
            // Answers are small: copied behind their heads they leave in one piece.
            .writev(false)
            // Nothing is read, and no memory taken for it, while an answer is made: a client that goes away meanwhile is
            // noticed when it is answered.
            .half_close(true);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX));
        let mut connection = pin!(builder.serve_connection(stream, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.asked() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// An answer's body. Until it is dropped its request is under way.
struct Answer {
    body: Body,
    #[expect(dead_code, reason = "held for its end")]
    under_way: UnderWay,
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
