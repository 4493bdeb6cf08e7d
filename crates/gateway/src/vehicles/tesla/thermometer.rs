//! `GET /vehicles/{id}/tesla/thermometer/interior` and `…/thermometer/exterior`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// Temperature in the cabin, °C or °F.
#[derive(Debug, Serialize)]
pub(crate) struct Interior {
    temperature: Option<f64>,
}

/// Temperature outside, °C or °F.
#[derive(Debug, Serialize)]
pub(crate) struct Exterior {
    temperature: Option<f64>,
}

impl Read for Interior {
    type Needs = needs::ReadThermometer;
    const SIGNALS: &'static [Signal] = &[Signal::InsideTemperature];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let celsius = readings.number(Signal::InsideTemperature);
        Ok(Self { temperature: celsius.map(|celsius| asked.units.temperature(celsius)) })
    }
}

impl Read for Exterior {
    type Needs = needs::ReadThermometer;
    const SIGNALS: &'static [Signal] = &[Signal::OutsideTemperature];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let celsius = readings.number(Signal::OutsideTemperature);
        Ok(Self { temperature: celsius.map(|celsius| asked.units.temperature(celsius)) })
    }
}
