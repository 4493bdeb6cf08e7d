//! `GET /user`: which user the token speaks for.

use axum::Json;
use openfob_domain::UserId;
use serde::Serialize;

use crate::http::extract::Authenticated;

/// A user.
#[derive(Serialize)]
pub(crate) struct User {
    id: UserId,
}

/// Answers the id that stands for one automaker account within one application.
pub(crate) async fn user(authenticated: Authenticated) -> Json<User> {
    Json(User { id: authenticated.bearer.user })
}
