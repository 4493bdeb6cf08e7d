//! The deliverer: sends what is due, notes every attempt, and tries again what failed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use openfob_domain::{DeliveryId, WebhookId};
use openfob_store::{Attempt, DueDelivery, Outcome};
use tokio::task::{Id, JoinError, JoinSet};

use super::payload;
use super::schedule::vehicle;
use crate::service::ServiceError;
use crate::{Gateway, measure};

/// How long after a failure it is tried again: after the first, the second and the third (Smartcar's own).
const RETRIES: [SignedDuration; 3] =
    [SignedDuration::from_secs(25), SignedDuration::from_secs(50), SignedDuration::from_secs(100)];
/// How many deliveries may be under way to one webhook, and in all: a receiver that is slow or dead must not keep those
/// of others waiting.
const PER_WEBHOOK: usize = 4;
const IN_ALL: usize = 256;
/// How often it looks for what is due, besides when something new is queued.
const TICK: Duration = Duration::from_secs(1);
/// How long a delivery rests whose attempt could not be noted: it would be due again at once.
const PAUSE: Duration = Duration::from_secs(10);

/// Sends deliveries until it is dropped. What is under way then is sent again by the next one.
pub(crate) struct Deliverer {
    gateway: Gateway,
    tasks: JoinSet<()>,
    under_way: HashMap<Id, (WebhookId, DeliveryId)>,
}

impl Deliverer {
    /// A deliverer that has sent nothing yet.
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self { gateway, tasks: JoinSet::new(), under_way: HashMap::new() }
    }

    /// Sends what is due now, and ends when all that is done.
    pub(crate) async fn run_due(&mut self) {
        loop {
            self.begin_due().await;
            let Some(ended) = self.tasks.join_next_with_id().await else { return };
            self.end(ended);
        }
    }

    /// Sends what is due, whenever it is.
    pub(crate) async fn run(mut self) {
        loop {
            self.begin_due().await;
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.end(ended),
                () = self.gateway.outbox.notified() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    /// Begins as many of the due deliveries as there is room for.
    async fn begin_due(&mut self) {
        if let Err(error) = self.try_begin_due().await {
            tracing::error!(error = &error as &dyn std::error::Error, "due deliveries could not be listed");
        }
    }

    async fn try_begin_due(&mut self) -> Result<(), ServiceError> {
        let now = self.gateway.clock.now();
        for webhook in self.gateway.store.webhooks_with_due_deliveries(now).await? {
            let busy = self.under_way.values().filter(|(other, _)| *other == webhook).count();
            let room = PER_WEBHOOK.saturating_sub(busy).min(IN_ALL.saturating_sub(self.under_way.len()));
            if room == 0 {
                continue;
            }
            // Those under way are due until their attempt is noted.
            let due = self.gateway.store.due_deliveries(webhook, now, busy + room).await?;
            let is_new = |delivery: &DueDelivery| !self.under_way.values().any(|(_, other)| *other == delivery.id);
            let new: Vec<DueDelivery> = due.into_iter().filter(is_new).take(room).collect();
            for delivery in new {
                let id = delivery.id;
                let task = self.tasks.spawn(deliver(self.gateway.clone(), delivery));
                self.under_way.insert(task.id(), (webhook, id));
            }
        }
        Ok(())
    }

    fn end(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a delivery broke off");
                error.id()
            }
        };
        self.under_way.remove(&id);
    }
}

async fn deliver(gateway: Gateway, delivery: DueDelivery) {
    if let Err(error) = try_deliver(&gateway, &delivery).await {
        tracing::error!(delivery.id = %delivery.id, error = &error as &dyn std::error::Error, "a delivery was not noted");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn try_deliver(gateway: &Gateway, delivery: &DueDelivery) -> Result<(), ServiceError> {
    let began = Instant::now();
    let at = gateway.clock.now();
    let sent = send(gateway, delivery).await?;
    let (status, error) = match sent {
        Ok(status @ 200..300) => (Some(status), None),
        Ok(status) => (Some(status), Some(format!("the receiver answered {status}; expected 200 to 299"))),
        Err(reason) => (None, Some(reason)),
    };
    let outcome = if error.is_none() { Outcome::Delivered } else { after_failure(delivery.tries, gateway.clock.now()) };
    let attempt = Attempt { at, took: began.elapsed(), status, error };
    let is_kept = gateway.store.record_attempt(delivery.id, &attempt, outcome).await?;
    measure::webhook_attempt(outcome);
    tracing::info!(
        webhook.id = %delivery.webhook.id,
        delivery.id = %delivery.id,
        status = attempt.status,
        reason = attempt.error,
        again = matches!(outcome, Outcome::Again(_)),
        kept = is_kept,
        "webhook sent"
    );
    Ok(())
}

/// The status that the receiver answered, or why there is none.
async fn send(gateway: &Gateway, delivery: &DueDelivery) -> Result<Result<u16, String>, ServiceError> {
    let application = delivery.webhook.application;
    // Read each time: a token that was replaced signs what is sent from then on.
    let Some(token) = gateway.store.management_token(application).await? else {
        return Ok(Err("the application is gone".to_owned()));
    };
    let Some(vehicle) = vehicle(gateway, application, delivery.connection).await? else {
        return Ok(Err("the vehicle is no longer connected".to_owned()));
    };
    let Ok(body) = payload::of(gateway, delivery, &vehicle) else {
        return Ok(Err("the event cannot be written".to_owned()));
    };
    let received = gateway.sender.post(&delivery.webhook.url, body, &token).await;
    Ok(received.map(|received| received.status).map_err(|error| error.to_string()))
}

/// What comes after the attempt that followed `tries` others.
fn after_failure(tries: u32, now: Timestamp) -> Outcome {
    let wait = usize::try_from(tries).ok().and_then(|tries| RETRIES.get(tries));
    wait.and_then(|wait| now.checked_add(*wait).ok()).map_or(Outcome::Failed, Outcome::Again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_tried_again_after_25_50_and_100_seconds_and_then_no_more() {
        let now = Timestamp::UNIX_EPOCH;
        let outcomes: Vec<Outcome> = (0..5).map(|tries| after_failure(tries, now)).collect();
        let again = |seconds| Outcome::Again(Timestamp::from_second(seconds).unwrap());
        assert_eq!(outcomes, [again(25), again(50), again(100), Outcome::Failed, Outcome::Failed]);
    }
}
