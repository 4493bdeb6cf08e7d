//! The forms of the proxy's own answers: those of Tesla's proxy, byte for byte.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const DONE: &str = "{\"response\":{\"result\":true,\"reason\":\"\"}}\n";

#[derive(Serialize)]
struct Answer<'a> {
    response: Option<CommandResult<'a>>,
    error: &'a str,
    error_description: &'a str,
}

#[derive(Serialize)]
struct CommandResult<'a> {
    result: bool,
    reason: &'a str,
}

/// The car has obeyed.
pub(super) fn done() -> Response<Body> {
    json(StatusCode::OK, Body::from(DONE))
}

/// The car, or whoever read the parameters, would not.
pub(super) fn refused(status: StatusCode, reason: &str) -> Response<Body> {
    written(
        status,
        &Answer { response: Some(CommandResult { result: false, reason }), error: "", error_description: "" },
    )
}

/// Something went wrong.
pub(super) fn error(status: StatusCode, error: &str) -> Response<Body> {
    written(status, &Answer { response: None, error, error_description: "" })
}

/// A text as the whole body; the type that clients expect says JSON.
pub(super) fn bare(status: StatusCode, mut text: Vec<u8>) -> Response<Body> {
    text.push(b'\n');
    json(status, Body::from(text))
}

fn written(status: StatusCode, answer: &Answer<'_>) -> Response<Body> {
    let mut body = serde_json::to_vec(answer).unwrap_or_default();
    body.push(b'\n');
    json(status, Body::from(body))
}

fn json(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}
