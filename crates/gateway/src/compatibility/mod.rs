//! What cars can do before anybody connects them.

mod endpoints;
mod level;
mod matrix;
mod region;
mod vin;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use openfob_automaker::Adapter;
use openfob_domain::Mode;

use crate::Gateway;

/// The routes.
pub(crate) fn router() -> Router<Gateway> {
    Router::new()
        .route("/{version}/compatibility", get(vin::by_vin))
        .route("/{version}/compatibility/matrix", get(matrix::matrix))
}

/// The adapters that answer for a mode. A server that serves one mode alone answers for that one whatever is asked: the
/// SDKs ask about real cars without naming a mode.
fn served(gateway: &Gateway, mode: Mode) -> &[Arc<dyn Adapter>] {
    let other = if mode == Mode::Live { Mode::Simulated } else { Mode::Live };
    let adapters = gateway.adapters.of(mode);
    if adapters.is_empty() { gateway.adapters.of(other) } else { adapters }
}
