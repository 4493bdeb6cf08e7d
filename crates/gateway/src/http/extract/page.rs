//! `limit` and `offset`.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

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
    /// The limit where none was asked for is 10.
    pub(crate) fn limit(self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }
}

#[derive(Deserialize)]
struct Raw {
    limit: Option<String>,
    offset: Option<String>,
}

impl FromRequestParts<Gateway> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Query(raw) = Query::<Raw>::from_request_parts(parts, gateway)
            .await
            .map_err(|_| Problem::field("limit", "expected `limit` and `offset` once each"))?;
        let limit = number("limit", raw.limit)?;
        if limit.is_some_and(|limit| !(1..=MAX_LIMIT).contains(&limit)) {
            return Err(Problem::field("limit", format!("expected a whole number from 1 to {MAX_LIMIT}")));
        }
        Ok(Self { limit, offset: number("offset", raw.offset)?.unwrap_or(0) })
    }
}

/// The SDK for Node.js prints an absent value as `undefined`.
fn number(field: &str, text: Option<String>) -> Result<Option<u32>, Problem> {
    text.filter(|text| !text.is_empty() && text != "undefined")
        .map(|text| text.parse().map_err(|_| Problem::field(field, format!("expected a whole number, got `{text}`"))))
        .transpose()
}
