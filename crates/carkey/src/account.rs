//! Whose proof it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The service's name for an account. Opaque: compared, never read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// Why a text names no account.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an account's name has 1 to 128 characters")]
pub struct InvalidAccountId;

impl AccountId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;

    fn try_from(text: String) -> Result<Self, InvalidAccountId> {
        if (1..=128).contains(&text.chars().count()) { Ok(Self(text)) } else { Err(InvalidAccountId) }
    }
}

impl From<AccountId> for String {
    fn from(account: AccountId) -> Self {
        account.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
