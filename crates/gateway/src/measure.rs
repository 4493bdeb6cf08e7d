//! What is counted and timed, in Prometheus' terms, and the list of it.
//!
//! A label's values come from a list in the code: templates of routes, codes, names of adapters. Nothing of a car, an
//! owner or an application is ever one.

use std::future::Future;
use std::time::{Duration, Instant};

use metrics::{Counter, Histogram, Label, counter, gauge, histogram};
use openfob_automaker::{AdapterError, AdapterErrorKind, PriceClass};
use openfob_domain::{KeyState, Refusal};
use openfob_store::Outcome;
use quick_cache::Equivalent;
use quick_cache::sync::Cache;

use crate::Gateway;

const REQUESTS: &str = "openfob_http_requests_total";
const REQUEST_DURATION: &str = "openfob_http_request_duration_seconds";
const REFUSALS: &str = "openfob_refusals_total";
const UPSTREAM_CALLS: &str = "openfob_upstream_calls_total";
const UPSTREAM_DURATION: &str = "openfob_upstream_call_duration_seconds";
const CHARGED_CALLS: &str = "openfob_charged_calls_total";
const TOKEN_REFRESHES: &str = "openfob_token_refreshes_total";
const BACKGROUND_REFRESHES: &str = "openfob_background_refreshes_total";
const KEY_STATE_CHANGES: &str = "openfob_key_state_changes_total";
const PENDING_DELIVERIES: &str = "openfob_webhook_deliveries_pending";
const OLDEST_DELIVERY: &str = "openfob_webhook_oldest_pending_seconds";
const WEBHOOK_ATTEMPTS: &str = "openfob_webhook_attempts_total";
const STORE_CONNECTIONS: &str = "openfob_store_connections";
const STORE_IDLE_CONNECTIONS: &str = "openfob_store_idle_connections";

/// Routes, methods and classes of status together are fewer.
const MOST_SERIES: usize = 2000;

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// How it behaves.
    pub kind: MetricKind,
    /// Its labels, with commas between them.
    pub labels: &'static str,
    /// What it tells.
    pub about: &'static str,
}

/// How a metric behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It counts what falls into buckets.
    Histogram,
}

const fn metric(name: &'static str, kind: MetricKind, labels: &'static str, about: &'static str) -> Metric {
    Metric { name, kind, labels, about }
}

/// Everything that the gateway measures.
pub const METRICS: &[Metric] = {
    use MetricKind::{Counter, Gauge, Histogram};

    &[
        metric(REQUESTS, Counter, "method, route, status", "Requests answered, by class of status such as 2xx."),
        metric(REQUEST_DURATION, Histogram, "method, route, status", "Seconds until a request's answer began."),
        metric(REFUSALS, Counter, "type, code", "Requests refused, by type and code of the error."),
        metric(UPSTREAM_CALLS, Counter, "automaker, outcome", "Calls to automakers, by what came of them."),
        metric(UPSTREAM_DURATION, Histogram, "automaker", "Seconds that a call to an automaker took."),
        metric(
            CHARGED_CALLS,
            Counter,
            "automaker, class, outcome",
            "Calls to automakers by price class, `sent` or held back by a cap (`capped`).",
        ),
        metric(TOKEN_REFRESHES, Counter, "automaker, outcome", "Owners' tokens refreshed at automakers."),
        metric(BACKGROUND_REFRESHES, Counter, "outcome", "Cars looked at by the background refresh."),
        metric(KEY_STATE_CHANGES, Counter, "old, new", "Changes of the state of cars' keys."),
        metric(
            PENDING_DELIVERIES,
            Gauge,
            "",
            "Deliveries to webhooks that have to leave, for the first time or again.",
        ),
        metric(OLDEST_DELIVERY, Gauge, "", "Seconds since the oldest of them was queued; 0 where there is none."),
        metric(WEBHOOK_ATTEMPTS, Counter, "outcome", "Attempts to deliver: `delivered`, `again` later, or `failed`."),
        metric(STORE_CONNECTIONS, Gauge, "pool", "Connections to the database that are open."),
        metric(STORE_IDLE_CONNECTIONS, Gauge, "pool", "Connections to the database that nobody uses."),
    ]
};

/// The series of answered requests. Finding one costs more than counting in it, so each is found once.
pub(crate) struct Requests(Cache<Series, (Counter, Histogram)>);

#[derive(PartialEq, Eq, Hash)]
struct Series {
    method: &'static str,
    route: Box<str>,
    status: &'static str,
}

/// A series that somebody asks for, as the cache's own keys are hashed.
#[derive(Hash)]
struct Wanted<'a> {
    method: &'static str,
    route: &'a str,
    status: &'static str,
}

impl Equivalent<Series> for Wanted<'_> {
    fn equivalent(&self, series: &Series) -> bool {
        *self.route == *series.route && self.method == series.method && self.status == series.status
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self(Cache::new(MOST_SERIES))
    }
}

