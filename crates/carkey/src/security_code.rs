//! The code that an activation hands back. What the maker's apps use it for was never published.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A security code and its expiry. The expiry is the code's, not CarKey's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityCode {
    /// The code, base64.
    pub security_code: String,
    /// Until when it is good.
    pub security_expiration: Timestamp,
}

impl SecurityCode {
    /// A code of bytes that the caller drew at random.
    #[must_use]
    pub fn new(random: [u8; 16], expires_at: Timestamp) -> Self {
        Self { security_code: BASE64.encode(random), security_expiration: expires_at }
    }
}

impl fmt::Debug for SecurityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecurityCode(until {})", self.security_expiration)
    }
}
