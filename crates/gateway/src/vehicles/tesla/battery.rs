//! `GET /vehicles/{id}/tesla/battery`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// Charge as a ratio of 0 to 1, ranges in km or mi.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TeslaBattery {
    percent_remaining: Option<f64>,
    range: Option<f64>,
    heater_on: Option<bool>,
    range_estimated: Option<f64>,
    range_ideal: Option<f64>,
    /// Told by cars that are polled alone, as are the two below.
    percent_remaining_usable: Option<f64>,
    max_range_charge_counter: Option<f64>,
    not_enough_power_to_heat: Option<bool>,
}

/// What [`Signal::BatteryExtras`] holds.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extras {
    state_of_charge_usable: Option<f64>,
    max_range_charge_counter: Option<f64>,
    not_enough_power_to_heat: Option<bool>,
}

impl Read for TeslaBattery {
    type Needs = needs::ReadBattery;
    const SIGNALS: &'static [Signal] = &[
        Signal::StateOfCharge,
        Signal::BatteryRange,
        Signal::BatteryHeater,
        Signal::BatteryRangeEstimated,
        Signal::BatteryRangeIdeal,
    ];

    const BESIDE: &'static [Signal] = &[Signal::BatteryExtras];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let extras: Extras = readings.parts(Signal::BatteryExtras)?.unwrap_or_default();
        let distance = |signal| readings.number(signal).map(|km| asked.units.distance(km));
        Ok(Self {
            percent_remaining: readings.number(Signal::StateOfCharge).map(|percent| percent / 100.0),
            range: distance(Signal::BatteryRange),
            heater_on: readings.flag(Signal::BatteryHeater),
            range_estimated: distance(Signal::BatteryRangeEstimated),
            range_ideal: distance(Signal::BatteryRangeIdeal),
            percent_remaining_usable: extras.state_of_charge_usable.map(|percent| percent / 100.0),
            max_range_charge_counter: extras.max_range_charge_counter,
            not_enough_power_to_heat: extras.not_enough_power_to_heat,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn what_the_car_does_not_report_is_null() {
        let readings = [(Signal::StateOfCharge, "50"), (Signal::BatteryHeater, "false"), (Signal::BatteryRange, "300")];
        insta::assert_snapshot!(projected::<TeslaBattery>(&readings, Units::Metric), @r#"{"heaterOn":false,"maxRangeChargeCounter":null,"notEnoughPowerToHeat":null,"percentRemaining":0.5,"percentRemainingUsable":null,"range":300.0,"rangeEstimated":null,"rangeIdeal":null}"#);
    }
}
