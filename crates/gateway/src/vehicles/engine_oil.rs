//! `GET /vehicles/{id}/engine/oil`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Life left in the engine oil, a ratio of 0 to 1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EngineOil {
    life_remaining: Option<f64>,
}

impl Read for EngineOil {
    type Needs = needs::ReadEngineOil;
    const SIGNALS: &'static [Signal] = &[Signal::OilLife];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { life_remaining: readings.number(Signal::OilLife).map(|percent| percent / 100.0) })
    }
}
