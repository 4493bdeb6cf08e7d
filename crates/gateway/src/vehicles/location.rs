//! `GET /vehicles/{id}/location`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Where the car is, degrees (WGS 84).
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Location {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl Read for Location {
    type Needs = needs::ReadLocation;
    const SIGNALS: &'static [Signal] = &[Signal::Location];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(readings.parts(Signal::Location)?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn whole_degrees_are_printed_with_a_fraction() {
        let readings = [(Signal::Location, r#"{"latitude": 52, "longitude": 13.4}"#)];
        assert_eq!(projected::<Location>(&readings, Units::Metric), r#"{"latitude":52.0,"longitude":13.4}"#);
    }
}
