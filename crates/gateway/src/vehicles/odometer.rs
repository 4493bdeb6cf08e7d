//! `GET /vehicles/{id}/odometer`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Distance driven, km or mi.
#[derive(Debug, Serialize)]
pub(crate) struct Odometer {
    distance: Option<f64>,
}

impl Read for Odometer {
    type Needs = needs::ReadOdometer;
    const SIGNALS: &'static [Signal] = &[Signal::Odometer];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { distance: readings.number(Signal::Odometer).map(|km| asked.units.distance(km)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn a_distance_is_a_number_with_a_fraction_in_the_units_asked_for() {
        let readings = [(Signal::Odometer, "10")];
        assert_eq!(projected::<Odometer>(&readings, Units::Metric), r#"{"distance":10.0}"#);
        assert_eq!(projected::<Odometer>(&readings, Units::Imperial), r#"{"distance":6.2137119223733395}"#);
    }
}
