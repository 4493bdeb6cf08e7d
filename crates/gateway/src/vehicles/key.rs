//! `GET /vehicles/{id}/key`: openfob's own view of the key, for cars of any make: what is known, who says so, what to
//! do next.

use openfob_domain::{EventType, Evidence, KEY_RULE, KeyKind, KeyState, Platform, Role, deciding};
use openfob_store::Connection;
use serde::Serialize;

use super::endpoint::Fact;
use crate::Gateway;
use crate::http::extract::{GrantedVehicle, Parameters, needs};
use crate::http::{Problem, timestamp};
use crate::service::{car_key, key_state, streaming};

/// What is known about the key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Key {
    /// `virtual_key`, `car_key`, or null for a car that asks for none.
    kind: Option<&'static str>,
    state: &'static str,
    required: bool,
    /// Only where the car has a key from before a rotation, and not the current one.
    #[serde(rename = "earlierKey", skip_serializing_if = "std::ops::Not::not")]
    has_earlier: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    since: String,
    checked_at: String,
    sources: Vec<Word>,
    /// How the state comes of what the sources say.
    rule: [&'static str; KEY_RULE.len()],
    /// Only for cars whose owner can switch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    streaming: Option<Streaming>,
    /// Only while a cap on costs holds back what is asked of the car: reads, commands, background refresh, key checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<Stop>,
    action: Option<Action>,
}

#[derive(Serialize)]
struct Stop {
    reason: &'static str,
    scope: &'static str,
    since: String,
    until: String,
}

#[derive(Serialize)]
struct Streaming {
    /// Null where nobody has told yet.
    on: Option<bool>,
}

#[derive(Serialize)]
struct Word {
    source: &'static str,
    claim: &'static str,
    at: String,
    /// Whether the state comes of it.
    counts: bool,
}

/// What to do next about the key, and where.
#[derive(Serialize)]
pub(crate) struct Action {
    #[serde(rename = "type")]
    kind: &'static str,
    url: Option<String>,
    text: String,
}

impl Fact for Key {
    type Needs = needs::ReadVehicleInfo;

    /// Answers what is known, asking the automaker (never the car) where that is old.
    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        let record = key_state::current(gateway, &vehicle.connection).await;
        let record = record.map_err(|error| vehicle.problem(gateway, &error))?;
        let access = &vehicle.connection.vehicle.access;
        let on = streaming::current(gateway, &vehicle.connection).await;
        let on = on.map_err(|error| vehicle.problem(gateway, &error))?;
        let rule = access.key;
        let earlier = key_state::earlier_key(gateway, &vehicle.connection, Some(&record)).await;
        let has_earlier = earlier.map_err(|error| vehicle.problem(gateway, &error))?.is_some();
        let counts = |word: &Evidence| rule.is_some() && deciding(&record.evidence) == Some(word);
        Ok(Self {
            kind: rule.map(|rule| rule.kind.as_str()),
            state: record.state.as_str(),
            required: rule.is_some(),
            has_earlier,
            until: match &record.state {
                KeyState::Suspended { until } => until.map(timestamp),
                _ => None,
            },
            since: timestamp(record.since),
            checked_at: timestamp(record.checked_at),
            sources: record
                .evidence
                .iter()
                .map(|word| Word {
                    source: word.source.as_str(),
                    claim: word.claim.as_str(),
                    at: timestamp(word.at),
                    counts: counts(word),
                })
                .collect(),
            rule: KEY_RULE,
            stopped: stopped(gateway, vehicle),
            streaming: access.streaming_toggle.then_some(Streaming { on }),
            action: match rule {
                Some(rule) if has_earlier => action(gateway, vehicle, rule.kind, &KeyState::Unpaired),
                Some(rule) => action(gateway, vehicle, rule.kind, &record.state),
                None => (on == Some(false)).then(turn_on_streaming),
            },
        })
    }
}

fn stopped(gateway: &Gateway, vehicle: &GrantedVehicle) -> Option<Stop> {
    let Connection { mode, adapter, partner, .. } = &*vehicle.connection;
    let stopped = gateway.costs.stopped(*mode, adapter, partner, vehicle.application.id)?;
    Some(Stop {
        reason: EventType::CostCapReached.as_str(),
        scope: stopped.scope,
        since: timestamp(stopped.since),
        until: timestamp(stopped.until),
    })
}

fn turn_on_streaming() -> Action {
    Action {
        kind: "TURN_ON_STREAMING",
        url: None,
        text: "The owner turns on streaming in the car's own settings, for data that is never late.".to_owned(),
    }
}

/// What to do next where a key is in this state; nothing where it is in place.
pub(crate) fn action(gateway: &Gateway, vehicle: &GrantedVehicle, kind: KeyKind, state: &KeyState) -> Option<Action> {
    if state.is_paired() {
        return None;
    }
    let name = &vehicle.application.details.name;
    Some(match (kind, vehicle.connection.platform, vehicle.connection.role) {
        (_, Platform::Legacy, _) => Action {
            kind: "REAUTHENTICATE",
            url: Some(vehicle.sign_in_link(gateway)),
            text: "The account is linked through an earlier interface that knows no keys. The owner signs in again."
                .to_owned(),
        },
        (KeyKind::VirtualKey, Platform::Current, Some(Role::Owner)) => Action {
            kind: "ADD_KEY",
            url: vehicle.key_link(gateway),
            text: format!("The owner opens the link on the phone that has the maker's app and approves {name}'s key."),
        },
        (KeyKind::VirtualKey, Platform::Current, _) => Action {
            kind: "ASK_OWNER",
            url: vehicle.key_link(gateway),
            text: "This account drives the car and does not own it. Its owner opens the link on their phone."
                .to_owned(),
        },
        (KeyKind::CarKey, Platform::Current, _) => Action {
            kind: "ACTIVATE_CAR_KEY",
            url: car_key::link(gateway, &vehicle.connection),
            text: "The owner sits in the car with the keys on them and the phone connected, and activates CarKey."
                .to_owned(),
        },
    })
}
