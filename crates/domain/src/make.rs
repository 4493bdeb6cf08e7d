//! Brand names as Smartcar spells them: upper case in bodies, lower case in paths.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A brand, such as `TESLA`. Which brands exist is the registry's business; this type holds the spelling alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Make(String);

/// Why a text is no make.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a make has 1 to 40 letters, digits or underscores")]
pub struct InvalidMake;

impl Make {
    /// As bodies spell it: `TESLA`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As paths spell it: `tesla`.
    #[must_use]
    pub fn segment(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether a path spells it so.
    #[must_use]
    pub fn is_segment(&self, segment: &str) -> bool {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase()).eq(segment.bytes())
    }
}

impl FromStr for Make {
    type Err = InvalidMake;

    fn from_str(text: &str) -> Result<Self, InvalidMake> {
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if fits { Ok(Self(text.to_ascii_uppercase())) } else { Err(InvalidMake) }
    }
}

impl TryFrom<String> for Make {
    type Error = InvalidMake;

    fn try_from(text: String) -> Result<Self, InvalidMake> {
        text.parse()
    }
}

impl From<Make> for String {
    fn from(make: Make) -> Self {
        make.0
    }
}

impl fmt::Display for Make {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
