//! The data policy: may this be asked of the car now, served from the store, or not at all?
//!
//! It decides on access rules and key state, never on a make.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccessRules, AccountIssue, DataWithoutKey, KeyKind, KeyState, Refusal};

/// What an application wants done with data of a car that lacks the key it asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WithoutKeySetting {
    /// One fetch per rolling window, as the automaker's rules say.
    #[default]
    Limit,
    /// `VIRTUAL_KEY_REQUIRED` at once.
    Refuse,
}

/// A car's access rules and what is known about the holder's key in it.
#[derive(Clone, Copy, Debug)]
pub struct KeyView<'a> {
    /// What the car asks for.
    pub rules: &'a AccessRules,
    /// What is known.
    pub state: &'a KeyState,
}

/// What went before.
#[derive(Clone, Copy, Debug, Default)]
pub struct History {
    /// When data of this car was last fetched for this key holder while the key was missing.
    pub last_fetch_without_key: Option<Timestamp>,
}

/// What may happen now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the car's cloud.
    Fetch {
        /// Whether a fetch that brings something spends the budget of a car without its key.
        spends_budget: bool,
    },
    /// Do not ask; serve stored values, or else refuse so.
    Stored {
        /// What is answered where nothing is stored, or stored values are not wanted.
        otherwise: Refusal,
    },
    /// Neither.
    Refuse(Refusal),
}

/// Decides on a request for data.
#[must_use]
pub fn data_decision(key: KeyView<'_>, setting: WithoutKeySetting, history: History, now: Timestamp) -> Decision {
    let Some(rule) = key.rules.key else { return Decision::Fetch { spends_budget: false } };
    if key.state.is_paired() {
        return Decision::Fetch { spends_budget: false };
    }
    match (rule.data_without, setting) {
        (DataWithoutKey::Refused, _) | (_, WithoutKeySetting::Refuse) => Decision::Refuse(key_required(rule.kind)),
        (DataWithoutKey::Budget { window_seconds }, WithoutKeySetting::Limit) => {
            let window = SignedDuration::from_secs(window_seconds);
            let free_at = history.last_fetch_without_key.and_then(|fetched| fetched.checked_add(window).ok());
            match free_at {
                Some(retry_at) if retry_at > now => {
                    Decision::Stored { otherwise: Refusal::VehicleRateLimit { retry_at } }
                }
                _ => Decision::Fetch { spends_budget: true },
            }
        }
    }
}

/// Decides on a command: a car that asks for a key obeys none without it.
///
/// # Errors
/// The refusal that names the missing key.
pub fn command_decision(key: KeyView<'_>) -> Result<(), Refusal> {
    match key.rules.key {
        Some(rule) if !key.state.is_paired() => Err(key_required(rule.kind)),
        _ => Ok(()),
    }
}

fn key_required(kind: KeyKind) -> Refusal {
    Refusal::ConnectedServicesAccount(match kind {
        KeyKind::VirtualKey => AccountIssue::VirtualKeyRequired,
        KeyKind::CarKey => AccountIssue::CarKeyRequired,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyRule;

    const WINDOW: i64 = 8 * 3600;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn rules(kind: KeyKind, data_without: DataWithoutKey) -> AccessRules {
        AccessRules { key: Some(KeyRule { kind, data_without }), ..AccessRules::default() }
    }

    fn every_state() -> [KeyState; 6] {
        [
            KeyState::NotRequired,
            KeyState::Unpaired,
            KeyState::Paired { key: None },
            KeyState::Suspended { until: None },
            KeyState::Disabled,
            KeyState::Unknown,
        ]
    }

    #[test]
    fn a_car_without_a_key_rule_is_never_limited() {
        let history = History { last_fetch_without_key: Some(at(0)) };
        for state in every_state() {
            let key = KeyView { rules: &AccessRules::default(), state: &state };
            for setting in [WithoutKeySetting::Limit, WithoutKeySetting::Refuse] {
                assert_eq!(data_decision(key, setting, history, at(1)), Decision::Fetch { spends_budget: false });
            }
            assert_eq!(command_decision(key), Ok(()));
        }
    }

    #[test]
    fn only_a_paired_key_opens_commands() {
        for kind in [KeyKind::VirtualKey, KeyKind::CarKey] {
            let rules = rules(kind, DataWithoutKey::Refused);
            for state in every_state() {
                let key = KeyView { rules: &rules, state: &state };
                let expected = if state.is_paired() { Ok(()) } else { Err(key_required(kind)) };
                assert_eq!(command_decision(key), expected, "{state:?}");
            }
        }
    }

    #[test]
    fn without_a_virtual_key_one_fetch_per_window() {
        let rules = rules(KeyKind::VirtualKey, DataWithoutKey::Budget { window_seconds: WINDOW });
        for state in every_state().into_iter().filter(|state| !state.is_paired()) {
            let key = KeyView { rules: &rules, state: &state };
            let ask = |last: Option<i64>, now: i64| {
                let history = History { last_fetch_without_key: last.map(at) };
                data_decision(key, WithoutKeySetting::Limit, history, at(now))
            };
            assert_eq!(ask(None, 0), Decision::Fetch { spends_budget: true });
            let refused = Refusal::VehicleRateLimit { retry_at: at(WINDOW) };
            assert_eq!(ask(Some(0), WINDOW - 1), Decision::Stored { otherwise: refused });
            assert_eq!(ask(Some(0), WINDOW), Decision::Fetch { spends_budget: true });
        }
    }

    #[test]
    fn refuse_at_once_where_the_application_or_the_car_says_so() {
        let budget = rules(KeyKind::VirtualKey, DataWithoutKey::Budget { window_seconds: WINDOW });
        let refused = rules(KeyKind::CarKey, DataWithoutKey::Refused);
        for state in every_state().into_iter().filter(|state| !state.is_paired()) {
            let tesla = KeyView { rules: &budget, state: &state };
            assert_eq!(
                data_decision(tesla, WithoutKeySetting::Refuse, History::default(), at(0)),
                Decision::Refuse(key_required(KeyKind::VirtualKey))
            );
            let peugeot = KeyView { rules: &refused, state: &state };
            assert_eq!(
                data_decision(peugeot, WithoutKeySetting::Limit, History::default(), at(0)),
                Decision::Refuse(key_required(KeyKind::CarKey))
            );
        }
    }
}
