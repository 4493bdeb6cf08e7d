//! The record of commands: who had which car do what, by which key, and what came of it.

use axum::Json;
use axum::extract::{Query, State};
use jiff::{Span, SpanRelativeTo, Timestamp};
use openfob_domain::{ApplicationId, ConnectionId, UserId, Vin};
use openfob_store::{AuditFilter, AuditedCommand};
use serde::{Deserialize, Serialize};

use super::applications::parse_id;
use super::error::AdminError;
use crate::Gateway;

/// How many commands are shown where nobody says, and at most.
const SHOWN: u32 = 50;
const MOST_SHOWN: u32 = 10_000;

/// What is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// A vehicle id or a VIN.
    vehicle: Option<String>,
    application: Option<String>,
    /// A moment, or how long ago: `2026-11-21T10:00:00Z`, `36h`, `7d`.
    since: Option<String>,
    limit: Option<u32>,
}

/// A command as it is shown. What it shares with the proxy's record has the same names there.
#[derive(Serialize)]
pub(super) struct Shown {
    time: Timestamp,
    application: ApplicationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_name: Option<String>,
    user: UserId,
    vehicle: ConnectionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    vin: Option<String>,
    command: String,
    /// The short name of the key that it was signed with; null for what went unsigned.
    key: Option<String>,
    /// `begun` where no end was noted: it is under way, or the server ended meanwhile and nobody knows.
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_healed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<i64>,
}

impl From<AuditedCommand> for Shown {
    fn from(command: AuditedCommand) -> Self {
        let took = command.end.as_ref().map(|end| end.at.duration_since(command.begun_at));
        let result = command.end.as_ref().map_or("begun", |end| end.result.as_str());
        let (reason, session_healed) = command.end.map_or((None, None), |end| (end.reason, end.session_healed));
        Self {
            time: command.begun_at,
            application: command.application,
            application_name: command.application_name,
            user: command.user,
            vehicle: command.vehicle,
            vin: command.vin,
            command: command.command,
            key: command.key,
            result,
            reason,
            session_healed,
            milliseconds: took.and_then(|took| took.as_millis().try_into().ok()),
        }
    }
}

/// The newest commands that are wanted, oldest first.
pub(super) async fn list(
    State(gateway): State<Gateway>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Shown>>, AdminError> {
    let application = wanted.application.as_deref().map(parse_id).transpose()?;
    let vehicles = match &wanted.vehicle {
        Some(vehicle) => Some(connections(&gateway, vehicle).await?),
        None => None,
    };
    let since = wanted.since.as_deref().map(|since| moment(since, gateway.clock.now())).transpose()?;
    let filter = AuditFilter { vehicles, application, since };
    let limit = wanted.limit.unwrap_or(SHOWN).min(MOST_SHOWN);
    let commands = gateway.store.audited_commands(&filter, limit).await?;
    Ok(Json(commands.into_iter().rev().map(Shown::from).collect()))
}

fn moment(text: &str, now: Timestamp) -> Result<Timestamp, AdminError> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let span: Option<Span> = text.parse().ok();
    let ago = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    ago.filter(|ago| !ago.is_negative()).and_then(|ago| now.checked_sub(ago).ok()).ok_or_else(|| {
        AdminError::Invalid(format!(
            "`{text}` is neither a moment, such as 2026-11-21T10:00:00Z, nor how long ago, such as 36h or 7d"
        ))
    })
}

/// The ids that a car is known by. An id is taken as it is: the car may not be kept any more.
async fn connections(gateway: &Gateway, vehicle: &str) -> Result<Vec<ConnectionId>, AdminError> {
    if let Ok(id) = vehicle.parse() {
        return Ok(vec![id]);
    }
    let vin: Vin = vehicle.to_ascii_uppercase().parse().map_err(|_| {
        AdminError::Invalid(format!(
            "`{vehicle}` is neither a vehicle id (a UUID, as /vehicles lists it) nor a VIN of 17 characters"
        ))
    })?;
    let ids = gateway.store.every_connection_of_vin(&vin).await?;
    if ids.is_empty() {
        return Err(AdminError::NotFound("no car of that VIN is kept here; its vehicle id still finds it".to_owned()));
    }
    Ok(ids)
}
