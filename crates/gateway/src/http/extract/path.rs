//! What stands in addresses.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::Gateway;
use crate::http::Problem;

/// What stands in the address, by the names of the route.
pub(crate) struct PathParameters(Option<RawPathParams>);

impl PathParameters {
    /// Those of a request.
    pub(crate) async fn of(parts: &mut Parts, gateway: &Gateway) -> Self {
        Self(RawPathParams::from_request_parts(parts, gateway).await.ok())
    }

    /// What stands as `{parameter}`.
    pub(crate) fn get(&self, parameter: &str) -> Option<&str> {
        self.0.as_ref()?.iter().find(|(name, _)| *name == parameter).map(|(_, text)| text)
    }

    /// The id that stands as `{parameter}`; a malformed one is told as `field`.
    pub(crate) fn id<T: FromStr>(&self, parameter: &str, field: &str) -> Result<T, Problem> {
        self.get(parameter)
            .filter(|text| text.len() == 36)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Problem::field(field, "expected an id, which is a UUID of 36 characters"))
    }
}
