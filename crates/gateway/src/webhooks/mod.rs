//! Telling applications of what happens to vehicles.

mod subscription;

use axum::Router;
use axum::routing::post;

use crate::Gateway;

/// The routes.
pub(crate) fn router() -> Router<Gateway> {
    Router::new().route(
        "/{version}/vehicles/{id}/webhooks/{webhook_id}",
        post(subscription::subscribe).delete(subscription::unsubscribe),
    )
}
