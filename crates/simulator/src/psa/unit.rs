//! What a car and the phone in it sense, and what the maker says of its CarKey.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use openfob_carkey::link::Senses;
use openfob_carkey::{ContactPosition, PhoneId, Zone};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::app::Walk;
use super::authority::Module;
use crate::car::Car;

/// One car's side of CarKey. Every condition holds until a switch changes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Unit {
    /// `None` until it is first asked for.
    pub(crate) module: Option<Module>,
    /// How many modules the car has had.
    pub(crate) modules: u32,
    /// Whether a key of the car is in it.
    pub(crate) key: bool,
    /// `engine.keyCarPosition`, 0 to 3.
    pub(crate) ignition: u8,
    /// Whether Bluetooth is on at the phone.
    pub(crate) bluetooth: bool,
    /// Whether the phone has an internet connection.
    pub(crate) internet: bool,
    /// Whether the phone that asks is paired with the car.
    pub(crate) paired: bool,
    /// Whether the link holds.
    pub(crate) link: bool,
    /// Whether the phone's holder is inside.
    pub(crate) inside: bool,
    /// How far the car's clock is ahead, in seconds.
    pub(crate) clock: i64,
    pub(crate) garbage: Garbage,
    /// The maker's last word on the proof.
    pub(crate) word: Option<Word>,
    /// Signed-in apps, by the phone's name.
    pub(crate) phones: BTreeMap<String, Session>,
    /// What the app did last.
    pub(crate) last: Option<Walk>,
}

/// An app that is signed in at a CarKey service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) service: String,
    pub(crate) user: String,
    pub(crate) access: String,
}

/// Who talks nonsense.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Garbage {
    #[default]
    None,
    /// The car, in place of frames.
    Link,
    /// The car's signature is another one's.
    Signature,
    /// The maker's cloud, asked about the key.
    Cloud,
}

/// What the maker's cloud says of a proof, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(crate) enum Word {
    Suspended { until: Timestamp, at: Timestamp },
    Disabled { at: Timestamp },
}

impl Default for Unit {
    fn default() -> Self {
        Self {
            module: None,
            modules: 0,
            key: true,
            ignition: 1,
            bluetooth: true,
            internet: true,
            paired: true,
            link: true,
            inside: true,
            clock: 0,
            garbage: Garbage::None,
            word: None,
            phones: BTreeMap::new(),
            last: None,
        }
    }
}

impl Unit {
    /// What the car senses at `now`, asked by this phone. `None` where the car has no module or an unusual VIN.
    pub(crate) fn senses(&self, car: &Car, phone: Option<&PhoneId>, now: Timestamp) -> Option<Senses> {
        Some(Senses {
            vin: car.vin.parse().ok()?,
            uin: self.module.as_ref()?.uin.parse().ok()?,
            model: "IVI".to_owned(),
            paired: phone.filter(|_| self.paired).cloned().into_iter().collect(),
            connected: self.link && self.bluetooth,
            key_present: self.key,
            key_car_position: ContactPosition::try_from(self.ignition).ok()?,
            zone: if self.inside { Zone::Inner } else { Zone::Short },
            clock: now.checked_add(SignedDuration::from_secs(self.clock)).unwrap_or(now),
        })
    }

    /// As the switches' HTTP interface tells it.
    pub(crate) fn describe(&self) -> Value {
        json!({
            "uin": self.module.as_ref().map(|module| &module.uin),
            "key": self.key,
            "ignition": self.ignition,
            "bluetooth": self.bluetooth,
            "internet": self.internet,
            "paired": self.paired,
            "link": self.link,
            "inside": self.inside,
            "clock": self.clock,
            "garbage": self.garbage,
            "cloud": self.word,
            "last": self.last,
        })
    }
}
