//! A car as lists show it.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::{Account, Role, Share};
use crate::car::{Availability, Car};
use jiff::Timestamp;

/// The number that names a car in paths.
pub(crate) fn id(car: &Car) -> u64 {
    1_000_000_000_000_000 + number(&format!("id/{}", car.vin)) % 8_000_000_000_000_000
}

/// The number of its former stream; no tag.
fn vehicle_id(car: &Car) -> u64 {
    1_000_000_000 + number(&format!("vehicle_id/{}", car.vin)) % 1_000_000_000
}

/// The number that names an account.
pub(crate) fn user_id(account: Uuid) -> u64 {
    1_000_000 + number(&account.to_string()) % 9_000_000
}

/// The members that lists, single cars and `vehicle_data` share.
pub(crate) fn element(car: &Car, account: &Account, share: &Share, now: Timestamp) -> Value {
    let stream = number(&format!("token/{}", car.vin));
    json!({
        "id": id(car),
        "user_id": user_id(account.subject),
        "vehicle_id": vehicle_id(car),
        "vin": car.vin,
        "color": null,
        "access_type": match share.role {
            Role::Owner => "OWNER",
            Role::Driver => "DRIVER",
        },
        "display_name": display_name(car),
        "option_codes": null,
        "granular_access": {"hide_private": share.hide_private},
        "tokens": [format!("{stream:016x}"), format!("{:016x}", stream.rotate_left(17))],
        "state": state(car, now),
        "in_service": car.condition.in_service.is_on(),
        "id_s": id(car).to_string(),
        "calendar_enabled": true,
        "api_version": 71,
        "backseat_token": null,
        "backseat_token_updated_at": null,
        "ble_autopair_enrolled": false,
        "command_signing": if car.requires_signed_commands() { "required" } else { "off" },
        "release_notes_supported": true,
    })
}

pub(crate) fn state(car: &Car, now: Timestamp) -> &'static str {
    match car.availability(now) {
        Availability::Awake => "online",
        Availability::Asleep => "asleep",
        Availability::Offline => "offline",
    }
}

pub(crate) fn display_name(car: &Car) -> String {
    car.name.clone().unwrap_or_else(|| format!("{} {}", car.model, car.ending()))
}

fn number(text: &str) -> u64 {
    digest(&SHA256, text.as_bytes()).as_ref().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
