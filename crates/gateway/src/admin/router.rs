//! The administration's routes.

use axum::Router;
use axum::routing::{get, post, put};

use super::applications;
use crate::Gateway;

/// All that the command line reaches.
pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/applications", get(applications::list).post(applications::create))
        .route("/applications/{id}", get(applications::show).delete(applications::delete))
        .route("/applications/{id}/rotate", post(applications::rotate))
        .route("/applications/{id}/redirect_uris", put(applications::set_redirect_uris))
        .with_state(gateway)
}
