//! Servers that run until a signal, then end together.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Listener;
use crate::failure::Failure;
use crate::stop::{Signals, Stop};
use crate::systemd;

/// How servers end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopping {
    /// How long they go on as before once the end is asked for, so that a load balancer learns of it.
    pub(crate) delay: Duration,
    /// How long requests that are under way may take to end after that.
    pub(crate) grace: Duration,
}

impl Stopping {
    /// For programs that somebody sits before.
    pub(crate) const PROMPT: Self = Self { delay: Duration::ZERO, grace: Duration::from_secs(3) };
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

    /// Serves HTTP.
    pub(crate) fn http(&mut self, listener: Listener) {
        let stop = self.stop();
        self.add(listener.run(stop));
    }

    /// Runs a server that ends by itself once [`Servers::stop`] asks for it.
    pub(crate) fn add(&mut self, server: impl Future<Output = io::Result<()>> + Send + 'static) {
        self.running.spawn(server);
    }

    /// Waits for a signal, calls `drain`, and lets the requests under way end; a second signal or the end of the grace
    /// period cuts them off.
    pub(crate) async fn run(mut self, stopping: Stopping, drain: impl FnOnce()) -> Result<(), Failure> {
        systemd::notify("READY=1");
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
        systemd::notify("STOPPING=1");
        drain();
        tokio::select! {
            () = tokio::time::sleep(stopping.delay) => {}
            () = self.signals.next() => return self.cut().await,
        }
        self.signals.ask();
        let ended = async { while self.running.join_next().await.is_some() {} };
        tokio::select! {
            () = ended => return Ok(()),
            () = self.signals.next() => {}
            () = tokio::time::sleep(stopping.grace) => tracing::warn!("requests still under way were cut off"),
        }
        self.cut().await
    }

    async fn cut(mut self) -> Result<(), Failure> {
        tracing::info!("stopped at once");
        self.running.shutdown().await;
        Ok(())
    }
}
