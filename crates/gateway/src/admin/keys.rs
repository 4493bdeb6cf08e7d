//! Why a key's state is what it is: each source's word, and which of them counts.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use openfob_domain::{ConnectionId, Evidence, KEY_RULE, KeyClaim, KeyState, Vin, deciding, is_late};
use openfob_store::Connection;
use serde::Serialize;

use super::error::AdminError;
use crate::Gateway;
use crate::service::key_state;

/// What is known of a car's keys.
#[derive(Serialize)]
pub(super) struct Explained {
    rule: [&'static str; KEY_RULE.len()],
    keys: Vec<Explanation>,
}

/// One holder's key in the car.
#[derive(Serialize)]
struct Explanation {
    vehicle: ConnectionId,
    car: String,
    holder: String,
    kind: Option<&'static str>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    earlier_key: bool,
    since: Option<Timestamp>,
    checked_at: Option<Timestamp>,
    sources: Vec<Word>,
}

/// A source's newest word.
#[derive(Serialize)]
struct Word {
    source: &'static str,
    claim: &'static str,
    at: Timestamp,
    counts: bool,
    why: &'static str,
}

/// Explains by vehicle id or by VIN. Nothing is asked of the automaker.
pub(super) async fn explain(
    State(gateway): State<Gateway>,
    Path(vehicle): Path<String>,
) -> Result<Json<Explained>, AdminError> {
    let connections = match (vehicle.parse::<ConnectionId>(), vehicle.to_ascii_uppercase().parse::<Vin>()) {
        (Ok(id), _) => gateway.store.connection(id).await?.into_iter().collect(),
        (Err(_), Ok(vin)) => gateway.store.connections_of_vin(&vin).await?,
        (Err(_), Err(_)) => {
            return Err(AdminError::Invalid(format!(
                "`{vehicle}` is neither a vehicle id (a UUID, as /vehicles lists it) nor a VIN of 17 characters"
            )));
        }
    };
    if connections.is_empty() {
        return Err(AdminError::NotFound("no living connection has such a vehicle".to_owned()));
    }
    let mut keys = Vec::new();
    for connection in connections {
        keys.push(explain_one(&gateway, &connection).await?);
    }
    Ok(Json(Explained { rule: KEY_RULE, keys }))
}

async fn explain_one(gateway: &Gateway, connection: &Connection) -> Result<Explanation, AdminError> {
    let (vehicle, holder) = (&connection.vehicle, key_state::holder(connection));
    let record = gateway.store.key_record(vehicle.id, &holder).await?;
    let earlier = key_state::earlier_key(gateway, connection, record.as_deref()).await?;
    let needs_key = vehicle.access.key.is_some();
    let said = record.as_ref().map(|record| record.evidence.clone()).unwrap_or_default();
    let winner = deciding(&said).filter(|_| needs_key).cloned();
    let state = match &record {
        _ if !needs_key => KeyState::NotRequired,
        Some(record) => record.state.clone(),
        None => KeyState::Unknown,
    };
    Ok(Explanation {
        vehicle: connection.id,
        car: format!("{} ({}), \u{2026}{}", vehicle.model.model, vehicle.model.year, vehicle.vin.ending()),
        holder: holder.to_string(),
        kind: vehicle.access.key.map(|rule| rule.kind.as_str()),
        state: state.as_str(),
        key: match state {
            KeyState::Paired { key } => key,
            _ => None,
        },
        earlier_key: earlier.is_some(),
        since: record.as_ref().map(|record| record.since),
        checked_at: record.as_ref().map(|record| record.checked_at),
        sources: said.iter().map(|word| weigh(word, &said, winner.as_ref(), needs_key)).collect(),
    })
}

fn weigh(word: &Evidence, said: &[Evidence], winner: Option<&Evidence>, needs_key: bool) -> Word {
    let counts = winner.is_some_and(|winner| winner == word);
    let why = match winner {
        _ if !needs_key => "the car asks for no key",
        _ if counts => "it counts: the latest that could tell",
        _ if word.claim == KeyClaim::Unknown => "it could not tell",
        _ if is_late(word, said) => "it may be from before the car's own answer",
        Some(winner) if winner.at == word.at => "another one of the same moment is nearer to the car",
        _ => "another one is later",
    };
    Word { source: word.source.as_str(), claim: word.claim.as_str(), at: word.at, counts, why }
}
