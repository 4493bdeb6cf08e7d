//! What is said on the car link.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Nonce, PhoneId, Relay, Uin, VehicleId};

/// A refusal, in the numbers of the car link: a first code of three digits and a second one, `000` where it is plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LinkError {
    /// The first code.
    pub code: u16,
    /// The second code.
    #[serde(default)]
    pub second: u16,
}

impl LinkError {
    /// 400: a message that does not fit.
    pub const BAD_REQUEST: Self = Self::plain(400);
    /// 403: no right to this car; the phone is not paired.
    pub const NO_ACCESS: Self = Self::plain(403);
    /// 404: no car found.
    pub const NOT_DISCOVERED: Self = Self::plain(404);
    /// 504: the car has as many sessions as it can.
    pub const TOO_MANY_SESSIONS: Self = Self::plain(504);
    /// 503: the car cannot answer now.
    pub const UNAVAILABLE: Self = Self::plain(503);
    /// 505: the link was lost.
    pub const CONNECTION_LOST: Self = Self::plain(505);

    /// A code without a second one.
    #[must_use]
    pub const fn plain(code: u16) -> Self {
        Self { code, second: 0 }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}.{:03}", self.code, self.second)
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Message {
    /// The phone's first word.
    Hello {
        /// Which phone.
        phone: PhoneId,
    },
    /// The car's answer: the session is open.
    Welcome {
        /// Which car.
        vin: VehicleId,
        /// Its connection module.
        uin: Uin,
        /// The head unit's model: `NAC`, `RCC`, `IVI`…
        model: String,
        /// The protocol's version.
        version: String,
    },
    /// The phone asks for an attestation.
    Attest {
        /// The service's challenge.
        nonce: Nonce,
    },
    /// The car's attestation.
    Attested {
        /// To be handed on as it is.
        relay: Relay,
    },
    /// The car refuses what was asked last.
    Refused {
        /// Why.
        error: LinkError,
    },
    /// Either side ends the session.
    Bye,
}
