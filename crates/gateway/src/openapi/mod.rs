//! The API's own description.

mod document;
mod operations;

use axum::Router;
use axum::routing::get;

use crate::Gateway;

/// The route.
pub(crate) fn router() -> Router<Gateway> {
    Router::new().route("/openapi.json", get(document::openapi))
}
