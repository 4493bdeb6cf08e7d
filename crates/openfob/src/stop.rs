//! The end of a server: SIGTERM or Ctrl-C asks for it, a second one insists.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::failure::Failure;

/// Tells listeners that they should take nothing new.
#[derive(Clone, Debug)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Watches another asking side than the process's signals.
    #[cfg(test)]
    pub(crate) fn watching(asked: &watch::Sender<bool>) -> Self {
        Self(asked.subscribe())
    }

    /// Resolves when the end is asked for.
    pub(crate) async fn asked(mut self) {
        // An error means that the asking side is gone, which is an end as well.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}

/// The process's signals.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    asked: watch::Sender<bool>,
}

impl Signals {
    /// Takes the signals over from their default, which is to end at once.
    pub(crate) fn take() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(|error| Failure::caused("cannot listen for signals", error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            asked: watch::Sender::new(false),
        })
    }

    /// What listeners watch.
    pub(crate) fn stop(&self) -> Stop {
        Stop(self.asked.subscribe())
    }

    /// Tells everyone to stop.
    pub(crate) fn ask(&self) {
        self.asked.send_replace(true);
    }

    /// Resolves at the next signal.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
