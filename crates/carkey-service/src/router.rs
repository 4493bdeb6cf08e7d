//! The routes.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};

use crate::{
    CarKeyService, account, activation, car_key, enrollment, fault, one_time_code, phone_number, pin, sign_in,
    sms_codes, steps,
};

/// Below which all routes lie.
pub(crate) const PATH: &str = "/carkey/v1";

/// The largest body that is read, in bytes: an attestation with four certificates fits.
const LARGEST_BODY: usize = 64 * 1024;

pub(crate) fn router(service: CarKeyService) -> Router {
    let routes = Router::new()
        .route("/sign-in", post(sign_in::begin))
        .route("/callback", get(sign_in::callback))
        .route("/token", post(sign_in::token))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(account::show))
        .route("/sms-codes", post(sms_codes::send))
        .route("/phone-number", get(phone_number::show).put(phone_number::set))
        .route("/enrollment", post(enrollment::set).delete(enrollment::remove))
        .route("/enrollment/check", post(enrollment::check))
        .route("/pin", put(pin::set))
        .route("/one-time-codes", post(one_time_code::give))
        .route("/vehicles", get(car_key::vehicles))
        .route("/vehicles/{vin}", delete(car_key::remove))
        .route("/vehicles/{vin}/car-key", get(car_key::check))
        .route("/challenges", post(activation::challenge))
        .route("/car-key", post(activation::activate))
        .route("/steps", get(steps::steps))
        .route("/step", get(steps::next))
        .route("/services", get(steps::services))
        .fallback(fault::no_such_route)
        .method_not_allowed_fallback(fault::no_such_route)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(service);
    Router::new().nest(PATH, routes)
}
