//! `GET` and `POST /vehicles/{id}/charge/limit`.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, Signal, VehicleCondition};
use serde::{Deserialize, Serialize};

use super::action::{Sent, send};
use super::endpoint::{Asked, Read};
use super::number::{number, within};
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{Authorized, JsonBody, needs};

/// Where charging stops, a ratio of 0 to 1.
#[derive(Debug, Serialize)]
pub(crate) struct ChargeLimit {
    limit: Option<f64>,
}

impl Read for ChargeLimit {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeLimit];
    const BESIDE: &'static [Signal] = &[Signal::PluggedIn];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        let limit = readings.number(Signal::ChargeLimit).map(|percent| percent / 100.0);
        // Some cars tell their limit only while a cable is in.
        if limit.is_none() && readings.flag(Signal::PluggedIn) == Some(false) {
            return Err(Refusal::VehicleState(VehicleCondition::ChargingPlugNotConnected));
        }
        Ok(Self { limit })
    }
}

/// The limit, a ratio.
#[derive(Deserialize)]
pub(crate) struct LimitBody {
    /// The SDK for Node.js sends it as text.
    #[serde(deserialize_with = "number")]
    limit: f64,
}

/// Sets the limit.
pub(crate) async fn set_charge_limit(
    vehicle: Authorized<needs::ControlCharge>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<LimitBody>,
) -> Result<Json<Sent>, Problem> {
    let limit = within("limit", body.limit, 0.5..=1.0)?;
    send(&gateway, &vehicle, &Command::ChargeLimit { percent: limit * 100.0 }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::{projected, refused};

    #[test]
    fn a_limit_is_a_ratio() {
        assert_eq!(
            projected::<ChargeLimit>(&[(Signal::ChargeLimit, "80"), (Signal::PluggedIn, "false")], Units::Metric),
            r#"{"limit":0.8}"#
        );
    }

    #[test]
    fn a_car_that_tells_it_only_with_a_cable_in_says_that_none_is() {
        assert_eq!(
            refused::<ChargeLimit>(&[(Signal::PluggedIn, "false")]),
            ("VEHICLE_STATE", Some("CHARGING_PLUG_NOT_CONNECTED"))
        );
    }
}