impl Requests {
    /// Notes an answered request.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let wanted = Wanted { method, route, status: class(status) };
        let (count, duration) = self.0.get(&wanted).unwrap_or_else(|| self.find(&wanted));
        count.increment(1);
        duration.record(took);
    }

    fn find(&self, &Wanted { method, route, status }: &Wanted<'_>) -> (Counter, Histogram) {
        let labels = vec![
            Label::from_static_parts("method", method),
            Label::new("route", route.to_owned()),
            Label::from_static_parts("status", status),
        ];
        let found = (counter!(REQUESTS, labels.clone()), histogram!(REQUEST_DURATION, labels));
        self.0.insert(Series { method, route: route.into(), status }, found.clone());
        found
    }
}

/// A request that was refused.
pub(crate) fn refusal(refusal: &Refusal) {
    counter!(REFUSALS, "type" => refusal.family(), "code" => refusal.code().unwrap_or_default()).increment(1);
}

/// A call to an automaker, made here so that it is measured.
pub(crate) async fn upstream<T>(
    automaker: &'static str,
    call: impl Future<Output = Result<T, AdapterError>>,
) -> Result<T, AdapterError> {
    let began = Instant::now();
    let answer = call.await;
    histogram!(UPSTREAM_DURATION, "automaker" => automaker).record(began.elapsed());
    let outcome = outcome(answer.as_ref().err());
    counter!(UPSTREAM_CALLS, "automaker" => automaker, "outcome" => outcome).increment(1);
    answer
}

/// A call that an automaker charges for, or one of the class `free`.
pub(crate) fn charged_call(automaker: &'static str, class: PriceClass, is_sent: bool) {
    let outcome = if is_sent { "sent" } else { "capped" };
    counter!(CHARGED_CALLS, "automaker" => automaker, "class" => class.as_str(), "outcome" => outcome).increment(1);
}

/// A refresh of an owner's tokens.
pub(crate) fn token_refresh(automaker: &'static str, error: Option<&AdapterError>) {
    counter!(TOKEN_REFRESHES, "automaker" => automaker, "outcome" => outcome(error)).increment(1);
}

/// A look of the background refresh at a car.
pub(crate) fn background_refresh(succeeded: bool) {
    counter!(BACKGROUND_REFRESHES, "outcome" => if succeeded { "ok" } else { "failed" }).increment(1);
}

/// A change of a key's state.
pub(crate) fn key_state_change(old: &KeyState, new: &KeyState) {
    counter!(KEY_STATE_CHANGES, "old" => old.as_str(), "new" => new.as_str()).increment(1);
}

/// An attempt to deliver to a webhook.
pub(crate) fn webhook_attempt(outcome: Outcome) {
    let outcome = match outcome {
        Outcome::Delivered => "delivered",
        Outcome::Again(_) => "again",
        Outcome::Failed => "failed",
    };
    counter!(WEBHOOK_ATTEMPTS, "outcome" => outcome).increment(1);
}

impl Gateway {
    /// Notes what is not counted as it happens, for whoever asks now.
    pub async fn measure(&self) {
        match self.store.outbox().await {
            Ok(outbox) => {
                let age = outbox.oldest.map_or(0.0, |oldest| self.clock.now().duration_since(oldest).as_secs_f64());
                gauge!(PENDING_DELIVERIES).set(f64::from(u32::try_from(outbox.pending).unwrap_or(u32::MAX)));
                gauge!(OLDEST_DELIVERY).set(age.max(0.0));
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the outbox could not be measured");
            }
        }
        for pool in self.store.pools() {
            gauge!(STORE_CONNECTIONS, "pool" => pool.name).set(f64::from(pool.open));
            gauge!(STORE_IDLE_CONNECTIONS, "pool" => pool.name).set(f64::from(pool.idle));
        }
    }
}

fn class(status: u16) -> &'static str {
    match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

fn outcome(error: Option<&AdapterError>) -> &'static str {
    match error.map(|error| error.kind) {
        None => "ok",
        Some(AdapterErrorKind::TokenRejected) => "token_rejected",
        Some(AdapterErrorKind::Forbidden) => "forbidden",
        Some(AdapterErrorKind::Account(_)) => "account",
        Some(AdapterErrorKind::Vehicle(_)) => "vehicle",
        Some(AdapterErrorKind::Capability(_)) => "not_capable",
        Some(AdapterErrorKind::RateLimited { .. }) => "rate_limited",
        Some(AdapterErrorKind::Upstream(_)) => "failed",
        Some(AdapterErrorKind::OtherRegion(_)) => "other_region",
        Some(AdapterErrorKind::Partner(_)) => "partner",
        Some(AdapterErrorKind::CapReached) => "cap_reached",
        Some(AdapterErrorKind::Internal) => "internal",
    }
}
