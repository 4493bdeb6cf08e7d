//! The token endpoint's error shape (RFC 6749, 5.2).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use openfob_domain::Refusal;
use openfob_store::StoreError;
use serde::Serialize;

use crate::http::Problem;

/// Why the token endpoint gives no tokens.
#[derive(Debug)]
pub(super) enum OAuthError {
    /// A parameter is missing or malformed, or names nothing known.
    InvalidRequest(String),
    /// Id and secret do not fit.
    InvalidClient,
    /// The code or token was good once, or for somebody else.
    InvalidGrant(String),
    /// The grant type is none of ours.
    UnsupportedGrantType(String),
    /// This server failed.
    Server,
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: String,
}

/// Whether a path is one of the endpoints whose errors have this shape.
pub(crate) fn answers(path: &str) -> bool {
    ["/oauth/token", "/oauth/revoke"].iter().any(|endpoint| path.starts_with(endpoint))
}

/// A problem that came up before the endpoint was reached, in this shape.
pub(crate) fn refused(problem: &Problem) -> impl IntoResponse + use<> {
    match problem.refusal() {
        Refusal::Validation(fields) => {
            let said: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.field, field.message)).collect();
            OAuthError::InvalidRequest(format!("{}. Send a form by POST.", said.join("; ")))
        }
        Refusal::NotFound(_) => OAuthError::InvalidRequest("Nothing lies at this address.".to_owned()),
        _ => OAuthError::Server,
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a token request failed");
        Self::Server
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let (status, error, error_description) = match self {
            Self::InvalidRequest(description) => (StatusCode::BAD_REQUEST, "invalid_request", description),
            Self::InvalidGrant(description) => (StatusCode::BAD_REQUEST, "invalid_grant", description),
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "Client id and client secret do not fit. Send them as HTTP Basic credentials or as client_id and \
                 client_secret in the form."
                    .to_owned(),
            ),
            Self::UnsupportedGrantType(sent) => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                format!("Expected grant_type authorization_code or refresh_token, got `{sent}`."),
            ),
            Self::Server => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "Something broke on this server. Try again later.".to_owned(),
            ),
        };
        let mut response = (status, Json(Body { error, error_description })).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"openfob\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
