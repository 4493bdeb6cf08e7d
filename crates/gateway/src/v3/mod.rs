//! Version 3, as far as the SDKs' suites need it.

mod error;
mod test_vehicle;

use axum::Router;
use axum::routing::get;

use crate::Gateway;

/// The routes.
pub(crate) fn router() -> Router<Gateway> {
    Router::new()
        .route("/v3/vehicles/{id}", get(test_vehicle::vehicle))
        .route("/v3/vehicles/{id}/signals", get(test_vehicle::signals))
        .route("/v3/vehicles/{id}/signals/{code}", get(test_vehicle::signal))
}
