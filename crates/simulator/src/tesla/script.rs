//! Fault scripts: what Tesla's side can be told to do wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::FleetError;
use super::region::UnknownRegion;
use super::{scope, signed};
use crate::account::subject;
use crate::catalogue::Make;
use crate::world::World;

/// How long a car takes to wake up, seconds.
const WAKES_IN: u32 = 10;

/// How far each script goes at the moment.
#[expect(clippy::struct_excessive_bools, reason = "independent scripts")]
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Scripts {
    /// From the tap on the phone to the key in the car, seconds.
    pub(crate) late_pairing: u32,
    /// From a change of a car's keys to the fleet status that tells of it, seconds.
    pub(crate) fleet_status_lag: u32,
    /// The next key that is added works for nothing.
    pub(crate) half_installed_key: bool,
    /// Everything is answered 429.
    pub(crate) storm: bool,
    /// Everything is answered with this status.
    pub(crate) outage: Option<u16>,
    /// Answers take so long, milliseconds.
    pub(crate) slow_answers: u32,
    /// A refresh token that was used is dead at once.
    pub(crate) refresh_race: bool,
    /// The next refresh takes effect, and its answer is lost.
    pub(crate) lost_refresh: bool,
    /// Accounts that are sent to their own region from the origin that serves all.
    pub(crate) displaced: BTreeSet<Uuid>,
    /// Why the phone refuses to add keys.
    pub(crate) pairing_refused: Option<PairingRefused>,
    /// The application's account has no credit left.
    pub(crate) limit_exceeded: bool,
    /// Limits per device are not applied.
    pub(crate) no_limits: bool,
    /// From a wake-up to the car's connection, seconds; `None`: as cars do.
    pub(crate) wake_seconds: Option<u32>,
    /// A body without a content type is refused.
    pub(crate) content_type: bool,
}

/// Why Tesla's app refuses to add a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PairingRefused {
    /// The app is signed in with another e-mail address than the one that gave access.
    OtherEmail,
    /// The application is not registered in the region, or its key file cannot be read.
    NotRegistered,
    /// The owner has not given access yet.
    BeforeGrant,
}

impl Scripts {
    pub(crate) fn fleet_status_lag(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.fleet_status_lag))
    }

    pub(crate) fn late_pairing(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.late_pairing))
    }

    /// From a wake-up to the car's connection.
    pub(crate) fn wakes_in(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.wake_seconds.unwrap_or(WAKES_IN)))
    }

    pub(crate) fn delay(&self) -> Option<Duration> {
        (self.slow_answers > 0).then(|| Duration::from_millis(u64::from(self.slow_answers)))
    }

    pub(crate) fn is_displaced(&self, account: Uuid) -> bool {
        self.displaced.contains(&account)
    }

    /// What every call to a path of the Fleet API is answered while a script holds.
    pub(crate) fn refusal(&self, path: &str) -> Option<FleetError> {
        if !path.contains("/api/1/") {
            return None;
        }
        if self.storm {
            return Some(FleetError::rate_limited(60, 30));
        }
        if let Some(status) = self.outage.and_then(|status| StatusCode::from_u16(status).ok()) {
            return Some(FleetError::new(status, "internal server error"));
        }
        self.limit_exceeded.then(|| FleetError::new(StatusCode::FORBIDDEN, "account disabled: EXCEEDED_LIMIT"))
    }
}

/// The scripts by name, with what they take.
const NAMES: [(&str, &str); 17] = [
    ("late-pairing", "seconds from the tap on the phone to the key in the car (30)"),
    ("fleet-status-lag", "seconds until the fleet status tells of a key (60)"),
    ("half-installed-key", "the next key that is added works for nothing"),
    ("429-storm", "every call of the Fleet API is answered 429"),
    ("outage", "every call of the Fleet API is answered with this status (503)"),
    ("slow-answers", "milliseconds until an answer comes (5000)"),
    ("wrong-region", "the account is sent to the address of its region; or a region, na, eu or cn, to move it to"),
    ("revoked-access", "the account takes everything back; off: nothing, it signs in again"),
    ("missing-scope", "the account takes back a scope (vehicle_location)"),
    ("given-scope", "the account gives a scope again (vehicle_location)"),
    ("refresh-race", "a refresh token that was used is dead at once, without its day of grace"),
    ("lost-refresh", "the next refresh takes effect and its answer is lost"),
    ("password-changed", "every token of the account ends"),
    ("pairing-refused", "the phone refuses to add keys: other-email, not-registered or before-grant"),
    ("limit-exceeded", "every call of the Fleet API is answered EXCEEDED_LIMIT"),
    ("no-limits", "limits for each device are not applied"),
    ("wake-delay", "seconds from a wake-up to the car's connection (10)"),
];

