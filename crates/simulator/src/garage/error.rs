//! The protocol's errors.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::account::TokenRefused;
use crate::car::action::Refused;
use crate::car::failure::{Failure, VALIDATION};
use crate::state_file::SaveError;

/// An error as the protocol sends it.
#[derive(Debug)]
pub(crate) struct GarageError {
    status: StatusCode,
    failure: Failure,
    message: String,
}

impl GarageError {
    pub(crate) fn new(failure: Failure, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, failure, message: message.into() }
    }

    /// The bearer token is not good.
    pub(crate) fn unauthorized() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::new(
                Failure::new("CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED"),
                "The access token is missing, unknown or expired: refresh it.",
            )
        }
    }

    /// The request is not what the protocol says.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(VALIDATION, message)
    }

    pub(crate) fn scripted(failure: Failure) -> Self {
        Self::new(failure, "The simulator was told to answer this.")
    }
}

impl IntoResponse for GarageError {
    fn into_response(self) -> Response {
        let mut error = json!({"type": self.failure.family, "code": self.failure.code, "message": self.message});
        if self.failure.family == "RATE_LIMIT" || self.failure.code == Some("RATE_LIMIT") {
            error["retry_after"] = json!(60);
        }
        (self.status, Json(json!({ "error": error }))).into_response()
    }
}

impl From<TokenRefused> for GarageError {
    fn from(refused: TokenRefused) -> Self {
        Self::new(Failure::new("CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED"), refused.to_string())
    }
}

impl From<Refused> for GarageError {
    fn from(refused: Refused) -> Self {
        Self::new(refused.failure(), refused.to_string())
    }
}

impl From<SaveError> for GarageError {
    fn from(error: SaveError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the simulator's state is not saved");
        Self::new(Failure::new("SERVER", "INTERNAL"), "The simulator could not save its state; see its log.")
    }
}
