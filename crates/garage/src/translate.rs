//! The protocol's words into ours, and ours into the protocol's. What is not understood is the maker's fault, never a
//! success.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use openfob_automaker::{
    AdapterError, AdapterErrorKind, Answer, Availability, CarState, Effect, Fetched, HttpError, LinkedAccount,
    SignInRefused, Tokens, VehicleRecord,
};
use openfob_domain::{
    AccessRules, AccountIssue, Capability, DataWithoutKey, Evidence, EvidenceSource, KeyClaim, KeyKind, KeyRule, Model,
    Platform, Reading, Role, Signal, SignalValue, UpstreamFault, VehicleCondition,
};
use serde_json::Value;

use crate::wire;

/// The adapter's name in the store and in logs.
pub(crate) const NAME: &str = "garage";

/// How long to wait where the garage limits a car and does not say.
const RETRY_UNKNOWN: Duration = Duration::from_mins(1);

/// Opens an answer: what was asked for, or the refusal in our words.
pub(crate) fn answer<T>(result: Result<Answer<T, wire::ErrorAnswer>, HttpError>) -> Result<T, AdapterError> {
    match result {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err((status, _))) if status.as_u16() == 401 => {
            Err(AdapterError::refused(NAME, AdapterErrorKind::TokenRejected))
        }
        Ok(Err((_, Some(answer)))) => Err(refusal(&answer.error)),
        Ok(Err((_, None))) => Err(not_understood(UpstreamFault::UnknownIssue)),
        Err(error) => Err(AdapterError::failed(NAME, error)),
    }
}

fn refusal(error: &wire::Error) -> AdapterError {
    let code = error.code.as_deref().unwrap_or_default();
    let kind = match error.family.as_str() {
        "VEHICLE_STATE" => VehicleCondition::parse(code).map(AdapterErrorKind::Vehicle),
        "CONNECTED_SERVICES_ACCOUNT" => AccountIssue::parse(code).map(AdapterErrorKind::Account),
        "COMPATIBILITY" => Capability::parse(code).map(AdapterErrorKind::Capability),
        "RATE_LIMIT" => Some(AdapterErrorKind::RateLimited {
            retry_after: error.retry_after.map_or(RETRY_UNKNOWN, Duration::from_secs),
        }),
        "PERMISSION" => Some(AdapterErrorKind::Forbidden),
        // A garage that knows fewer commands than we do.
        "VALIDATION" if code == "COMMAND" => Some(AdapterErrorKind::Capability(Capability::SmartcarNotCapable)),
        // What we sent was refused as it stands: nothing happened.
        "VALIDATION" => Some(AdapterErrorKind::Upstream(UpstreamFault::InvalidData)),
        "UPSTREAM" => {
            // The garage speaks of what lies behind it: whether that took effect is not known.
            return not_understood(UpstreamFault::parse(code).unwrap_or(UpstreamFault::UnknownIssue));
        }
        _ => None,
    };
    kind.map_or_else(|| not_understood(UpstreamFault::UnknownIssue), |kind| AdapterError::refused(NAME, kind))
}

fn not_understood(fault: UpstreamFault) -> AdapterError {
    AdapterError {
        automaker: NAME,
        kind: AdapterErrorKind::Upstream(fault),
        effect: Effect::MayHaveApplied,
        source: None,
    }
}

fn invalid_data() -> AdapterError {
    not_understood(UpstreamFault::InvalidData)
}

/// What a browser brought back from the sign-in page.
pub(crate) fn returned(query: &BTreeMap<String, String>) -> Result<String, SignInRefused> {
    let text = |name: &str| query.get(name).cloned().filter(|text| !text.is_empty());
    match (text("error").as_deref(), text("code")) {
        (None, Some(code)) => Ok(code),
        (None, None) => Err(SignInRefused::Other("neither a code nor an error came back".to_owned())),
        (Some("login_cancelled"), _) => Err(SignInRefused::Cancelled),
        (Some("no_vehicles"), _) => Err(SignInRefused::NoVehicles),
        (Some("invalid_subscription"), _) => Err(SignInRefused::Subscription),
        (Some("vehicle_incompatible"), _) => Err(SignInRefused::Incompatible {
            vin: text("vin").and_then(|vin| vin.parse().ok()),
            make: text("make"),
            model: text("model"),
            year: text("year"),
        }),
        (Some(other), _) => Err(SignInRefused::Other(other.to_owned())),
    }
}

