//! The garage protocol's machine side: tokens, cars, signals, keys, commands.

mod commands;
mod error;
mod session;
mod signals;
mod tokens;
mod vehicles;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::simulator::Simulator;

pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/garage/v1/token", post(tokens::token))
        .route("/garage/v1/link", delete(tokens::forget))
        .route("/garage/v1/vehicles", get(vehicles::list))
        .route("/garage/v1/vehicles/{vin}/state", get(vehicles::state))
        .route("/garage/v1/vehicles/{vin}/key", get(vehicles::key))
        .route("/garage/v1/vehicles/{vin}/signals", post(signals::read))
        .route("/garage/v1/vehicles/{vin}/commands", post(commands::run))
}

/// Whether a text is a bare host name in lower case, as partners and their keys are named.
pub(crate) fn is_key_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}
