//! Every route of the gateway.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use openfob_domain::{NotFound, Refusal, ServerFault};
use tower::ServiceBuilder;
use tower::layer::layer_fn;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::normalize_path::NormalizePath;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::Problem;
use super::request_id::Identify;
use crate::{
    Gateway, compatibility, connect, errors, health, key_file, management, oauth, openapi, user, v3, vehicles, webhooks,
};

/// In bytes; no request that is documented comes near it.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// Longer than the slowest automaker call with its retries.
const TIMEOUT: Duration = Duration::from_secs(90);

/// All that the world reaches, with what a program serves beside it: one stack takes both. A trailing slash never
/// matters: the SDKs differ in it, and what is found nowhere is looked for without one.
pub(crate) fn router(gateway: Gateway, beside: Router) -> Router {
    let api = Router::new()
        .route("/{version}/user", get(user::user))
        .merge(vehicles::router())
        .merge(compatibility::router())
        .merge(management::router())
        .merge(webhooks::router())
        .method_not_allowed_fallback(wrong_method);
    let oauth = Router::new()
        .route("/oauth/token", post(oauth::token))
        // The SDK for Python takes the whole address from its variable, the others its origin: one value may serve both.
        .route("/oauth/token/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke));
    let routes = Router::new()
        .merge(api)
        .merge(oauth)
        .merge(errors::router())
        .merge(health::router())
        .merge(openapi::router())
        .merge(v3::router())
        .merge(key_file::router())
        .merge(connect::router(&gateway))
        .merge(beside.with_state(()))
        .fallback(no_such_path)
        // One stack, outermost first: axum boxes every layer that it is given for itself.
        .layer(
            ServiceBuilder::new()
                .layer(SetResponseHeaderLayer::if_not_present(
                    HeaderName::from_static("x-content-type-options"),
                    HeaderValue::from_static("nosniff"),
                ))
                .layer(layer_fn({
                    let gateway = gateway.clone();
                    move |inner| Identify::new(gateway.clone(), inner)
                }))
                .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIMEOUT))
                .layer(RequestBodyLimitLayer::new(MAX_BODY))
                .layer(CatchPanicLayer::custom(|_| {
                    Problem::from(Refusal::Server(ServerFault::Internal)).into_response()
                })),
        )
        .with_state(gateway);
    routes.clone().fallback_service(NormalizePath::trim_trailing_slash(routes))
}

async fn wrong_method() -> Problem {
    Problem::field("method", "this address does not take this HTTP method")
}

async fn no_such_path() -> Problem {
    Refusal::NotFound(NotFound::Path).into()
}