pub(crate) fn linked_account(answer: wire::TokenAnswer) -> LinkedAccount {
    LinkedAccount {
        subject: answer.account.subject,
        email: answer.account.email,
        platform: Platform::Current,
        // A permission that we have no name for gives us nothing.
        permissions: answer.account.permissions.iter().filter_map(|name| name.parse().ok()).collect(),
        region: None,
        tokens: Tokens {
            access: answer.access_token.into(),
            refresh: answer.refresh_token.into(),
            expires_in: SignedDuration::from_secs(answer.expires_in.into()),
        },
    }
}

pub(crate) fn vehicle(vehicle: wire::Vehicle) -> Result<VehicleRecord, AdapterError> {
    Ok(VehicleRecord {
        vin: vehicle.vin.parse().map_err(|_| invalid_data())?,
        model: Model {
            make: vehicle.make.parse().map_err(|_| invalid_data())?,
            model: vehicle.model,
            year: vehicle.year,
        },
        role: Role::Owner,
        access: access(&vehicle.access)?,
        streaming: None,
        // Permissions that a newer simulator may name and this version does not know are no error.
        capabilities: vehicle.capabilities.iter().filter_map(|name| name.parse().ok()).collect(),
    })
}

fn access(access: &wire::Access) -> Result<AccessRules, AdapterError> {
    let key = match access.key.as_deref() {
        None => None,
        Some("car_key") => Some(KeyRule { kind: KeyKind::CarKey, data_without: DataWithoutKey::Refused }),
        Some(_) => return Err(invalid_data()),
    };
    Ok(AccessRules { key, ..AccessRules::default() })
}

pub(crate) fn state(state: &wire::CarState) -> Result<CarState, AdapterError> {
    let availability = match state.state.as_str() {
        "awake" => Availability::Awake,
        "asleep" => Availability::Asleep,
        "offline" => Availability::Offline,
        _ => return Err(invalid_data()),
    };
    Ok(CarState { availability, idle: Some(state.idle) })
}

/// The readings among what was wanted; a null is no reading.
pub(crate) fn fetched(answer: wire::SignalsAnswer, want: &[Signal]) -> Result<Fetched, AdapterError> {
    let wire::SignalsAnswer { at, mut signals, not_capable, forbidden } = answer;
    let mut readings = Vec::new();
    for signal in want {
        if let Some(sent) = signals.remove(signal.code())
            && let Some(value) = value(*signal, sent.value)?
        {
            readings.push(Reading { signal: *signal, value, recorded_at: sent.recorded_at, fetched_at: at });
        }
    }
    let known = |codes: Vec<String>| codes.iter().filter_map(|code| code.parse().ok()).collect();
    Ok(Fetched {
        readings: readings.into_iter().collect(),
        not_capable: known(not_capable),
        forbidden: known(forbidden),
        asked: true,
    })
}

/// A value of the shape that the signal asks for.
fn value(signal: Signal, value: Value) -> Result<Option<SignalValue>, AdapterError> {
    let value = match value {
        Value::Null => return Ok(None),
        Value::Bool(flag) => SignalValue::Flag(flag),
        Value::Number(number) => SignalValue::Number(number.as_f64().ok_or_else(invalid_data)?),
        Value::String(text) => SignalValue::Text(text),
        parts @ (Value::Array(_) | Value::Object(_)) => SignalValue::Parts(parts),
    };
    if signal.takes(&value) { Ok(Some(value)) } else { Err(invalid_data()) }
}

pub(crate) fn evidence(answer: &wire::KeyAnswer) -> Result<Evidence, AdapterError> {
    let claim = match answer.claim.as_str() {
        "suspended" => KeyClaim::Suspended { until: answer.until },
        "disabled" => KeyClaim::Disabled,
        "unknown" => KeyClaim::Unknown,
        _ => return Err(invalid_data()),
    };
    Ok(Evidence { source: EvidenceSource::FleetStatus, claim, at: answer.at })
}

/// Only `done` is done.
pub(crate) fn done(done: &wire::Done) -> Result<(), AdapterError> {
    if done.result == "done" { Ok(()) } else { Err(invalid_data()) }
}
