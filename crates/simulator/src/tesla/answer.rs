//! What answers have in common.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::FleetError;
use crate::simulator::Simulator;

/// `{"response": …}`
pub(crate) fn response(value: Value) -> Json<Value> {
    Json(Value::Object([("response".to_owned(), value)].into_iter().collect()))
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Paging {
    page: Option<usize>,
    per_page: Option<usize>,
}

impl Paging {
    /// A list's page with `pagination` and `count`.
    pub(crate) fn list(self, all: Vec<Value>, most: usize) -> Json<Value> {
        let per_page = self.per_page.unwrap_or(most).clamp(1, most);
        let (current, count) = (self.page.unwrap_or(1).max(1), all.len());
        let pages = count.div_ceil(per_page).max(1);
        let items: Vec<Value> = all.into_iter().skip((current - 1).saturating_mul(per_page)).take(per_page).collect();
        let pagination = json!({
            "previous": (current > 1).then(|| current - 1),
            "next": (current < pages).then(|| current + 1),
            "current": current,
            "per_page": per_page,
            "count": count,
            "pages": pages,
        });
        Json(json!({"count": items.len(), "response": items, "pagination": pagination}))
    }
}

/// A JSON body; one that is absent, `null` or empty counts as `{}`.
pub(crate) fn parameters(body: &[u8]) -> Result<serde_json::Map<String, Value>, FleetError> {
    if body.trim_ascii().is_empty() {
        return Ok(serde_json::Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(Value::Null) => Ok(serde_json::Map::new()),
        Ok(_) => Err(FleetError::invalid_request("The body must be a JSON object.")),
        Err(error) => Err(FleetError::invalid_request(format!("The body is no JSON: {error}."))),
    }
}

/// Every answer of the Fleet API passes here: what scripts do to all of them, and the headers that all have.
pub(crate) async fn pass(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let (delay, failure) =
        simulator.look(|world, _| (world.tesla.scripts.delay(), world.tesla.scripts.refusal(request.uri().path())));
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
    let mut response = match failure {
        Some(failure) => failure.into_response(),
        None => next.run(request).await,
    };
    // The router's own refusal has no body; the cars' has.
    if response.status() == StatusCode::METHOD_NOT_ALLOWED && !response.headers().contains_key(CONTENT_TYPE) {
        response = FleetError::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_method").into_response();
    }
    let headers = response.headers_mut();
    let transaction = Uuid::new_v4();
    let made = [("x-txid", transaction.simple().to_string()), ("x-request-id", transaction.to_string())];
    for (name, value) in made {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    let fixed = [
        ("vary", "Accept,Accept-Encoding"),
        ("cache-control", "no-cache, no-store, private, s-max-age=0"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("server", "envoy"),
    ];
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
