//! Answers that a library gave without a body of ours: too large, too late, unreadable.

use axum::http::{StatusCode, header};
use axum::response::Response;
use openfob_domain::{Refusal, ServerFault, UpstreamFault};

use super::Problem;
use super::router::MAX_BODY;

/// The problem that stands for such an answer; `None` for every other one.
pub(super) fn problem(response: &Response) -> Option<Problem> {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let bare = content_type.is_none_or(|content_type| content_type.starts_with("text/plain"));
    (failed && bare).then(|| match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::field("body", format!("the body is too large; expected at most {MAX_BODY} bytes"))
        }
        StatusCode::NOT_FOUND => Problem::no_such_path("Nothing lies at this address. Check its spelling."),
        StatusCode::METHOD_NOT_ALLOWED => Problem::field("method", "this address does not take this HTTP method"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::field("content-type", "expected application/json"),
        StatusCode::GATEWAY_TIMEOUT => Refusal::Upstream(UpstreamFault::NoResponse).into(),
        _ if status.is_server_error() => Refusal::Server(ServerFault::Internal).into(),
        _ => {
            Problem::field("request", "the request cannot be read; expected UTF-8 in the address and JSON in the body")
        }
    })
}
