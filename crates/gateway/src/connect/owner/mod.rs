//! `/owner`: what owners see of their own, and how they take it back or have it deleted.
//!
//! Owners sign in as in Connect, at their car's maker. Nothing of that sign-in is kept but a sealed cookie that is good
//! for a quarter of an hour and says which account it was.

mod delete;
mod overview;
mod session;
mod sign_in;
mod take_back;

use axum::Router;
use axum::routing::{get, post};

use crate::Gateway;

pub(super) use sign_in::{STATE, returned};

/// The owner's pages.
pub(super) fn router() -> Router<Gateway> {
    Router::new()
        .route("/owner", get(overview::show))
        .route("/owner/sign-in", post(sign_in::begin))
        .route("/owner/sign-out", post(sign_in::end))
        .route("/owner/take-back", get(take_back::ask).post(take_back::take))
        .route("/owner/delete", get(delete::ask).post(delete::delete))
        .route("/owner/deleted", get(delete::deleted))
        .route("/owner/receipt.json", get(delete::receipt))
}
