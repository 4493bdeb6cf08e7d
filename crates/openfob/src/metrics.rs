//! Prometheus' metrics: what everything here measures, on a listener of the operator's own.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use openfob_gateway::{Clock, Gateway, METRICS, Metric, MetricKind};

use crate::failure::Failure;
use crate::process;

const BUILD_INFO: &str = "openfob_build_info";
/// Seconds; from an answer out of the store to a car that had to be woken.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// How long single durations are kept before they are summed up.
const SUM_UP_EVERY: Duration = Duration::from_secs(5);

const BUILD: Metric = Metric {
    name: BUILD_INFO,
    kind: MetricKind::Gauge,
    labels: "version",
    about: "Always 1; the label tells the version that runs.",
};

/// Begins to measure. Until then everything that is measured goes nowhere.
pub(crate) fn start(clock: &Clock) -> Result<Recorder, Failure> {
    let failed = |error: anyhow::Error| Failure::caused("the metrics cannot be set up", error);
    let recorder =
        PrometheusBuilder::new().set_buckets(BUCKETS).map_err(|error| failed(error.into()))?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|error| failed(anyhow::anyhow!("{error}")))?;
    for metric in all() {
        match metric.kind {
            MetricKind::Counter => describe_counter!(metric.name, metric.about),
            MetricKind::Gauge => describe_gauge!(metric.name, metric.about),
            MetricKind::Histogram => describe_histogram!(metric.name, metric.about),
        }
    }
    gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    process::note_start(clock.now());
    Ok(Recorder(handle))
}

/// What was measured so far.
#[derive(Clone)]
pub(crate) struct Recorder(PrometheusHandle);

impl Recorder {
    /// Sums up what was measured, again and again until it is dropped: what nobody asks for would pile up.
    pub(crate) async fn sum_up(self) {
        let mut ticks = tokio::time::interval(SUM_UP_EVERY);
        loop {
            ticks.tick().await;
            self.0.run_upkeep();
        }
    }

    /// `/metrics`, with the gateway's `/healthz` and `/readyz`.
    pub(crate) fn router(self, gateway: Gateway) -> Router {
        let health = gateway.health_router();
        Router::new().route("/metrics", get(metrics)).with_state((self, gateway)).merge(health)
    }
}

async fn metrics(State((recorder, gateway)): State<(Recorder, Gateway)>) -> Response {
    gateway.measure().await;
    process::measure();
    recorder.0.run_upkeep();
    // The text format's own type, version 0.0.4.
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder.0.render()).into_response()
}

/// Everything that is measured.
fn all() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().chain(process::METRICS).chain([&BUILD])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_for_operators_lists_every_metric_and_no_other() {
        let guide = include_str!("../../../docs/operations.md");
        let listed: Vec<&str> =
            guide.lines().filter(|line| line.starts_with("| `openfob_") || line.starts_with("| `process_")).collect();
        let expected: Vec<String> = all()
            .map(|Metric { name, kind, labels, about }| {
                let kind = format!("{kind:?}").to_lowercase();
                format!("| `{name}` | {kind} | {labels} | {about} |")
            })
            .collect();
        assert_eq!(listed, expected, "the lines for docs/operations.md:\n{}", expected.join("\n"));
    }
}
