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
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::KeyRule;

    const WINDOW: i64 = 8 * 3600;
    const SETTINGS: [WithoutKeySetting; 2] = [WithoutKeySetting::Limit, WithoutKeySetting::Refuse];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn every_rule() -> Vec<Option<KeyRule>> {
        let kinds = [KeyKind::VirtualKey, KeyKind::CarKey];
        let without = [DataWithoutKey::Budget { window_seconds: WINDOW }, DataWithoutKey::Refused];
        let rules = kinds.into_iter().flat_map(|kind| without.map(|data_without| KeyRule { kind, data_without }));
        std::iter::once(None).chain(rules.map(Some)).collect()
    }

    fn every_state() -> Vec<KeyState> {
        vec![
            KeyState::NotRequired,
            KeyState::Unpaired,
            KeyState::Paired { key: None },
            KeyState::Suspended { until: None },
            KeyState::Disabled,
            KeyState::Unknown,
        ]
    }

    /// Every rule with every state and setting; a column for each history, by how long ago the last fetch was.
    #[test]
    fn the_whole_table() {
        let histories = [("never", None), ("0 s", Some(0)), ("28799 s", Some(WINDOW - 1)), ("28800 s", Some(WINDOW))];
        let now = at(2 * WINDOW);
        let mut table = format!("{:58} ", "rule, key state, setting");
        for (name, _) in histories {
            let _ = write!(table, "| {name:23} ");
        }
        table.push_str("| command\n");
        for rule in every_rule() {
            let rules = AccessRules { key: rule, ..AccessRules::default() };
            for state in every_state() {
                let key = KeyView { rules: &rules, state: &state };
                for setting in SETTINGS {
                    let row = format!("{}, {}, {}", rule_name(rule), state.as_str(), setting_name(setting));
                    let _ = write!(table, "{row:58} ");
                    for (_, ago) in histories {
                        let last_fetch_without_key = ago.map(|ago| at(2 * WINDOW - ago));
                        let decision = data_decision(key, setting, History { last_fetch_without_key }, now);
                        let _ = write!(table, "| {:23} ", decision_name(&decision, now));
                    }
                    let command = command_decision(key)
                        .map_or_else(|refusal| refusal_name(&refusal, now), |()| "sent".to_owned());
                    let _ = writeln!(table, "| {command}");
                }
            }
        }
        insta::assert_snapshot!("table", table);
    }

    fn rule_name(rule: Option<KeyRule>) -> String {
        rule.map_or_else(
            || "no key".to_owned(),
            |rule| match rule.data_without {
                DataWithoutKey::Budget { .. } => format!("{} or budget", rule.kind.as_str()),
                DataWithoutKey::Refused => rule.kind.as_str().to_owned(),
            },
        )
    }

    fn setting_name(setting: WithoutKeySetting) -> &'static str {
        match setting {
            WithoutKeySetting::Limit => "limit",
            WithoutKeySetting::Refuse => "refuse",
        }
    }

    fn decision_name(decision: &Decision, now: Timestamp) -> String {
        match decision {
            Decision::Fetch { spends_budget: true } => "fetch, spends".to_owned(),
            Decision::Fetch { spends_budget: false } => "fetch".to_owned(),
            Decision::Stored { otherwise } => format!("stored, {}", refusal_name(otherwise, now)),
            Decision::Refuse(refusal) => refusal_name(refusal, now),
        }
    }

    fn refusal_name(refusal: &Refusal, now: Timestamp) -> String {
        match refusal {
            Refusal::VehicleRateLimit { retry_at } => format!("in {} s", retry_at.duration_since(now).as_secs()),
            Refusal::ConnectedServicesAccount(issue) => issue.as_str().to_owned(),
            other => panic!("the policy does not refuse so: {other:?}"),
        }
    }

    fn any_moment() -> impl Strategy<Value = Timestamp> {
        (Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(), 0..1_000_000_000_i32)
            .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap_or(Timestamp::MAX))
    }

    fn any_state() -> impl Strategy<Value = KeyState> {
        prop_oneof![
            Just(KeyState::NotRequired),
            Just(KeyState::Unpaired),
            proptest::option::of(".*").prop_map(|key| KeyState::Paired { key }),
            proptest::option::of(any_moment()).prop_map(|until| KeyState::Suspended { until }),
            Just(KeyState::Disabled),
            Just(KeyState::Unknown),
        ]
    }

    fn any_rules() -> impl Strategy<Value = AccessRules> {
        let without = prop_oneof![
            Just(DataWithoutKey::Refused),
            (1..=30 * 24 * 3600_i64).prop_map(|window_seconds| DataWithoutKey::Budget { window_seconds }),
        ];
        let kind = prop_oneof![Just(KeyKind::VirtualKey), Just(KeyKind::CarKey)];
        let key = (kind, without).prop_map(|(kind, data_without)| KeyRule { kind, data_without });
        (proptest::option::of(key), proptest::option::of(1..3600_i64), any::<bool>())
            .prop_map(|(key, refresh_seconds, streaming_toggle)| AccessRules { key, refresh_seconds, streaming_toggle })
    }

    fn any_setting() -> impl Strategy<Value = WithoutKeySetting> {
        prop_oneof![Just(WithoutKeySetting::Limit), Just(WithoutKeySetting::Refuse)]
    }

    proptest! {
        #[test]
        fn a_key_in_place_or_none_asked_for_is_never_limited(
            rules in any_rules(), state in any_state(), setting in any_setting(),
            last in proptest::option::of(any_moment()), now in any_moment(),
        ) {
            let key = KeyView { rules: &rules, state: &state };
            let is_free = rules.key.is_none() || state.is_paired();
            let decision = data_decision(key, setting, History { last_fetch_without_key: last }, now);
            prop_assert_eq!(decision == Decision::Fetch { spends_budget: false }, is_free);
            prop_assert_eq!(command_decision(key).is_ok(), is_free);
        }

        #[test]
        fn a_refusal_names_the_key_that_the_car_asks_for_and_no_history_changes_it(
            rules in any_rules(), state in any_state(), setting in any_setting(),
            last in proptest::option::of(any_moment()), now in any_moment(),
        ) {
            let key = KeyView { rules: &rules, state: &state };
            let decision = data_decision(key, setting, History { last_fetch_without_key: last }, now);
            if let Decision::Refuse(refusal) = &decision {
                let kind = rules.key.map(|rule| rule.kind);
                let issue = if kind == Some(KeyKind::CarKey) { AccountIssue::CarKeyRequired } else { AccountIssue::VirtualKeyRequired };
                prop_assert_eq!(refusal, &Refusal::ConnectedServicesAccount(issue));
                prop_assert_eq!(command_decision(key), Err(refusal.clone()));
                prop_assert_eq!(decision, data_decision(key, setting, History::default(), now));
            }
        }

        #[test]
        fn who_is_told_to_wait_is_told_a_later_moment_at_which_it_works(
            rules in any_rules(), state in any_state(), last in any_moment(), since in -60..40 * 24 * 3600_i64,
        ) {
            let Ok(now) = last.checked_add(SignedDuration::from_secs(since)) else { return Ok(()) };
            let key = KeyView { rules: &rules, state: &state };
            let history = History { last_fetch_without_key: Some(last) };
            let ask = |now| data_decision(key, WithoutKeySetting::Limit, history, now);
            if let Decision::Stored { otherwise: Refusal::VehicleRateLimit { retry_at } } = ask(now) {
                prop_assert!(retry_at > now);
                prop_assert_eq!(ask(retry_at), Decision::Fetch { spends_budget: true });
                let before = retry_at.checked_sub(SignedDuration::from_nanos(1)).unwrap();
                let limited = Decision::Stored { otherwise: Refusal::VehicleRateLimit { retry_at } };
                prop_assert_eq!(ask(before), limited);
            }
        }

        #[test]
        fn in_no_window_is_a_car_without_its_key_read_twice(
            waits in proptest::collection::vec((0..4 * 3600_i64, any::<bool>()), 1..60),
        ) {
            let data_without = DataWithoutKey::Budget { window_seconds: WINDOW };
            let rules = AccessRules {
                key: Some(KeyRule { kind: KeyKind::VirtualKey, data_without }),
                ..AccessRules::default()
            };
            let key = KeyView { rules: &rules, state: &KeyState::Unpaired };
            let (mut now, mut history, mut read) = (0, History::default(), Vec::new());
            for (wait, brings_something) in waits {
                now += wait;
                let is_free = read.last().is_none_or(|last| now - last >= WINDOW);
                let decision = data_decision(key, WithoutKeySetting::Limit, history, at(now));
                prop_assert_eq!(decision == Decision::Fetch { spends_budget: true }, is_free);
                if is_free && brings_something {
                    read.push(now);
                    history.last_fetch_without_key = Some(at(now));
                }
            }
            prop_assert!(read.windows(2).all(|pair| pair[1] - pair[0] >= WINDOW));
        }
    }
}
