//! The administration's routes and its error shape.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use openfob_store::StoreError;
use serde_json::json;

use super::applications;
use crate::Gateway;

/// All that the command line reaches.
pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/applications", get(applications::list).post(applications::create))
        .route("/applications/{id}", get(applications::show).delete(applications::delete))
        .route("/applications/{id}/rotate", post(applications::rotate))
        .route("/applications/{id}/redirect_uris", axum::routing::put(applications::set_redirect_uris))
        .with_state(gateway)
}

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
}

impl IntoResponse for AdminError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Store(error) => {
                tracing::error!(error = error as &dyn std::error::Error, "an administrative action failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        (status, Json(json!({"error": {"message": self.to_string()}}))).into_response()
    }
}
