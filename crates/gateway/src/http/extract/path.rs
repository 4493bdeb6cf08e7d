//! Ids in addresses.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::Gateway;
use crate::http::Problem;

/// The id that stands in the address as `{parameter}`; a malformed one is told as `field`.
pub(crate) async fn id<T: FromStr>(
    parts: &mut Parts,
    gateway: &Gateway,
    parameter: &str,
    field: &str,
) -> Result<T, Problem> {
    let params = RawPathParams::from_request_parts(parts, gateway).await.ok();
    let text = params.as_ref().and_then(|params| params.iter().find(|(name, _)| *name == parameter));
    text.filter(|(_, text)| text.len() == 36)
        .and_then(|(_, text)| text.parse().ok())
        .ok_or_else(|| Problem::field(field, "expected an id, which is a UUID of 36 characters"))
}
