//! `GET /vehicles/{id}/battery/nominal_capacity`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// The capacities that the model was sold with, and this car's own where it is known.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NominalCapacity {
    available_capacities: Vec<AvailableCapacity>,
    capacity: Option<Capacity>,
    url: Option<String>,
}

/// A capacity that the model was sold with, kWh.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct AvailableCapacity {
    capacity: f64,
    description: Option<String>,
}

#[derive(Debug, Serialize)]
struct Capacity {
    nominal: f64,
    source: &'static str,
}

impl Read for NominalCapacity {
    type Needs = needs::ReadBattery;
    const SIGNALS: &'static [Signal] = &[Signal::BatteryCapacity, Signal::BatteryCapacities];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let available_capacities: Vec<AvailableCapacity> =
            readings.parts(Signal::BatteryCapacities)?.unwrap_or_default();
        let told = readings.number(Signal::BatteryCapacity).map(|nominal| Capacity { nominal, source: "SMARTCAR" });
        let chosen = asked.connection.chosen_capacity.map(|nominal| Capacity { nominal, source: "USER_SELECTED" });
        let capacity = told.or(chosen);
        // The owner is asked where neither the maker nor they themselves have said it yet.
        let asks = capacity.is_none() && available_capacities.len() > 1;
        Ok(Self { available_capacities, capacity, url: asked.capacity_link().filter(|_| asks) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn a_car_that_knows_its_capacity_says_so() {
        let readings = [
            (Signal::BatteryCapacity, "77"),
            (
                Signal::BatteryCapacities,
                r#"[{"capacity": 58, "description": "Pure"}, {"capacity": 77, "description": null}]"#,
            ),
        ];
        insta::assert_snapshot!(
            projected::<NominalCapacity>(&readings, Units::Metric),
            @r#"{"availableCapacities":[{"capacity":58.0,"description":"Pure"},{"capacity":77.0,"description":null}],"capacity":{"nominal":77.0,"source":"SMARTCAR"},"url":null}"#
        );
    }

    #[test]
    fn a_car_that_does_not_know_it_offers_what_it_was_sold_with() {
        let readings = [(Signal::BatteryCapacities, r#"[{"capacity": 58, "description": null}]"#)];
        insta::assert_snapshot!(
            projected::<NominalCapacity>(&readings, Units::Metric),
            @r#"{"availableCapacities":[{"capacity":58.0,"description":null}],"capacity":null,"url":null}"#
        );
    }
}
