//! `GET` and `POST /vehicles/{id}/security`.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use super::action::{Sent, send};
use super::endpoint::{Asked, Read};
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{Authorized, JsonBody, needs};

/// Locked or not, and what stands open. A list is empty where the car does not report it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Security {
    is_locked: Option<bool>,
    doors: Vec<Opening>,
    windows: Vec<Opening>,
    sunroof: Vec<Opening>,
    storage: Vec<Opening>,
    charging_port: Vec<Opening>,
}

/// One door, window or lid: `OPEN`, `CLOSED` or `UNKNOWN`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Opening {
    #[serde(rename = "type")]
    kind: String,
    status: String,
}

impl Read for Security {
    type Needs = needs::ReadSecurity;
    /// Without the lock there is no answer, whatever else is reported.
    const SIGNALS: &'static [Signal] = &[Signal::Locked];
    const BESIDE: &'static [Signal] =
        &[Signal::Doors, Signal::Windows, Signal::Sunroof, Signal::Storage, Signal::ChargingPort];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        let openings = |signal| readings.parts(signal).map(Option::unwrap_or_default);
        Ok(Self {
            is_locked: readings.flag(Signal::Locked),
            doors: openings(Signal::Doors)?,
            windows: openings(Signal::Windows)?,
            sunroof: openings(Signal::Sunroof)?,
            storage: openings(Signal::Storage)?,
            charging_port: openings(Signal::ChargingPort)?,
        })
    }
}

/// What is to happen.
#[derive(Deserialize)]
pub(crate) struct SecurityBody {
    action: LockAction,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum LockAction {
    Lock,
    Unlock,
}

/// Locks or unlocks.
pub(crate) async fn control_security(
    vehicle: Authorized<needs::ControlSecurity>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<SecurityBody>,
) -> Result<Json<Sent>, Problem> {
    let command = match body.action {
        LockAction::Lock => Command::Lock,
        LockAction::Unlock => Command::Unlock,
    };
    send(&gateway, &vehicle, &command).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn every_list_is_there_and_empty_where_nothing_is_reported() {
        let readings = [(Signal::Locked, "true"), (Signal::Doors, r#"[{"type": "frontLeft", "status": "CLOSED"}]"#)];
        insta::assert_snapshot!(
            projected::<Security>(&readings, Units::Metric),
            @r#"{"chargingPort":[],"doors":[{"status":"CLOSED","type":"frontLeft"}],"isLocked":true,"storage":[],"sunroof":[],"windows":[]}"#
        );
    }
}
