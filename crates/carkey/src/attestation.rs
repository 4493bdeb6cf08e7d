//! What a car says of itself, its key and the phone that asks, and signs.

use std::ops::Deref;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Nonce, PhoneId, Uin, VehicleId};

/// The version of the form below.
const VERSION: u8 = 1;

/// The longest form that is read, in bytes.
const LONGEST: usize = 2048;

/// Where the key stands in the contact (the head unit's `engine.keyCarPosition`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum ContactPosition {
    /// 0: off.
    Stop,
    /// 1: ignition on.
    Contact,
    /// 2: the starter turns.
    Starting,
    /// 3: none of these.
    Free,
}

impl ContactPosition {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Stop, Self::Contact, Self::Starting, Self::Free];
}

impl From<ContactPosition> for u8 {
    fn from(position: ContactPosition) -> Self {
        match position {
            ContactPosition::Stop => 0,
            ContactPosition::Contact => 1,
            ContactPosition::Starting => 2,
            ContactPosition::Free => 3,
        }
    }
}

impl TryFrom<u8> for ContactPosition {
    type Error = MalformedAttestation;

    fn try_from(number: u8) -> Result<Self, MalformedAttestation> {
        Self::ALL.get(usize::from(number)).copied().ok_or(MalformedAttestation)
    }
}

/// Where the phone's holder is, seen from the car (the car link's vehicle zone).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// Inside.
    Inner,
    /// Beside it.
    Short,
    /// In its neighbourhood.
    Extend,
    /// It cannot tell.
    Unknown,
}

/// How the car and the phone that asks are linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneLink {
    /// Which phone asks.
    pub id: PhoneId,
    /// Whether it is paired with the car.
    pub paired: bool,
    /// Whether its Bluetooth link is up.
    pub connected: bool,
}

/// What a car attests, at one moment, for one challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attestation {
    #[serde(rename = "v")]
    version: u8,
    /// The car.
    pub vin: VehicleId,
    /// Its connection module.
    pub uin: Uin,
    /// Whether a key of the car is in it.
    pub key_present: bool,
    /// Where the key stands in the contact.
    pub key_car_position: ContactPosition,
    /// Where the phone's holder is.
    pub zone: Zone,
    /// The phone that asks.
    pub phone: PhoneLink,
    /// The challenge that this answers.
    pub nonce: Nonce,
    /// When, by the car's clock.
    pub timestamp: Timestamp,
}

/// An attestation that was read under the signature of the car that it names ([`crate::TrustedCar::read`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested(pub(crate) Attestation);

impl Deref for Attested {
    type Target = Attestation;

    fn deref(&self) -> &Attestation {
        &self.0
    }
}

/// Bytes that are no attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no attestation of a car")]
pub struct MalformedAttestation;

impl Attestation {
    /// An attestation of this version.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "each is one thing that the car senses, and none has a default")]
    pub fn new(
        vin: VehicleId,
        uin: Uin,
        key_present: bool,
        key_car_position: ContactPosition,
        zone: Zone,
        phone: PhoneLink,
        nonce: Nonce,
        timestamp: Timestamp,
    ) -> Self {
        Self { version: VERSION, vin, uin, key_present, key_car_position, zone, phone, nonce, timestamp }
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // A structure of texts, numbers and flags: there is nothing in it that JSON could not hold.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads signed bytes.
    ///
    /// # Errors
    /// When they are not of this form or of another version.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedAttestation> {
        if bytes.len() > LONGEST {
            return Err(MalformedAttestation);
        }
        let attestation: Self = serde_json::from_slice(bytes).map_err(|_| MalformedAttestation)?;
        if attestation.version == VERSION { Ok(attestation) } else { Err(MalformedAttestation) }
    }
}
