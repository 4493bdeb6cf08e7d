//! What is sent: Smartcar's payloads of version 2.0, and our own events in the same envelope.

use openfob_domain::{ConnectionId, EventId, EventType, Mode, WebhookId};
use openfob_store::{CapNotice, DueDelivery, KeyChange, StoredEvent};
use serde::Serialize;
use serde_json::Value;

use super::javascript::stringify;
use super::schedule::VehicleData;
use crate::Gateway;
use crate::http::extract::GrantedVehicle;
use crate::http::timestamp;
use crate::vehicles::{Action, action};

const VERSION: &str = "2.0";

/// The envelope. Keys are sent in this order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<P> {
    version: &'static str,
    webhook_id: WebhookId,
    event_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    payload: P,
}

#[derive(Serialize)]
struct Verify<'a> {
    challenge: &'a str,
}

#[derive(Serialize)]
struct Scheduled {
    vehicles: [VehicleData<Value>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventBased {
    event_id: EventId,
    vehicle_id: ConnectionId,
    event_type: &'static str,
    event_time: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    cap: Option<Cap>,
}

/// What a reached cap adds.
#[derive(Serialize)]
struct Cap {
    /// `partner` or `application`.
    scope: String,
    /// When the car is asked again.
    until: String,
}

/// What a change of a key adds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    old_state: &'static str,
    new_state: &'static str,
    source: &'static str,
    action: Option<Action>,
}

/// A challenge.
pub(super) fn verify(webhook: WebhookId, challenge: &str) -> serde_json::Result<String> {
    write(webhook, "verify", None, Verify { challenge })
}

/// A delivery.
pub(super) fn of(gateway: &Gateway, delivery: &DueDelivery, vehicle: &GrantedVehicle) -> serde_json::Result<String> {
    let mode = Some(vehicle.connection.mode);
    let StoredEvent { id, event_type, body, at } = &delivery.event;
    let Some(event_type) = event_type else {
        let payload = Scheduled { vehicles: [serde_json::from_str(body)?] };
        return write(delivery.webhook.id, "scheduled", mode, payload);
    };
    let (key, cap) = match event_type {
        EventType::KeyStateChanged => (Some(key(gateway, vehicle, &serde_json::from_str(body)?)), None),
        EventType::CostCapReached => {
            let CapNotice { scope, until } = serde_json::from_str(body)?;
            (None, Some(Cap { scope, until: timestamp(until) }))
        }
        EventType::ChargingStarted | EventType::ChargingStopped | EventType::ChargingCompleted => (None, None),
    };
    let payload = EventBased {
        event_id: *id,
        vehicle_id: delivery.connection,
        event_type: event_type.as_str(),
        event_time: timestamp(*at),
        key,
        cap,
    };
    write(delivery.webhook.id, "eventBased", mode, payload)
}

fn key(gateway: &Gateway, vehicle: &GrantedVehicle, change: &KeyChange) -> Key {
    let rule = vehicle.connection.vehicle.access.key;
    Key {
        old_state: change.old.as_str(),
        new_state: change.new.as_str(),
        source: change.source.as_str(),
        action: rule.and_then(|rule| action(gateway, vehicle, rule.kind, &change.new)),
    }
}

fn write(
    webhook_id: WebhookId,
    event_name: &'static str,
    mode: Option<Mode>,
    payload: impl Serialize,
) -> serde_json::Result<String> {
    stringify(&Envelope { version: VERSION, webhook_id, event_name, mode: mode.map(Mode::as_str), payload })
}
