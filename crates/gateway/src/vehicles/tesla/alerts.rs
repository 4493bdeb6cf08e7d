//! `GET /vehicles/{id}/tesla/alerts`.

use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};

/// Warnings, newest first.
#[derive(Debug, Serialize)]
pub(crate) struct Alerts {
    alerts: Vec<Alert>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    name: String,
    date_time: Option<String>,
    #[serde(default)]
    audience: Vec<String>,
    user_text: Option<String>,
}

impl Read for Alerts {
    type Needs = needs::ReadAlerts;
    const SIGNALS: &'static [Signal] = &[Signal::Alerts];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { alerts: readings.parts(Signal::Alerts)?.unwrap_or_default() })
    }
}
