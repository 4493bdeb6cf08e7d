//! `GET /vehicles/{id}/diagnostics/system_status` and `…/diagnostics/dtcs`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use super::endpoint::{Asked, Read};
use crate::http::extract::needs;

/// How each system of the car does.
#[derive(Debug, Serialize)]
pub(crate) struct SystemStatus {
    systems: Vec<System>,
}

/// One system: `OK` or `ALERT`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct System {
    #[serde(rename = "systemId")]
    id: String,
    status: String,
    description: Option<String>,
}

/// The fault codes that are active.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FaultCodes {
    active_codes: Vec<FaultCode>,
}

/// One fault code, and since when it is active.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct FaultCode {
    code: String,
    timestamp: Option<String>,
}

impl Read for SystemStatus {
    type Needs = needs::ReadDiagnostics;
    const SIGNALS: &'static [Signal] = &[Signal::SystemStatus];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { systems: readings.parts(Signal::SystemStatus)?.unwrap_or_default() })
    }
}

impl Read for FaultCodes {
    type Needs = needs::ReadDiagnostics;
    const SIGNALS: &'static [Signal] = &[Signal::FaultCodes];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { active_codes: readings.parts(Signal::FaultCodes)?.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn systems_and_codes_keep_their_nulls() {
        let systems = [(Signal::SystemStatus, r#"[{"systemId": "SYSTEM_TPMS", "status": "ALERT"}]"#)];
        assert_eq!(
            projected::<SystemStatus>(&systems, Units::Metric),
            r#"{"systems":[{"description":null,"status":"ALERT","systemId":"SYSTEM_TPMS"}]}"#
        );
        let codes = [(Signal::FaultCodes, r#"[{"code": "P302D", "timestamp": null}]"#)];
        assert_eq!(
            projected::<FaultCodes>(&codes, Units::Metric),
            r#"{"activeCodes":[{"code":"P302D","timestamp":null}]}"#
        );
    }
}
