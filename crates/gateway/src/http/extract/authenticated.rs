//! A good access token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::Timestamp;
use openfob_domain::{ApplicationId, Refusal};
use openfob_store::{Application, Bearer};

use crate::Gateway;
use crate::http::Problem;
use crate::http::observe::note_application;
use crate::service::ServiceError;

/// The bearer of a good access token, and its application.
pub(crate) struct Authenticated {
    pub(crate) bearer: Arc<Bearer>,
    pub(crate) application: Arc<Application>,
}

impl FromRequestParts<Gateway> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let now = gateway.clock.now();
        let failed = |error| Problem::of(&ServiceError::Store(error), now);
        let token = bearer_token(parts).ok_or(Refusal::Authentication)?;
        let bearer = gateway.store.bearer(token, now).await.map_err(failed)?.ok_or(Refusal::Authentication)?;
        let application = gateway.store.application(bearer.application).await.map_err(failed)?;
        let application = application.ok_or(Refusal::Authentication)?;
        take_for_application(gateway, application.id, now)?;
        Ok(Self { bearer, application })
    }
}

/// Counts a request of an application.
pub(super) fn take_for_application(gateway: &Gateway, id: ApplicationId, now: Timestamp) -> Result<(), Problem> {
    note_application(id);
    let taken = gateway.buckets.take_for_application(id, now);
    taken.map_err(|retry_at| Problem::of(&Refusal::ApplicationRateLimit { retry_at }.into(), now))
}

/// The token of `Authorization: Bearer …`; the scheme's case does not matter (RFC 9110, 11.1).
pub(crate) fn bearer_token(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
