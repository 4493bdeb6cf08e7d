//! `GET /vehicles/{id}/fuel`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Fuel as a ratio of 0 to 1, in L or gal, and the range on it in km or mi.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fuel {
    percent_remaining: Option<f64>,
    amount_remaining: Option<f64>,
    range: Option<f64>,
}

impl Read for Fuel {
    type Needs = needs::ReadFuel;
    const SIGNALS: &'static [Signal] = &[Signal::FuelLevel, Signal::FuelAmount, Signal::FuelRange];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            percent_remaining: readings.number(Signal::FuelLevel).map(|percent| percent / 100.0),
            amount_remaining: readings.number(Signal::FuelAmount).map(|litres| asked.units.volume(litres)),
            range: readings.number(Signal::FuelRange).map(|km| asked.units.distance(km)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn each_part_may_be_missing() {
        let readings = [(Signal::FuelLevel, "40"), (Signal::FuelAmount, "20")];
        assert_eq!(
            projected::<Fuel>(&readings, Units::Metric),
            r#"{"amountRemaining":20.0,"percentRemaining":0.4,"range":null}"#
        );
        assert_eq!(
            projected::<Fuel>(&readings, Units::Imperial),
            r#"{"amountRemaining":5.2834410471629685,"percentRemaining":0.4,"range":null}"#
        );
    }
}