/// Turns a script on, off or to a value, for one account where it is about one; else says what is wrong.
pub(crate) fn play(
    world: &mut World,
    name: &str,
    value: Option<&str>,
    email: &str,
    now: Timestamp,
) -> Result<(), String> {
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    let on = value != Some("off");
    let wanted = value.filter(|value| !matches!(*value, "on" | "off"));
    let switch = || match wanted {
        None => Ok(on),
        Some(other) => Err(format!("The script {name} is on or off, not \u{201c}{other}\u{201d}.")),
    };
    let number = |usual: u32| match wanted {
        None => Ok(if on { usual } else { 0 }),
        Some(text) => {
            let unit = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            unit.parse().map_err(|_| format!("The script {name} takes a number or off, not \u{201c}{text}\u{201d}."))
        }
    };
    let World { accounts, tesla, log, .. } = world;
    let scripts = &mut tesla.scripts;
    let mut account = accounts.get_mut(&subject(Make::Tesla, email));
    let missing = || format!("There is no account of {email} at Tesla.");
    match name {
        "late-pairing" => scripts.late_pairing = number(30)?,
        "fleet-status-lag" => scripts.fleet_status_lag = number(60)?,
        "half-installed-key" => scripts.half_installed_key = switch()?,
        "429-storm" => scripts.storm = switch()?,
        "slow-answers" => scripts.slow_answers = number(5000)?,
        "refresh-race" => scripts.refresh_race = switch()?,
        "lost-refresh" => scripts.lost_refresh = switch()?,
        "limit-exceeded" => scripts.limit_exceeded = switch()?,
        "no-limits" => scripts.no_limits = switch()?,
        "wake-delay" => scripts.wake_seconds = if on { Some(number(10)?) } else { None },
        "outage" => {
            let status = number(503)?;
            let fits = status == 0 || (400..600).contains(&status);
            let status = u16::try_from(status).ok().filter(|_| fits);
            let status = status.ok_or("The script outage takes a status from 400 to 599, or off.")?;
            scripts.outage = (status != 0).then_some(status);
        }
        "pairing-refused" => {
            scripts.pairing_refused = match value {
                Some("off") => None,
                Some("other-email") => Some(PairingRefused::OtherEmail),
                Some("not-registered" | "on") | None => Some(PairingRefused::NotRegistered),
                Some("before-grant") => Some(PairingRefused::BeforeGrant),
                Some(_) => {
                    return Err("pairing-refused takes other-email, not-registered, before-grant or off.".to_owned());
                }
            }
        }
        "wrong-region" => {
            let account = account.as_mut().ok_or_else(missing)?;
            match wanted {
                Some(region) => {
                    account.tesla.region = Some(region.parse().map_err(|error: UnknownRegion| error.to_string())?);
                }
                None if on => {
                    scripts.displaced.insert(account.subject);
                }
                None => {
                    scripts.displaced.remove(&account.subject);
                    account.tesla.region = None;
                }
            }
        }
        "revoked-access" => {
            let account = account.as_mut().ok_or_else(missing)?;
            if switch()? {
                account.tesla.revoke_all();
                tesla.sessions.end(account.subject, None);
            }
        }
        "missing-scope" | "given-scope" => {
            let account = account.as_mut().ok_or_else(missing)?;
            let chosen = wanted.unwrap_or(scope::LOCATION);
            if !scope::is_owners(chosen) {
                return Err(format!("\u{201c}{chosen}\u{201d} is no scope that an owner can give."));
            }
            account.tesla.switch(chosen, (name == "given-scope") == on);
        }
        "password-changed" => {
            let account = account.as_mut().ok_or_else(missing)?;
            if switch()? {
                tesla.sessions.end(account.subject, None);
            }
        }
        _ => {
            let names: Vec<String> =
                NAMES.iter().chain(&signed::NAMES).map(|(name, what)| format!("{name} ({what})")).collect();
            let name: String = name.chars().take(40).collect();
            return Err(format!("There is no script \u{201c}{name}\u{201d}. Scripts: {}.", names.join("; ")));
        }
    }
    let shown = value.unwrap_or("on");
    log.note_command(
        now,
        None,
        format!("The script {name} is {shown}."),
        format!("openfob sim tesla script {name} {shown}"),
    );
    Ok(())
}
