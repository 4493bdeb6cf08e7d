//! `GET /healthz` and `GET /readyz`, for whatever restarts the server or sends requests its way.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tokio::time::timeout;

use crate::Gateway;

/// A store that takes longer is of no use to requests either.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checks: Option<Checks>,
}

/// Each is `ok`, or what is wrong in a word.
#[derive(Serialize)]
struct Checks {
    store: &'static str,
    migrations: &'static str,
    draining: &'static str,
}

/// Both addresses.
pub(crate) fn router() -> Router<Gateway> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// The process answers: that is all it says.
async fn alive() -> Response {
    answer(StatusCode::OK, Health { status: "ok", checks: None })
}

/// Whether requests may be sent here.
async fn ready(State(gateway): State<Gateway>) -> Response {
    let (store, migrations) = match timeout(PATIENCE, gateway.store.missing_migrations()).await {
        Ok(Ok(0)) => ("ok", "ok"),
        Ok(Ok(_)) => ("ok", "missing"),
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the store does not answer");
            ("failed", "unknown")
        }
        Err(_) => ("timeout", "unknown"),
    };
    let draining = if *gateway.draining.borrow() { "draining" } else { "ok" };
    let checks = Checks { store, migrations, draining };
    if [store, migrations, draining] == ["ok"; 3] {
        answer(StatusCode::OK, Health { status: "ready", checks: Some(checks) })
    } else {
        answer(StatusCode::SERVICE_UNAVAILABLE, Health { status: "not ready", checks: Some(checks) })
    }
}

fn answer(status: StatusCode, health: Health) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(health)).into_response()
}
