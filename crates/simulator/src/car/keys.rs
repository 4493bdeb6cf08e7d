//! Digital keys: partners' virtual keys in the car.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

/// How many partners' keys a car holds at most: of its 20 places one is the owner's phone.
pub(crate) const MOST_KEYS: usize = 19;
/// For how long a removed key is remembered, so that whoever lags behind can still tell of it.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// The keys of one car.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Keys {
    /// Partners' virtual keys, with those removed lately.
    #[serde(deserialize_with = "virtual_keys")]
    pub(crate) virtual_keys: Vec<VirtualKey>,
}

/// A partner's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VirtualKey {
    /// Its name on the car's screen: the partner's key domain.
    pub(crate) name: String,
    /// The uncompressed P-256 point in hexadecimal; `None`: known by its name alone.
    pub(crate) public_key: Option<String>,
    /// When it came onto the car, which may lie ahead.
    pub(crate) added: Timestamp,
    pub(crate) removed: Option<Timestamp>,
    /// Listed, and good for nothing: the car refuses what it signs.
    pub(crate) half_installed: bool,
}

impl VirtualKey {
    fn is_present(&self, now: Timestamp) -> bool {
        self.removed.is_none() && self.added <= now
    }

    /// Whether someone who is told of changes late believes it to be on the car.
    pub(crate) fn is_told(&self, now: Timestamp, lag: SignedDuration) -> bool {
        let then = now.checked_sub(lag).unwrap_or(now);
        self.added <= then && self.removed.is_none_or(|removed| removed > then)
    }
}

impl Keys {
    /// The keys on the car.
    pub(crate) fn present(&self, now: Timestamp) -> impl Iterator<Item = &VirtualKey> {
        self.virtual_keys.iter().filter(move |key| key.is_present(now))
    }

    /// Whether a key of this name is on the car.
    pub(crate) fn has(&self, name: &str, now: Timestamp) -> bool {
        self.present(now).any(|key| key.name == name)
    }

    /// The keys by name, each with when it was added.
    pub(crate) fn by_name(&self, now: Timestamp) -> BTreeMap<&str, Timestamp> {
        self.present(now).map(|key| (key.name.as_str(), key.added)).collect()
    }

    /// Adds a key, which mends one that was half installed; false where no more fit.
    pub(crate) fn add(&mut self, key: VirtualKey, now: Timestamp) -> bool {
        self.virtual_keys.retain(|known| known.removed.is_none_or(|removed| now.duration_since(removed) < REMEMBERED));
        let same = |known: &&VirtualKey| {
            known.removed.is_none() && known.name == key.name && known.public_key == key.public_key
        };
        if self.virtual_keys.iter().any(|known| same(&known)) {
            return true;
        }
        // A key that was known by its name alone is now known better.
        let nameless =
            |known: &VirtualKey| known.removed.is_none() && known.name == key.name && known.public_key.is_none();
        self.virtual_keys.retain(|known| !nameless(known));
        if self.virtual_keys.iter().filter(|known| known.removed.is_none()).count() >= MOST_KEYS {
            return false;
        }
        self.virtual_keys.push(key);
        true
    }

    /// Gives the keys that are known by this name alone their public half.
    pub(crate) fn learn(&mut self, name: &str, public_key: &str) {
        for key in self.virtual_keys.iter_mut().filter(|key| key.name == name && key.public_key.is_none()) {
            key.public_key = Some(public_key.to_owned());
        }
    }

    /// Removes the keys that fit, and gives the name of one.
    pub(crate) fn remove(&mut self, now: Timestamp, fits: impl Fn(&VirtualKey) -> bool) -> Option<String> {
        let mut name = None;
        for key in self.virtual_keys.iter_mut().filter(|key| key.removed.is_none() && fits(key)) {
            key.removed = Some(now);
            name = Some(key.name.clone());
        }
        name
    }
}

/// Reads keys, also as earlier state files have them: by name, with when each was added.
fn virtual_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<VirtualKey>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Keys(Vec<VirtualKey>),
        Names(BTreeMap<String, Timestamp>),
    }
    let by_name = |(name, added)| VirtualKey { name, public_key: None, added, removed: None, half_installed: false };
    Ok(match Written::deserialize(deserializer)? {
        Written::Keys(keys) => keys,
        Written::Names(names) => names.into_iter().map(by_name).collect(),
    })
}
