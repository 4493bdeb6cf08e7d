//! The error shape of version 3 (JSON:API).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why version 3 does not answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum V3Error {
    /// Who asks is not known.
    Authentication,
    /// There is no such vehicle or signal.
    NotFound,
}

impl IntoResponse for V3Error {
    fn into_response(self) -> Response {
        let (status, family, code, detail) = match self {
            Self::Authentication => (
                StatusCode::UNAUTHORIZED,
                "AUTHENTICATION",
                None,
                "Send `Authorization: Bearer …`. Of version 3, the public test vehicle alone is served here.",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "RESOURCE_NOT_FOUND",
                Some("PATH"),
                "There is no such vehicle or signal. Of version 3, the public test vehicle alone is served here.",
            ),
        };
        let body = json!({"errors": [{
            "status": status.as_u16().to_string(),
            "type": family,
            "code": code,
            "title": family,
            "detail": detail,
            "resolution": {"type": null},
        }]});
        (status, Json(body)).into_response()
    }
}
