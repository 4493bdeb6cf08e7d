//! `GET /vehicles/{id}/battery`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Charge as a ratio of 0 to 1, and range in km or mi.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Battery {
    percent_remaining: Option<f64>,
    range: Option<f64>,
}

impl Read for Battery {
    type Needs = needs::ReadBattery;
    const SIGNALS: &'static [Signal] = &[Signal::StateOfCharge, Signal::BatteryRange];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            percent_remaining: readings.number(Signal::StateOfCharge).map(|percent| percent / 100.0),
            range: readings.number(Signal::BatteryRange).map(|km| asked.units.distance(km)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn charge_is_a_ratio_and_what_is_not_reported_is_null() {
        let readings = [(Signal::StateOfCharge, "62.5")];
        assert_eq!(projected::<Battery>(&readings, Units::Metric), r#"{"percentRemaining":0.625,"range":null}"#);
    }
}
