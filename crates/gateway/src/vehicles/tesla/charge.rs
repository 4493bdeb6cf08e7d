//! `GET /vehicles/{id}/tesla/charge`, and the same for Audi: all about the charge in one body.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// The extended charge object: A, V, kW, kWh, ratios of 0 to 1, distances in km or mi.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExtendedCharge {
    is_plugged_in: Option<bool>,
    state: Option<String>,
    amperage: Option<f64>,
    voltage: Option<f64>,
    wattage: Option<f64>,
    completion_time: Option<String>,
    soc_limit: Option<f64>,
    soc_limit_min: Option<f64>,
    soc_limit_max: Option<f64>,
    soc_limit_default: Option<f64>,
    amperage_requested: Option<f64>,
    amperage_max_vehicle: Option<f64>,
    amperage_max_charger: Option<f64>,
    energy_added: Option<f64>,
    range_added_rated: Option<f64>,
    range_added_ideal: Option<f64>,
    charge_rate: Option<f64>,
    connector: Option<String>,
    fast_charger_present: Option<bool>,
    fast_charger_type: Option<String>,
    fast_charger_brand: Option<String>,
    charge_port_color: Option<String>,
    charge_port_open: Option<bool>,
    charge_port_latch: Option<String>,
    charger_phases: Option<f64>,
}

impl Read for ExtendedCharge {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[
        Signal::PluggedIn,
        Signal::ChargeState,
        Signal::ChargeAmperage,
        Signal::ChargeVoltage,
        Signal::ChargeWattage,
        Signal::ChargeCompletion,
        Signal::ChargeLimit,
        Signal::ChargeAmperageRequested,
        Signal::ChargeAmperageMax,
        Signal::ChargeEnergyAdded,
        Signal::ChargeConnector,
        Signal::FastCharger,
        Signal::ChargePortOpen,
        Signal::ChargePortLatch,
        Signal::ChargePhases,
    ];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        let text = |signal| readings.text(signal).map(str::to_owned);
        let limit = readings.number(Signal::ChargeLimit).map(|percent| percent / 100.0);
        Ok(Self {
            is_plugged_in: readings.flag(Signal::PluggedIn),
            state: text(Signal::ChargeState),
            amperage: readings.number(Signal::ChargeAmperage),
            voltage: readings.number(Signal::ChargeVoltage),
            wattage: readings.number(Signal::ChargeWattage),
            completion_time: text(Signal::ChargeCompletion),
            soc_limit: limit,
            // What the action that sets a limit takes.
            soc_limit_min: limit.map(|_| 0.5),
            soc_limit_max: limit.map(|_| 1.0),
            amperage_requested: readings.number(Signal::ChargeAmperageRequested),
            amperage_max_vehicle: readings.number(Signal::ChargeAmperageMax),
            energy_added: readings.number(Signal::ChargeEnergyAdded),
            connector: text(Signal::ChargeConnector),
            fast_charger_present: readings.flag(Signal::FastCharger),
            charge_port_open: readings.flag(Signal::ChargePortOpen),
            charge_port_latch: text(Signal::ChargePortLatch),
            charger_phases: readings.number(Signal::ChargePhases),
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn every_key_is_there() {
        let readings = [
            (Signal::PluggedIn, "true"),
            (Signal::ChargeState, r#""CHARGING""#),
            (Signal::ChargeAmperage, "16"),
            (Signal::ChargeLimit, "80"),
            (Signal::ChargeCompletion, r#""2026-11-21T12:30:00.000Z""#),
        ];
        insta::assert_snapshot!(projected::<ExtendedCharge>(&readings, Units::Metric), @r#"{"amperage":16.0,"amperageMaxCharger":null,"amperageMaxVehicle":null,"amperageRequested":null,"chargePortColor":null,"chargePortLatch":null,"chargePortOpen":null,"chargeRate":null,"chargerPhases":null,"completionTime":"2026-11-21T12:30:00.000Z","connector":null,"energyAdded":null,"fastChargerBrand":null,"fastChargerPresent":null,"fastChargerType":null,"isPluggedIn":true,"rangeAddedIdeal":null,"rangeAddedRated":null,"socLimit":0.8,"socLimitDefault":null,"socLimitMax":1.0,"socLimitMin":0.5,"state":"CHARGING","voltage":null,"wattage":null}"#);
    }
}
