//! The owner's phone and the car's own screen: where virtual keys are added and removed.

mod pairing;
mod screen;

use axum::Router;
use axum::routing::{get, post};

use crate::simulator::Simulator;

pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/_ak/{domain}", get(pairing::show))
        .route("/_ak/{domain}/account", post(pairing::choose_account))
        .route("/_ak/{domain}/add", post(pairing::add))
        .route("/_ak/{domain}/remove", post(pairing::remove))
        .route("/cars/{car}/screen", get(screen::show))
        .route("/cars/{car}/screen/remove", post(screen::remove))
        .route("/cars/{car}/screen/streaming", post(screen::streaming))
}
