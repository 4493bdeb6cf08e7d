//! `GET /vehicles/{id}/tesla/compass`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

const DIRECTIONS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];

/// Where the car points to: degrees clockwise from north, and the nearest of eight directions.
#[derive(Debug, Serialize)]
pub(crate) struct Compass {
    direction: Option<&'static str>,
    heading: Option<f64>,
}

impl Read for Compass {
    type Needs = needs::ReadCompass;
    const SIGNALS: &'static [Signal] = &[Signal::Heading];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        let heading = readings.number(Signal::Heading);
        Ok(Self { direction: heading.map(direction), heading })
    }
}

fn direction(heading: f64) -> &'static str {
    let heading = heading.rem_euclid(360.0);
    let nearest = DIRECTIONS.iter().zip(0_u8..).find(|(_, eighth)| heading < 22.5 + 45.0 * f64::from(*eighth));
    nearest.map_or("N", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_the_nearest_of_eight() {
        for (heading, expected) in [
            (0.0, "N"),
            (22.4, "N"),
            (22.5, "NE"),
            (90.0, "E"),
            (180.0, "S"),
            (300.0, "NW"),
            (337.5, "N"),
            (-90.0, "W"),
        ] {
            assert_eq!(direction(heading), expected, "{heading}");
        }
    }
}
