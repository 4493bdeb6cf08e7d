//! `GET` and `POST /vehicles/{id}/charge`.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, Signal};
use serde::Serialize;

use super::action::{Sent, StartStop, StartStopBody, send};
use super::endpoint::{Asked, Read};
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{Authorized, JsonBody, needs};

/// Whether a cable is in, and `CHARGING`, `FULLY_CHARGED` or `NOT_CHARGING`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Charge {
    is_plugged_in: Option<bool>,
    state: Option<String>,
}

impl Read for Charge {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::PluggedIn, Signal::ChargeState];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            is_plugged_in: readings.flag(Signal::PluggedIn),
            state: readings.text(Signal::ChargeState).map(str::to_owned),
        })
    }
}

/// Starts or stops charging.
pub(crate) async fn control_charge(
    vehicle: Authorized<needs::ControlCharge>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<StartStopBody>,
) -> Result<Json<Sent>, Problem> {
    let command = match body.action {
        StartStop::Start => Command::ChargeStart,
        StartStop::Stop => Command::ChargeStop,
    };
    send(&gateway, &vehicle, &command).await
}
