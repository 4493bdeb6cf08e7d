//! Key state: what is known about one holder's key in one car, folded from what several sources claim.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccessRules, AccountId};

/// The domain on which a partner's public key is published; it names the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyDomain(String);

/// Why a text is no key domain.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no domain name: give a host such as fob.example.com, without scheme, port or path")]
pub struct InvalidKeyDomain(pub String);

impl KeyDomain {
    /// The domain as text, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyDomain {
    type Err = InvalidKeyDomain;

    fn from_str(text: &str) -> Result<Self, InvalidKeyDomain> {
        let domain = text.trim().to_ascii_lowercase();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if domain.len() <= 253 && domain.split('.').all(label) {
            Ok(Self(domain))
        } else {
            Err(InvalidKeyDomain(text.to_owned()))
        }
    }
}

impl TryFrom<String> for KeyDomain {
    type Error = InvalidKeyDomain;

    fn try_from(text: String) -> Result<Self, InvalidKeyDomain> {
        text.parse()
    }
}

impl From<KeyDomain> for String {
    fn from(domain: KeyDomain) -> Self {
        domain.0
    }
}

impl fmt::Display for KeyDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyHolder {
    /// The partner that publishes its key on this domain (virtual keys).
    Partner(KeyDomain),
    /// The owner's account (CarKey).
    Account(AccountId),
}

/// Why a text names no holder of keys.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a holder is written as `partner:fob.example.com` or `account:` and an id")]
pub struct InvalidKeyHolder;

impl FromStr for KeyHolder {
    type Err = InvalidKeyHolder;

    fn from_str(text: &str) -> Result<Self, InvalidKeyHolder> {
        match text.split_once(':') {
            Some(("partner", domain)) => domain.parse().map(Self::Partner).map_err(|_| InvalidKeyHolder),
            Some(("account", id)) => id.parse().map(Self::Account).map_err(|_| InvalidKeyHolder),
            _ => Err(InvalidKeyHolder),
        }
    }
}

impl fmt::Display for KeyHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Partner(domain) => write!(f, "partner:{domain}"),
            Self::Account(account) => write!(f, "account:{account}"),
        }
    }
}

/// What is known about a holder's key in a car.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum KeyState {
    /// The car asks for none.
    NotRequired,
    /// The car asks for one and has none of this holder.
    Unpaired,
    /// The key is in place.
    Paired {
        /// Which one, where the source tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// The key is there and does not count for a while.
    Suspended {
        /// Until when it can be brought back (PSA's `maxReactivationDate`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// The key was there and counts no more.
    Disabled,
    /// No source has said anything yet.
    Unknown,
}

impl KeyState {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::Unpaired => "unpaired",
            Self::Paired { .. } => "paired",
            Self::Suspended { .. } => "suspended",
            Self::Disabled => "disabled",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the holder's key is in the car and counts.
    #[must_use]
    pub fn is_paired(&self) -> bool {
        matches!(self, Self::Paired { .. })
    }

    /// Whether it rested until a moment that has passed, so that [`fold`] would tell otherwise now.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        matches!(self, Self::Suspended { until: Some(until) } if *until <= now)
    }
}

/// Who says something about a key. Later ones outrank earlier ones where two speak of the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// The automaker's status answer.
    FleetStatus,
    /// The car's stream.
    Telemetry,
    /// A proof that the car signed.
    Attestation,
    /// The car's own answer to a signed command.
    Command,
}

impl EvidenceSource {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FleetStatus => "fleet_status",
            Self::Telemetry => "telemetry",
            Self::Attestation => "attestation",
            Self::Command => "command",
        }
    }

    /// Reads the API's spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::FleetStatus, Self::Telemetry, Self::Attestation, Self::Command].into_iter().find(|s| s.as_str() == text)
    }
}

/// What a source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum KeyClaim {
    /// The car has this holder's key.
    Present {
        /// Which one, where the source tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// The car has no key of this holder.
    Absent,
    /// The key rests.
    Suspended {
        /// Until when it can be brought back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// The key counts no more.
    Disabled,
    /// The source answered and could not tell.
    Unknown,
}

impl KeyClaim {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Present { .. } => "present",
            Self::Absent => "absent",
            Self::Suspended { .. } => "suspended",
            Self::Disabled => "disabled",
            Self::Unknown => "unknown",
        }
    }
}

/// One source's claim about one holder's key in one car, with its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Who says it.
    pub source: EvidenceSource,
    /// What is said.
    #[serde(flatten)]
    pub claim: KeyClaim,
    /// The moment it speaks of.
    pub at: Timestamp,
}

/// The folded state as it is kept: what holds, since when, and when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// What holds.
    pub state: KeyState,
    /// Since when.
    pub since: Timestamp,
    /// When a source last spoke.
    pub checked_at: Timestamp,
    /// The newest word of each source.
    pub evidence: Vec<Evidence>,
}

/// How one state comes of what several sources say, in words; [`fold`] is the rule itself.
pub const KEY_RULE: [&str; 5] = [
    "A car that asks for no key is not_required, whatever is said.",
    "A source that could not tell (unknown) does not count.",
    "Of those that could, the latest word counts.",
    "fleet_status within a minute after the car's own answer (command) may be from before it, and does not count.",
    "At the same moment the source nearer to the car counts: command, attestation, telemetry, fleet_status.",
];

/// How far an automaker's status may be behind its car.
const STATUS_LAG: SignedDuration = SignedDuration::from_mins(1);

/// The word that counts among several sources' newest; `None` where no source could tell.
#[must_use]
pub fn deciding(evidence: &[Evidence]) -> Option<&Evidence> {
    let telling = evidence.iter().filter(|word| word.claim != KeyClaim::Unknown && !is_late(word, evidence));
    telling.max_by_key(|word| (word.at, word.source))
}

