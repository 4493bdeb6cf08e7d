//! `SC-Unit-System`: metric or imperial.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::Gateway;

const KM_PER_MILE: f64 = 1.609_344;

/// The units that the caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Units {
    /// km, kPa, L, °C, km/h.
    Metric,
    /// mi, psi, gal, °F, mph.
    Imperial,
}

impl Units {
    /// As the header spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Imperial => "imperial",
        }
    }

    /// A distance that is stored in km.
    pub(crate) fn distance(self, km: f64) -> f64 {
        match self {
            Self::Metric => km,
            Self::Imperial => km / KM_PER_MILE,
        }
    }
}

impl FromRequestParts<Gateway> for Units {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _gateway: &Gateway) -> Result<Self, Infallible> {
        let wanted = parts.headers.get("sc-unit-system").and_then(|value| value.to_str().ok());
        let imperial = wanted.is_some_and(|wanted| wanted.trim().eq_ignore_ascii_case("imperial"));
        Ok(if imperial { Self::Imperial } else { Self::Metric })
    }
}
