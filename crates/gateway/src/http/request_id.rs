//! Every answer carries `SC-Request-Id`, and a problem's body names the same one.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use openfob_domain::{NotFound, Refusal};
use tower::Service;
use tracing::Instrument;
use uuid::Uuid;

use super::observe::Observed;
use super::{Problem, bare, version};
use crate::{Gateway, oauth, v1};

const REQUEST_ID: HeaderName = HeaderName::from_static("sc-request-id");

/// The id of the request that is being answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestId(pub(crate) Uuid);

/// Names each request, and writes the body of a problem.
#[derive(Clone)]
pub(super) struct Identify<S> {
    gateway: Gateway,
    inner: S,
}

impl<S> Identify<S> {
    /// Before what answers.
    pub(super) fn new(gateway: Gateway, inner: S) -> Self {
        Self { gateway, inner }
    }
}

impl<S> Service<Request> for Identify<S>
where
    S: Service<Request, Response: IntoResponse + 'static, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let id = Uuid::new_v4();
        let uri = request.uri().clone();
        let observed = Observed::begin(&request, id);
        request.extensions_mut().insert(RequestId(id));
        let span = observed.span.clone();
        let answer = (!version::is_unknown(&request)).then(|| self.inner.call(request).instrument(span));
        let gateway = self.gateway.clone();
        Box::pin(async move {
            let response = match answer {
                Some(answer) => answer.await?.into_response(),
                None => Problem::from(Refusal::NotFound(NotFound::Version)).into_response(),
            };
            Ok(identified(&gateway, uri.path(), id, observed, response))
        })
    }
}

/// The answer as it leaves.
fn identified(gateway: &Gateway, path: &str, id: Uuid, observed: Observed, mut response: Response) -> Response {
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| bare::problem(&response));
    if let Some(problem) = &problem {
        if oauth::answers(path) {
            response = oauth::refused(problem).into_response();
        } else {
            response = with_body(gateway, path, problem, id);
        }
    }
    observed.end(gateway, &response, problem.as_ref());
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
