//! What the service asks a car to sign: fresh, for one account and one phone, good for one answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccountId, PhoneId, VehicleId};

/// A nonce's length, in bytes.
pub const CHALLENGE_BYTES: usize = 32;

/// The number that an attestation answers. Random, never given out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce([u8; CHALLENGE_BYTES]);

/// A text that is no nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nonce is 32 bytes in base64url, without padding")]
pub struct InvalidNonce;

impl Nonce {
    /// A nonce of these bytes, which the caller drew at random.
    #[must_use]
    pub fn new(bytes: [u8; CHALLENGE_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; CHALLENGE_BYTES] {
        &self.0
    }
}

impl TryFrom<String> for Nonce {
    type Error = InvalidNonce;

    fn try_from(text: String) -> Result<Self, InvalidNonce> {
        let bytes = BASE64URL.decode(text).map_err(|_| InvalidNonce)?;
        bytes.try_into().map(Self).map_err(|_| InvalidNonce)
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> Self {
        BASE64URL.encode(nonce.0)
    }
}

/// A challenge as the service keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// What the car is to sign.
    pub nonce: Nonce,
    /// For whose proof.
    pub account: AccountId,
    /// The enrolled phone that asked.
    pub phone: PhoneId,
    /// The car that was chosen before, if one was. Without it the car that answers is the one meant.
    pub vehicle: Option<VehicleId>,
    /// When it was given out.
    pub issued_at: Timestamp,
    /// Until when it may be answered.
    pub expires_at: Timestamp,
    /// When it was answered, rightly or wrongly.
    pub used_at: Option<Timestamp>,
}

impl Challenge {
    /// A challenge given out at `now` and good for `lifetime`.
    #[must_use]
    pub fn new(
        nonce: Nonce,
        account: AccountId,
        phone: PhoneId,
        vehicle: Option<VehicleId>,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Self {
        let expires_at = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        Self { nonce, account, phone, vehicle, issued_at: now, expires_at, used_at: None }
    }
}
