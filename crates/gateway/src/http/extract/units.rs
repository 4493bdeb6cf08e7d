//! `SC-Unit-System`: metric or imperial.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::Gateway;

const KM_PER_MILE: f64 = 1.609_344;
const KPA_PER_PSI: f64 = 6.894_757_293_168;
/// US gallons.
const LITRES_PER_GALLON: f64 = 3.785_411_784;

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

    /// A distance that is stored in km, or a speed in km/h.
    pub(crate) fn distance(self, km: f64) -> f64 {
        match self {
            Self::Metric => km,
            Self::Imperial => km / KM_PER_MILE,
        }
    }

    /// A pressure that is stored in kPa.
    pub(crate) fn pressure(self, kpa: f64) -> f64 {
        match self {
            Self::Metric => kpa,
            Self::Imperial => kpa / KPA_PER_PSI,
        }
    }

    /// A volume that is stored in litres.
    pub(crate) fn volume(self, litres: f64) -> f64 {
        match self {
            Self::Metric => litres,
            Self::Imperial => litres / LITRES_PER_GALLON,
        }
    }

    /// A temperature that is stored in °C.
    pub(crate) fn temperature(self, celsius: f64) -> f64 {
        match self {
            Self::Metric => celsius,
            Self::Imperial => celsius * 1.8 + 32.0,
        }
    }

    /// A temperature that the caller gave, in °C.
    pub(crate) fn celsius(self, temperature: f64) -> f64 {
        match self {
            Self::Metric => temperature,
            Self::Imperial => (temperature - 32.0) / 1.8,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imperial_quantities_are_the_metric_ones_converted() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 0.001, "{a} is not {b}");
        near(Units::Imperial.distance(100.0), 62.137);
        near(Units::Imperial.pressure(220.0), 31.908);
        near(Units::Imperial.volume(50.0), 13.209);
        near(Units::Imperial.temperature(21.5), 70.7);
        near(Units::Imperial.celsius(70.7), 21.5);
        near(Units::Metric.pressure(220.0), 220.0);
    }
}
