//! The control page, and the HTTP API with the same switches.

mod api;
mod card;
mod drawing;
mod garage_page;
mod group;
mod time;

pub(crate) use api::ApiError;
use axum::Router;
use axum::routing::{get, post};

use crate::simulator::Simulator;

pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(garage_page::show))
        .route("/cars/{car}/{switch}", post(garage_page::turn))
        .route("/time", post(garage_page::advance))
        .route("/api/cars", get(api::list))
        .route("/api/cars/{car}", get(api::one))
        .route("/api/cars/{car}/{switch}", post(api::turn))
        .route("/api/time", get(api::time).post(api::advance))
        .route("/api/log", get(api::log))
}
