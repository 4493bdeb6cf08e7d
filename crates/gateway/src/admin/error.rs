//! The administration's error shape.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use openfob_store::{PartnerError, RotationError, SnapshotError, StoreError};
use serde_json::json;

use crate::service::ServiceError;

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdminError {
    /// What came is wrong.
    #[error("{0}")]
    Invalid(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No copy could be made.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The encryption key was not exchanged.
    #[error(transparent)]
    Rotation(#[from] RotationError),
}

impl From<PartnerError> for AdminError {
    fn from(error: PartnerError) -> Self {
        match error {
            PartnerError::Store(error) => Self::Store(error),
            refused => Self::Invalid(refused.to_string()),
        }
    }
}

impl From<ServiceError> for AdminError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => Self::Store(error),
            ServiceError::Partner(error) => error.into(),
            refused => Self::Invalid(refused.to_string()),
        }
    }
}

impl IntoResponse for AdminError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Store(error) => failed(error),
            Self::Snapshot(error) => failed(error),
            Self::Rotation(error) => failed(error),
        };
        (status, Json(json!({"error": {"message": self.to_string()}}))).into_response()
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> StatusCode {
    tracing::error!(error, "an administrative action failed");
    StatusCode::INTERNAL_SERVER_ERROR
}
