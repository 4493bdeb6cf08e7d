//! Every answer carries `SC-Request-Id`, and a problem's body names the same one.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::Problem;
use crate::Gateway;

const REQUEST_ID: HeaderName = HeaderName::from_static("sc-request-id");

/// Names the request, and writes the body of a problem.
pub(super) async fn identify(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let id = Uuid::new_v4();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let body = serde_json::to_vec(&problem.body(&gateway.settings, id)).unwrap_or_default();
        let (mut parts, _) = response.into_parts();
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response = (parts, body).into_response();
    }
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
