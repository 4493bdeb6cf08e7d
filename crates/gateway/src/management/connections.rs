//! `GET` and `DELETE /management/connections`: who is connected to an application, and ending it.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openfob_domain::{ConnectionId, Mode, UserId};
use openfob_store::{ConnectionCursor, ConnectionFilter};
use serde::Serialize;
use uuid::Uuid;

use crate::Gateway;
use crate::http::extract::{ByManagementToken, Parameters, limit};
use crate::http::{Problem, timestamp};
use crate::service::ServiceError;

const DEFAULT_LIMIT: u32 = 10;
const MAX_LIMIT: u32 = 100;

/// A page of connections.
#[derive(Serialize)]
pub(crate) struct Connections {
    connections: Vec<Connection>,
    paging: Cursor,
}

/// The connections that were ended.
#[derive(Serialize)]
pub(crate) struct Ended {
    connections: Vec<EndedConnection>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    vehicle_id: ConnectionId,
    user_id: UserId,
    connected_at: String,
    mode: &'static str,
}

/// Without `connectedAt`: the SDK suite for Python asks that it be absent here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EndedConnection {
    vehicle_id: ConnectionId,
    user_id: UserId,
}

/// Where the next page begins; null on the last one.
#[derive(Serialize)]
struct Cursor {
    cursor: Option<String>,
}

/// Lists the application's connections, newest first.
pub(crate) async fn list(
    ByManagementToken(application): ByManagementToken,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<Connections>, Problem> {
    let filter = filter(&parameters)?;
    let limit = limit(&parameters, MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    let after = parameters.parse("cursor", "the `paging.cursor` of an earlier answer", read_cursor)?;
    let mut found = gateway
        .store
        .connections(application.id, filter, after, limit + 1)
        .await
        .map_err(|error| Problem::of(&ServiceError::Store(error), gateway.clock.now()))?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let cursor = found.last().filter(|_| more).map(|last| write_cursor(last.into()));
    let connections = found
        .into_iter()
        .map(|connection| Connection {
            vehicle_id: connection.vehicle,
            user_id: connection.user,
            connected_at: timestamp(connection.connected_at),
            mode: connection.mode.as_str(),
        })
        .collect();
    Ok(Json(Connections { connections, paging: Cursor { cursor } }))
}

/// Ends the connections of a user, the one with a vehicle id, or the one pair of both.
pub(crate) async fn end(
    ByManagementToken(application): ByManagementToken,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<Ended>, Problem> {
    let filter = filter(&parameters)?;
    if filter.user.is_none() && filter.vehicle.is_none() {
        return Err(Problem::fields(
            &["user_id", "vehicle_id"],
            "send user_id to end all connections of a user, vehicle_id to end one, or both; without either nothing is \
             ended",
        ));
    }
    let now = gateway.clock.now();
    let ended = gateway.store.end_connections(application.id, filter, now).await;
    let ended = ended.map_err(|error| Problem::of(&ServiceError::Store(error), now))?;
    let connections = ended
        .into_iter()
        .map(|connection| EndedConnection { vehicle_id: connection.vehicle, user_id: connection.user })
        .collect();
    Ok(Json(Ended { connections }))
}

fn filter(parameters: &Parameters) -> Result<ConnectionFilter, Problem> {
    Ok(ConnectionFilter {
        user: parameters.parse("user_id", "a user id, which is a UUID", |text| text.parse().ok())?,
        vehicle: parameters.parse("vehicle_id", "a vehicle id, which is a UUID", |text| text.parse().ok())?,
        mode: parameters.parse("mode", "live, simulated or test", Mode::parse)?,
    })
}

fn write_cursor(cursor: ConnectionCursor) -> String {
    let mut bytes = cursor.connected_at.to_be_bytes().to_vec();
    bytes.extend_from_slice(Uuid::from(cursor.connection).as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_cursor(text: &str) -> Option<ConnectionCursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (at, id) = bytes.split_first_chunk::<8>()?;
    let connection = Uuid::from_slice(id).ok()?;
    Some(ConnectionCursor { connected_at: i64::from_be_bytes(*at), connection: connection.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = ConnectionCursor { connected_at: 1_763_712_000_123, connection: Uuid::from_u128(7).into() };
        assert_eq!(read_cursor(&write_cursor(cursor)), Some(cursor));
        for text in ["", "x", "AAAA", &format!("{}AA", write_cursor(cursor))] {
            assert_eq!(read_cursor(text), None, "{text}");
        }
    }
}
