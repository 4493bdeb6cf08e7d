//! What every action answers.

use axum::Json;
use openfob_domain::{Command, Readings, Signal};
use serde::{Deserialize, Serialize};

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::GrantedVehicle;
use crate::service::{commanding, reading};

/// The answer of an action that the car obeyed. The SDK suites compare both strings.
#[derive(Serialize)]
pub(crate) struct Sent {
    status: &'static str,
    message: String,
}

impl Sent {
    /// Done, in the words that all actions share.
    pub(crate) fn done() -> Self {
        Self::saying("Successfully sent request to vehicle")
    }

    /// Done, in words of its own.
    pub(crate) fn saying(message: impl Into<String>) -> Self {
        Self { status: "success", message: message.into() }
    }
}

/// Has the car do one thing.
pub(crate) async fn send(
    gateway: &Gateway,
    vehicle: &GrantedVehicle,
    command: &Command,
) -> Result<Json<Sent>, Problem> {
    run(gateway, vehicle, command).await?;
    Ok(Json(Sent::done()))
}

/// Has the car do one thing; what is answered is the caller's.
pub(crate) async fn run(gateway: &Gateway, vehicle: &GrantedVehicle, command: &Command) -> Result<(), Problem> {
    vehicle.count(gateway)?;
    let done = commanding::run(gateway, &vehicle.connection, command).await;
    done.map_err(|error| vehicle.problem(gateway, &error))
}

/// What the car says after it obeyed. Nothing where that cannot be read: it obeyed all the same.
pub(crate) async fn read_back(gateway: &Gateway, vehicle: &GrantedVehicle, signals: &[Signal]) -> Readings {
    match reading::read(gateway, &vehicle.application, &vehicle.connection, signals).await {
        Ok(report) => report.readings,
        Err(error) => {
            tracing::info!(error = &error as &dyn std::error::Error, "a car that obeyed could not be read afterwards");
            Readings::default()
        }
    }
}

/// A body that opens or closes something.
#[derive(Deserialize)]
pub(crate) struct OpenCloseBody {
    pub(crate) action: OpenClose,
}

/// Open or close.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum OpenClose {
    Open,
    Close,
}

/// A body that starts or stops something.
#[derive(Deserialize)]
pub(crate) struct StartStopBody {
    pub(crate) action: StartStop,
}

/// Start or stop.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum StartStop {
    Start,
    Stop,
}
