//! `GET /vehicles/{id}/tires/pressure`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Pressures, kPa or psi.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TirePressure {
    front_left: Option<f64>,
    front_right: Option<f64>,
    back_left: Option<f64>,
    back_right: Option<f64>,
}

impl Read for TirePressure {
    type Needs = needs::ReadTires;
    const SIGNALS: &'static [Signal] = &[Signal::TirePressure];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let all: Self = readings.parts(Signal::TirePressure)?.unwrap_or_default();
        let pressure = |kpa: Option<f64>| kpa.map(|kpa| asked.units.pressure(kpa));
        Ok(Self {
            front_left: pressure(all.front_left),
            front_right: pressure(all.front_right),
            back_left: pressure(all.back_left),
            back_right: pressure(all.back_right),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::{projected, refused};

    #[test]
    fn pressures_are_in_the_units_asked_for() {
        let readings =
            [(Signal::TirePressure, r#"{"frontLeft": 220, "frontRight": 219.5, "backLeft": 230, "backRight": null}"#)];
        insta::assert_snapshot!(
            projected::<TirePressure>(&readings, Units::Metric),
            @r#"{"backLeft":230.0,"backRight":null,"frontLeft":220.0,"frontRight":219.5}"#
        );
        insta::assert_snapshot!(
            projected::<TirePressure>(&readings, Units::Imperial),
            @r#"{"backLeft":33.358679677949866,"backRight":null,"frontLeft":31.908302300647698,"frontRight":31.83578343178259}"#
        );
    }

    #[test]
    fn parts_that_nobody_understands_are_no_reading() {
        let readings = [(Signal::TirePressure, r#"{"frontLeft": "flat"}"#)];
        assert_eq!(refused::<TirePressure>(&readings), ("UPSTREAM", Some("INVALID_DATA")));
    }
}
