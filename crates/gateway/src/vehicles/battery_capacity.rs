//! `GET /vehicles/{id}/battery/capacity`: the older of the two addresses for capacity.

use openfob_domain::{Readings, Refusal, Signal};
use serde::Serialize;

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// Capacity of the traction battery, kWh.
#[derive(Debug, Serialize)]
pub(crate) struct BatteryCapacity {
    capacity: Option<f64>,
}

impl Read for BatteryCapacity {
    type Needs = needs::ReadBattery;
    const SIGNALS: &'static [Signal] = &[Signal::BatteryCapacity];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { capacity: readings.number(Signal::BatteryCapacity) })
    }
}
