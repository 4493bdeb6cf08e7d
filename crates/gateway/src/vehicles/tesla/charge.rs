//! `GET /vehicles/{id}/tesla/charge`, and the same for Audi: all about the charge in one body.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// The extended charge object: A, V, kW, kWh, ratios of 0 to 1, distances in km or mi.
#[derive(Debug, Serialize)]
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

/// What [`Signal::ChargeExtras`] holds.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extras {
    limit_min: Option<f64>,
    limit_max: Option<f64>,
    limit_default: Option<f64>,
    amperage_max_charger: Option<f64>,
    range_added_rated: Option<f64>,
    range_added_ideal: Option<f64>,
    rate: Option<f64>,
    fast_charger_type: Option<String>,
    fast_charger_brand: Option<String>,
    port_color: Option<String>,
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

    const BESIDE: &'static [Signal] = &[Signal::ChargeExtras];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let extras: Extras = readings.parts(Signal::ChargeExtras)?.unwrap_or_default();
        let ratio = |percent: Option<f64>| percent.map(|percent| percent / 100.0);
        let distance = |km: Option<f64>| km.map(|km| asked.units.distance(km));
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
            soc_limit_min: ratio(extras.limit_min).or(limit.map(|_| 0.5)),
            soc_limit_max: ratio(extras.limit_max).or(limit.map(|_| 1.0)),
            soc_limit_default: ratio(extras.limit_default),
            amperage_requested: readings.number(Signal::ChargeAmperageRequested),
            amperage_max_vehicle: readings.number(Signal::ChargeAmperageMax),
            amperage_max_charger: extras.amperage_max_charger,
            range_added_rated: distance(extras.range_added_rated),
            range_added_ideal: distance(extras.range_added_ideal),
            charge_rate: distance(extras.rate),
            fast_charger_type: extras.fast_charger_type,
            fast_charger_brand: extras.fast_charger_brand,
            charge_port_color: extras.port_color,
            energy_added: readings.number(Signal::ChargeEnergyAdded),
            connector: text(Signal::ChargeConnector),
            fast_charger_present: readings.flag(Signal::FastCharger),
            charge_port_open: readings.flag(Signal::ChargePortOpen),
            charge_port_latch: text(Signal::ChargePortLatch),
            charger_phases: readings.number(Signal::ChargePhases),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn what_only_some_cars_tell_is_there_where_it_is_told() {
        let told = r#"{"limitMin": 50, "limitMax": 100, "limitDefault": 90, "amperageMaxCharger": 16, "rangeAddedRated": 16.09344,
            "rangeAddedIdeal": null, "rate": 32.18688, "fastChargerType": "ACSingleWireCAN", "portColor": "FlashingGreen"}"#;
        let readings = [(Signal::PluggedIn, "true"), (Signal::ChargeExtras, told)];
        let body = projected::<ExtendedCharge>(&readings, Units::Imperial);
        for member in [
            r#""rangeAddedRated":10.0"#,
            r#""chargeRate":20.0"#,
            r#""socLimitDefault":0.9"#,
            r#""amperageMaxCharger":16.0"#,
            r#""fastChargerType":"ACSingleWireCAN""#,
            r#""chargePortColor":"FlashingGreen""#,
        ] {
            assert!(body.contains(member), "{member}: {body}");
        }
    }

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
