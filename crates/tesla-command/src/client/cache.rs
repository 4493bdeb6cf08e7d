//! The session file of Tesla's own command line tools, as import and export.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use prost::Message;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::session::SessionState;
use crate::domain::Domain;
use crate::key::PublicKey;
use crate::proto::signatures::SessionInfo;

/// A session of a file, with the car that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedSession {
    /// The car's VIN, as the file has it.
    pub vin: String,
    /// The session.
    pub state: SessionState,
}

/// A file that is no session cache.
#[derive(Debug, Error)]
pub enum InvalidCache {
    /// No JSON of this form.
    #[error("the session cache cannot be read")]
    Json(#[from] serde_json::Error),
    /// An entry is no session.
    #[error("the session cache holds an entry that is no session")]
    Entry,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(rename = "MaxEntries", default)]
    max_entries: i64,
    #[serde(default)]
    vehicles: BTreeMap<String, Vec<Entry>>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    created_at: Timestamp,
    domain: i32,
    data: String,
}

/// Reads the sessions of a file. What follows the first JSON value is ignored: the tools leave old bytes there.
pub fn read_cache(file: &[u8]) -> Result<Vec<CachedSession>, InvalidCache> {
    let mut deserializer = serde_json::Deserializer::from_slice(file);
    let file = File::deserialize(&mut deserializer)?;
    let entries =
        file.vehicles.into_iter().flat_map(|(vin, entries)| entries.into_iter().map(move |e| (vin.clone(), e)));
    entries
        .map(|(vin, entry)| entry.state().map(|state| CachedSession { vin, state }).ok_or(InvalidCache::Entry))
        .collect()
}

/// Writes a file with these sessions.
#[must_use]
pub fn write_cache(sessions: &[CachedSession], now: Timestamp) -> String {
    let mut file = File::default();
    for session in sessions {
        file.vehicles.entry(session.vin.clone()).or_default().push(Entry::of(&session.state, now));
    }
    serde_json::json!(file).to_string()
}

impl Entry {
    fn of(state: &SessionState, now: Timestamp) -> Self {
        let clock_time = u32::try_from(now.duration_since(state.began).as_secs()).unwrap_or(state.clock_time);
        // The moment at which the car's clock was at that very second. With `now` the second's fraction would be lost, and
        // a session that is written often would have its clock stand still.
        let created_at = state.began.checked_add(SignedDuration::from_secs(clock_time.into())).unwrap_or(now);
        let info = SessionInfo {
            counter: state.counter,
            public_key: state.car_key.as_bytes().to_vec(),
            epoch: state.epoch.to_vec(),
            clock_time,
            ..SessionInfo::default()
        };
        Self { created_at, domain: state.domain.number().into(), data: STANDARD.encode(info.encode_to_vec()) }
    }

    fn state(&self) -> Option<SessionState> {
        let info = SessionInfo::decode(STANDARD.decode(&self.data).ok()?.as_slice()).ok()?;
        Some(SessionState {
            domain: Domain::from_number(self.domain)?,
            car_key: PublicKey::from_bytes(&info.public_key).ok()?,
            epoch: info.epoch.as_slice().try_into().ok()?,
            counter: info.counter,
            clock_time: info.clock_time,
            began: self.created_at.checked_sub(SignedDuration::from_secs(info.clock_time.into())).ok()?,
        })
    }
}
