//! A connection's pace: peers that send or take nothing, or only drops, are cut off.
//!
//! HTTP's own time limits do not tell a connection that lies idle, which costs little and spares a handshake, from one
//! whose request comes byte by byte. So the time is kept here, where bytes come in.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::Version;
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// What a connection is doing.
#[derive(Debug, Default)]
pub(super) struct Activity {
    begun: AtomicUsize,
    ended: AtomicUsize,
    http2: AtomicBool,
    /// Whoever reads, to be told when the last request has ended: from then on time counts again.
    reader: AtomicWaker,
}

/// A request that is being answered, until it is dropped.
pub(super) struct UnderWay(Arc<Activity>);

impl Activity {
    /// Notes a request whose head has come.
    pub(super) fn begin(this: &Arc<Self>, version: Version) -> UnderWay {
        this.begun.fetch_add(1, Ordering::Relaxed);
        if version == Version::HTTP_2 {
            this.http2.store(true, Ordering::Relaxed);
        }
        UnderWay(this.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Release);
        self.0.reader.wake();
    }
}

/// A stream whose peer has to keep pace.
pub(super) struct Paced<S> {
    stream: S,
    activity: Arc<Activity>,
    head: Duration,
    idle: Duration,
    /// Whether the peer owes the rest of a head, or nothing.
    in_head: bool,
    /// Requests that had ended when the time was last set.
    ended: usize,
    /// When the peer has kept us waiting too long.
    deadline: Instant,
    /// Ends then or earlier: a timer is set anew only where it would come too late.
    reading: Pin<Box<Sleep>>,
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    /// A new connection: its peer owes a request's head within `head`; later ones may come `idle` after one another.
    pub(super) fn new(stream: S, activity: Arc<Activity>, head: Duration, idle: Duration) -> Self {
        let reading = Box::pin(sleep(head));
        let deadline = reading.deadline();
        Self { stream, activity, head, idle, in_head: true, ended: 0, deadline, reading, writing: None }
    }

    /// Whether the peer waits for us, and not we for it.
    fn busy(&mut self) -> bool {
        let ended = self.activity.ended.load(Ordering::Acquire);
        if ended < self.activity.begun.load(Ordering::Relaxed) {
            return true;
        }
        if ended != self.ended {
            self.ended = ended;
            self.in_head = false;
            self.wait(self.idle);
        }
        false
    }

    /// Gives the peer so long from now on.
    fn wait(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
        if self.deadline < self.reading.deadline() {
            self.reading.as_mut().reset(self.deadline);
        }
    }

    /// Something came in.
    fn received(&mut self) {
        // Frames of HTTP/2 need not belong to a request.
        if !self.busy() && !self.in_head && !self.activity.http2.load(Ordering::Relaxed) {
            self.in_head = true;
            self.wait(self.head);
        }
    }

    /// The outcome of handing bytes on, which must not wait for the peer for ever.
    fn written<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.writing = None;
            return outcome;
        }
        let idle = self.idle;
        let stalled = self.writing.get_or_insert_with(|| Box::pin(sleep(idle)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing of its answer")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        if let Poll::Ready(outcome) = Pin::new(&mut this.stream).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                this.received();
            }
            return Poll::Ready(outcome);
        }
        // Registered first: a request may end between the two.
        this.activity.reader.register(context.waker());
        if this.busy() {
            return Poll::Pending;
        }
        loop {
            ready!(this.reading.as_mut().poll(context));
            if this.deadline <= Instant::now() {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "no request came in time")));
            }
            this.reading.as_mut().reset(this.deadline);
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(context, bytes);
        this.written(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_flush(context);
        this.written(context, outcome)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_shutdown(context);
        this.written(context, outcome)
    }
}
