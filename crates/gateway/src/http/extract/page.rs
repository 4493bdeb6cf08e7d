//! `limit` and `offset`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Parameters;
use crate::Gateway;
use crate::http::Problem;

const DEFAULT_LIMIT: u32 = 10;
const MAX_LIMIT: u32 = 50;

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging {
    /// As asked for, at most 50.
    pub(crate) limit: Option<u32>,
    /// From which entry on.
    pub(crate) offset: u32,
}

impl Paging {
    /// What the query says.
    pub(crate) fn of(parameters: &Parameters) -> Result<Self, Problem> {
        let offset = parameters.parse("offset", "a whole number from 0", |text| text.parse().ok())?;
        Ok(Self { limit: limit(parameters, MAX_LIMIT)?, offset: offset.unwrap_or(0) })
    }

    /// The limit where none was asked for is 10.
    pub(crate) fn limit(self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }
}

impl FromRequestParts<Gateway> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        Self::of(&Parameters::from_request_parts(parts, gateway).await?)
    }
}

/// The parameter `limit`, from 1 to `max`.
pub(crate) fn limit(parameters: &Parameters, max: u32) -> Result<Option<u32>, Problem> {
    let expected = format!("a whole number from 1 to {max}");
    parameters.parse("limit", &expected, |text| text.parse().ok().filter(|limit| (1..=max).contains(limit)))
}
