//! What the operator learns of a request: one line in the log and a few numbers.
//!
//! The line names the route's template, never the address: ids, codes and whatever was put there by mistake stay out.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use openfob_domain::ApplicationId;
use tracing::Span;
use tracing::field::Empty;
use uuid::Uuid;

use super::{Client, Problem};
use crate::{Gateway, measure};

/// The log's name for these lines, to be filtered by.
const TARGET: &str = "openfob_gateway::request";
const UNMATCHED: &str = "unmatched";

/// A request as it is being answered.
pub(super) struct Observed {
    /// Lines that are written meanwhile belong to it.
    pub(super) span: Span,
    method: &'static str,
    route: Option<MatchedPath>,
    client: Option<Client>,
    began: Instant,
}

impl Observed {
    /// A request that begins.
    pub(super) fn begin(request: &Request, id: Uuid) -> Self {
        let method = method(request.method());
        let route = request.extensions().get::<MatchedPath>().cloned();
        let path = route.as_ref().map_or(UNMATCHED, MatchedPath::as_str);
        // At the level of an error, so that it is there for every line that is written.
        let span = tracing::error_span!(target: TARGET, "request", request_id = %id, %method, route = %path, application = Empty);
        Self { span, method, route, client: request.extensions().get().copied(), began: Instant::now() }
    }

    /// Its end.
    pub(super) fn end(self, gateway: &Gateway, response: &Response, problem: Option<&Problem>) {
        let (status, took) = (response.status().as_u16(), self.began.elapsed());
        let route = self.route.as_ref().map_or(UNMATCHED, MatchedPath::as_str);
        gateway.requests.answered(self.method, route, status, took);
        if let Some(problem) = problem {
            measure::refusal(problem.refusal());
        }
        let duration_ms = (took.as_secs_f64() * 1e6).round() / 1e3;
        let client = self.client.map(|client| tracing::field::display(client.address));
        let refusal = problem.map(|problem| problem.refusal().family());
        let _entered = self.span.enter();
        // Those who watch the server ask every few seconds.
        if matches!(route, "/healthz" | "/readyz") {
            tracing::debug!(target: TARGET, status, duration_ms, client, refusal, "answered");
        } else {
            tracing::info!(target: TARGET, status, duration_ms, client, refusal, "answered");
        }
    }
}

/// Notes which application a request is from, once that is known.
pub(crate) fn note_application(id: ApplicationId) {
    Span::current().record("application", tracing::field::display(id));
}

/// A method by its name. Anyone can make others up.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
