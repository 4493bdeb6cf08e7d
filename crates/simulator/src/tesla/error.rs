//! Tesla's errors, each in the shape that it has there.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::region::{Face, Region};
use crate::simulator::Simulator;
use crate::state_file::SaveError;

/// An error of the Fleet API.
#[derive(Debug)]
pub(crate) struct FleetError {
    status: StatusCode,
    body: Body,
    headers: Vec<(HeaderName, String)>,
}

#[derive(Debug)]
enum Body {
    /// `{"response": null, "error": …, "error_description": ""}`
    Envelope(Value),
    /// Only the member `error`.
    Bare(String),
    Text(String),
    Empty,
}

impl FleetError {
    /// With the three members that most errors have.
    pub(crate) fn new(status: StatusCode, error: impl Into<String>) -> Self {
        let body = Body::Envelope(json!({"response": null, "error": error.into(), "error_description": ""}));
        Self { status, body, headers: Vec::new() }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        let body = json!({"response": null, "error": "invalid_request", "error_description": description.into()});
        Self { status: StatusCode::BAD_REQUEST, body: Body::Envelope(body), headers: Vec::new() }
    }

    /// The token is missing, expired or ended: an empty body.
    pub(crate) fn unauthorized() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, body: Body::Empty, headers: Vec::new() }
    }

    pub(crate) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid bearer token")
    }

    pub(crate) fn missing_scopes(scopes: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, format!("Unauthorized missing scopes {scopes}"))
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    pub(crate) fn asleep() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "vehicle unavailable: vehicle is offline or asleep")
    }

    /// The account is served elsewhere: told in the body and in `Alt-Svc`, as some clients read only one.
    pub(crate) fn out_of_region(simulator: &Simulator, face: Face, region: Region) -> Self {
        let url = face.other_base_url(simulator, region);
        let host = url.split('/').nth(2).unwrap_or(&url).to_owned();
        let text = format!(
            "user out of region, use base URL: {url}, see \
             https://developer.tesla.com/docs/fleet-api#regional-requirements"
        );
        Self {
            headers: vec![(HeaderName::from_static("alt-svc"), format!("h2=https://{host}"))],
            ..Self::new(StatusCode::MISDIRECTED_REQUEST, text)
        }
    }

    /// The application has not registered in the account's region.
    pub(crate) fn not_registered(client_id: &str, base_url: &str) -> Self {
        let text = format!(
            "Account {client_id} must be registered in the current region {base_url}, please see \
             https://developer.tesla.com/docs/fleet-api/endpoints/partner-endpoints#register"
        );
        Self { status: StatusCode::PRECONDITION_FAILED, body: Body::Bare(text), headers: Vec::new() }
    }

    /// Too many calls: `seconds` until the next is answered.
    pub(crate) fn rate_limited(limit: u32, seconds: i64) -> Self {
        let named = |name: &'static str, value: String| (HeaderName::from_static(name), value);
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            body: Body::Text(format!("Retry in {seconds} seconds")),
            headers: vec![
                named("ratelimit-limit", limit.to_string()),
                named("ratelimit-remaining", "0".to_owned()),
                named("ratelimit-reset", seconds.to_string()),
                named("retry-after", seconds.to_string()),
            ],
        }
    }
}

impl IntoResponse for FleetError {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Body::Envelope(body) => (self.status, Json(body)).into_response(),
            Body::Bare(error) => (self.status, Json(json!({ "error": error }))).into_response(),
            Body::Text(text) => (self.status, text).into_response(),
            Body::Empty => self.status.into_response(),
        };
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

impl From<SaveError> for FleetError {
    fn from(error: SaveError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the simulator's state is not saved");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal server error")
    }
}

/// An error of the token endpoint.
#[derive(Debug)]
pub(crate) struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl TokenError {
    pub(crate) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// The refresh token is dead: only a new sign-in helps.
    pub(crate) const fn login_required() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "login_required",
            description: "The refresh_token is expired or was revoked. Ask the user to sign in again.",
        }
    }

    pub(crate) const fn server_error() -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, error: "server_error", description: "Internal error." }
    }

    pub(crate) const fn gateway_timeout() -> Self {
        Self { status: StatusCode::GATEWAY_TIMEOUT, error: "temporarily_unavailable", description: "No answer." }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let reference = uuid::Uuid::new_v4();
        let body = json!({
            "error": self.error,
            "error_description": self.description,
            "error_uri": format!("https://auth.tesla.com/error/reference/{reference}"),
        });
        (self.status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
    }
}

impl From<SaveError> for TokenError {
    fn from(error: SaveError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the simulator's state is not saved");
        Self::server_error()
    }
}
