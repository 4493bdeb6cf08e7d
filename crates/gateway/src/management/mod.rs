//! What an application does with its management token.

mod connections;
mod costs;
mod key_link;

use axum::Router;
use axum::routing::get;

use crate::Gateway;

/// What stands before the version in the second of the two bases.
pub(crate) const BASE: &str = "management";

/// The routes. Smartcar's pages disagree on the base; both are served.
pub(crate) fn router() -> Router<Gateway> {
    let connections = || get(connections::list).delete(connections::end);
    Router::new()
        .route("/{version}/management/application", get(key_link::of_application))
        .route("/{version}/management/vehicles/{id}/key_link", get(key_link::of_vehicle))
        .route("/{version}/management/costs", get(costs::show))
        .route("/{version}/management/connections", connections())
        .route("/management/{version}/connections", connections())
}
