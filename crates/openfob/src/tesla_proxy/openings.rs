//! The first request to a host goes ahead of the others.
//!
//! One connection of HTTP/2 takes them all, but only when it is open is it known to be one: of many requests that come
//! before, each would open a connection of its own, and Tesla and this machine would pay for all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// For how long after an answer there is a connection. The client closes those that nobody used for 90 seconds.
const OPEN: Duration = Duration::from_mins(1);
/// How long the others wait: longer than it takes to open a connection.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which hosts have answered of late.
#[derive(Default)]
pub(super) struct Openings(Mutex<HashMap<Arc<str>, Opening>>);

struct Opening {
    answered: Option<Instant>,
    first: Arc<Semaphore>,
}

impl Openings {
    /// Waits while another request goes ahead. The one that does holds what it is given until there is an answer.
    pub(super) async fn wait(&self, base: &Arc<str>) -> Option<OwnedSemaphorePermit> {
        let ahead = timeout(PATIENCE, self.closed(base)?.acquire_owned()).await.ok()?.ok()?;
        // Whoever was ahead may have opened it.
        self.closed(base).map(|_| ahead)
    }

    /// There was an answer.
    pub(super) fn answered(&self, base: &Arc<str>) {
        if let Some(opening) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(base) {
            opening.answered = Some(Instant::now());
        }
    }

    /// Who goes ahead, where there is no connection.
    fn closed(&self, base: &Arc<str>) -> Option<Arc<Semaphore>> {
        let mut openings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opening) = openings.get(base) {
            let is_open = opening.answered.is_some_and(|answered| answered.elapsed() < OPEN);
            return (!is_open).then(|| opening.first.clone());
        }
        let first = Arc::new(Semaphore::new(1));
        openings.insert(base.clone(), Opening { answered: None, first: first.clone() });
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Arc<str> {
        "https://fleet-api.prd.na.vn.cloud.tesla.com".into()
    }

    /// How long a request waits, in milliseconds.
    async fn waits(openings: &Openings) -> u128 {
        let began = Instant::now();
        let _ahead = openings.wait(&base()).await;
        began.elapsed().as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn the_others_go_when_the_first_is_answered() {
        let openings = Openings::default();
        let ahead = openings.wait(&base()).await;
        let answer = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            openings.answered(&base());
            drop(ahead);
        };
        let (one, other, ()) = tokio::join!(waits(&openings), waits(&openings), answer);
        assert_eq!((one, other), (300, 300));
        assert_eq!(waits(&openings).await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_request_that_fails_or_dawdles_holds_nobody_up_for_long() {
        let openings = Openings::default();
        let ahead = openings.wait(&base()).await;
        assert_eq!(waits(&openings).await, 1000);
        drop(ahead);
        assert_eq!(waits(&openings).await, 0, "the next one goes ahead");
        let _ahead = openings.wait(&base()).await;
        assert_eq!(waits(&openings).await, 1000);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_silence_one_goes_ahead_again() {
        let openings = Openings::default();
        drop(openings.wait(&base()).await);
        openings.answered(&base());
        tokio::time::advance(OPEN).await;
        let _ahead = openings.wait(&base()).await;
        assert_eq!(waits(&openings).await, 1000);
    }
}
