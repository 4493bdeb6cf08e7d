//! Every answer carries `SC-Request-Id`, and a problem's body names the same one.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use openfob_domain::{NotFound, Refusal};
use tracing::Instrument;
use uuid::Uuid;

use super::observe::Observed;
use super::{Problem, bare, version};
use crate::{Gateway, oauth, v1};

const REQUEST_ID: HeaderName = HeaderName::from_static("sc-request-id");

/// The id of the request that is being answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestId(pub(crate) Uuid);

/// Names the request, and writes the body of a problem.
pub(super) async fn identify(State(gateway): State<Gateway>, mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4();
    let uri = request.uri().clone();
    let observed = Observed::begin(&request, id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = if version::is_unknown(&request) {
        Problem::from(Refusal::NotFound(NotFound::Version)).into_response()
    } else {
        next.run(request).instrument(observed.span.clone()).await
    };
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| bare::problem(&response));
    if let Some(problem) = &problem {
        let path = uri.path();
        if oauth::answers(path) {
            response = oauth::refused(problem).into_response();
        } else {
            response = with_body(&gateway, path, problem, id);
        }
    }
    observed.end(&gateway, &response, problem.as_ref());
    if let Ok(value) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The problem's answer, in the shape of the version that was asked.
fn with_body(gateway: &Gateway, path: &str, problem: &Problem, id: Uuid) -> Response {
    let body = problem.body(&gateway.settings, id);
    let written = if v1::asked_for(path) {
        serde_json::to_vec(&v1::body(problem.refusal(), &body.description, id))
    } else {
        serde_json::to_vec(&body)
    };
    let (mut parts, _) = problem.clone().into_response().into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    (parts, written.unwrap_or_default()).into_response()
}
