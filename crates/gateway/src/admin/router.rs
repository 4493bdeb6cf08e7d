//! The administration's routes.

use axum::Router;
use axum::routing::{get, post, put};

use super::{applications, audit, costs, doctor, encryption_key, keys, partners, snapshots, webhooks};
use crate::Gateway;

/// All that the command line reaches.
pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/applications", get(applications::list).post(applications::create))
        .route("/applications/{id}", get(applications::show).delete(applications::delete))
        .route("/applications/{id}/rotate", post(applications::rotate))
        .route("/applications/{id}/redirect_uris", put(applications::set_redirect_uris))
        .route("/audit", get(audit::list))
        .route("/costs", get(costs::show))
        .route("/doctor", get(doctor::show))
        .route("/snapshots", post(snapshots::create))
        .route("/encryption-key/rotation", post(encryption_key::begin).delete(encryption_key::end))
        .route("/encryption-key/rotation/step", post(encryption_key::step))
        .route("/vehicles/{vehicle}/key", get(keys::explain))
        .route("/partners", get(partners::list).post(partners::save))
        .route("/partners/{name}", get(partners::show).delete(partners::remove))
        .route("/partners/{name}/rotate", post(partners::rotate))
        .route("/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/webhooks/{id}", get(webhooks::show).delete(webhooks::delete))
        .route("/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/replays/{id}", post(webhooks::replay))
        .route("/partners/{name}/register", post(partners::register))
        .with_state(gateway)
}
