//! Retention: what is older than the operator wants it kept is deleted, a few times a day.

use jiff::{SignedDuration, Timestamp};

use crate::Gateway;

const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// How many batches one turn may take; the next turn goes on.
const BATCHES: usize = 50;

/// When it was last done.
#[derive(Default)]
pub(super) struct Retention(Option<Timestamp>);

impl Retention {
    /// Deletes what is due, if it is time.
    pub(super) async fn run_due(&mut self, gateway: &Gateway) {
        let now = gateway.clock.now();
        if self.0.is_some_and(|last| now.duration_since(last) < EVERY) {
            return;
        }
        for _ in 0..BATCHES {
            match gateway.store.sweep(&gateway.settings.retention, now).await {
                Ok(swept) if swept.is_full() => tracing::debug!(?swept, "old rows were deleted, there are more"),
                Ok(swept) => {
                    tracing::debug!(?swept, "old rows were deleted");
                    self.0 = Some(now);
                    return;
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "old rows could not be deleted");
                    self.0 = Some(now);
                    return;
                }
            }
        }
    }
}
