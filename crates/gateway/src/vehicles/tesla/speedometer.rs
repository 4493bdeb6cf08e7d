//! `GET /vehicles/{id}/tesla/speedometer`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// Speed, km/h or mph.
#[derive(Debug, Serialize)]
pub(crate) struct Speedometer {
    speed: Option<f64>,
}

impl Read for Speedometer {
    type Needs = needs::ReadSpeedometer;
    const SIGNALS: &'static [Signal] = &[Signal::Speed];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { speed: readings.number(Signal::Speed).map(|speed| asked.units.distance(speed)) })
    }
}