/// Whether an automaker's status may still be from before the car's own answer.
#[must_use]
pub fn is_late(word: &Evidence, evidence: &[Evidence]) -> bool {
    let outlasts = |answer: &Evidence| {
        let age = word.at.duration_since(answer.at);
        answer.source == EvidenceSource::Command && !age.is_negative() && age < STATUS_LAG
    };
    word.source == EvidenceSource::FleetStatus && evidence.iter().any(outlasts)
}

/// Folds the newest word of each source into one state, by [`KEY_RULE`].
///
/// A suspension that nobody lifted ends by itself: from the moment on until which it could have been, the key is
/// `disabled`.
#[must_use]
pub fn fold(rules: &AccessRules, evidence: &[Evidence], now: Timestamp) -> KeyState {
    if rules.key.is_none() {
        return KeyState::NotRequired;
    }
    match deciding(evidence).map(|word| &word.claim) {
        Some(KeyClaim::Present { key }) => KeyState::Paired { key: key.clone() },
        Some(KeyClaim::Absent) => KeyState::Unpaired,
        Some(KeyClaim::Suspended { until: Some(until) }) if *until <= now => KeyState::Disabled,
        Some(KeyClaim::Suspended { until }) => KeyState::Suspended { until: *until },
        Some(KeyClaim::Disabled) => KeyState::Disabled,
        Some(KeyClaim::Unknown) | None => KeyState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataWithoutKey, KeyKind, KeyRule};

    fn needs_key() -> AccessRules {
        AccessRules {
            key: Some(KeyRule {
                kind: KeyKind::VirtualKey,
                data_without: DataWithoutKey::Budget { window_seconds: 28_800 },
            }),
            ..AccessRules::default()
        }
    }

    fn word(source: EvidenceSource, claim: KeyClaim, second: i64) -> Evidence {
        Evidence { source, claim, at: Timestamp::from_second(second).unwrap() }
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    const PRESENT: KeyClaim = KeyClaim::Present { key: None };

    #[test]
    fn a_car_that_asks_for_none_stays_not_required() {
        let said = [word(EvidenceSource::Command, PRESENT, 9)];
        assert_eq!(fold(&AccessRules::default(), &said, NOW), KeyState::NotRequired);
    }

    #[test]
    fn the_latest_word_wins() {
        let said =
            [word(EvidenceSource::Attestation, PRESENT, 1), word(EvidenceSource::FleetStatus, KeyClaim::Absent, 2)];
        assert_eq!(fold(&needs_key(), &said, NOW), KeyState::Unpaired);
    }

    #[test]
    fn a_status_that_may_be_from_before_the_cars_own_answer_does_not_count() {
        let said = |second| {
            [word(EvidenceSource::Command, KeyClaim::Absent, 10), word(EvidenceSource::FleetStatus, PRESENT, second)]
        };
        for second in [9, 10, 11, 69] {
            assert_eq!(fold(&needs_key(), &said(second), NOW), KeyState::Unpaired, "{second}");
        }
        assert_eq!(fold(&needs_key(), &said(70), NOW), KeyState::Paired { key: None });
    }

    #[test]
    fn at_the_same_moment_the_car_outranks_the_cloud() {
        let said =
            [word(EvidenceSource::FleetStatus, KeyClaim::Absent, 2), word(EvidenceSource::Attestation, PRESENT, 2)];
        assert_eq!(fold(&needs_key(), &said, NOW), KeyState::Paired { key: None });
    }

    #[test]
    fn not_knowing_changes_nothing() {
        let said = [word(EvidenceSource::Command, PRESENT, 1), word(EvidenceSource::FleetStatus, KeyClaim::Unknown, 9)];
        assert_eq!(fold(&needs_key(), &said, NOW), KeyState::Paired { key: None });
        assert_eq!(fold(&needs_key(), &[], NOW), KeyState::Unknown);
    }

    #[test]
    fn a_suspension_that_nobody_lifted_ends_by_itself() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let rests = word(EvidenceSource::FleetStatus, KeyClaim::Suspended { until: Some(at(9)) }, 2);
        let said = [word(EvidenceSource::Attestation, PRESENT, 1), rests.clone()];
        assert_eq!(fold(&needs_key(), &said, at(8)), KeyState::Suspended { until: Some(at(9)) });
        assert_eq!(fold(&needs_key(), &said, at(9)), KeyState::Disabled);
        let back = [rests, word(EvidenceSource::Attestation, PRESENT, 5)];
        assert_eq!(fold(&needs_key(), &back, at(20)), KeyState::Paired { key: None }, "a later proof brings it back");
    }

    #[test]
    fn a_holder_is_read_as_it_is_written() {
        let account: AccountId = "0199f1d2-7c4e-7d1a-9a57-0e2f6f4f9d11".parse().unwrap();
        for holder in [KeyHolder::Partner("fob.example.com".parse().unwrap()), KeyHolder::Account(account)] {
            assert_eq!(holder.to_string().parse(), Ok(holder));
        }
        assert_eq!("lena".parse::<KeyHolder>(), Err(InvalidKeyHolder));
    }

    #[test]
    fn a_key_domain_is_a_bare_host() {
        assert_eq!("Fob.Example.com".parse::<KeyDomain>().unwrap().as_str(), "fob.example.com");
        for text in ["", "https://fob.example.com", "fob.example.com/", "fob..com", "-a.com", "a b.com", "a.com:80"] {
            assert!(text.parse::<KeyDomain>().is_err(), "{text}");
        }
    }
}
