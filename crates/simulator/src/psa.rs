//! What the PSA brands' cars have for CarKey: an attestation identity, the car link, the maker's word on a proof, the
//! owner's SMS and the owner's app. Data and commands of these brands stay with the garage protocol.

mod api;
mod app;
mod authority;
mod car_link;
mod cloud;
mod page;
mod switch;
mod unit;
mod wire;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use car_link::serve as serve_car_link;
pub(crate) use cloud::Cloud;
pub use cloud::Service;
pub(crate) use unit::{Garbage, Unit, Word};

use crate::simulator::Simulator;
pub(crate) use api::all_facts as facts;

/// Pages, and the HTTP interface of the switches.
pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/psa", get(page::list))
        .route("/psa/cars/{car}", get(page::show))
        .route("/psa/cars/{car}/{switch}", post(page::turn))
        .route("/psa/anchor.pem", get(api::anchor))
        .route("/api/psa", get(api::facts))
        .route("/api/psa/sms", get(api::messages).post(api::receive))
        .route("/api/psa/cars/{car}", get(api::one))
        .route("/api/psa/cars/{car}/{switch}", post(api::turn))
}
