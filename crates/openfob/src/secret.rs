//! A text that shows itself only where that is asked for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A client secret, token or code. `Debug` hides it; serialising it does not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    /// The text itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Its first four characters, enough to tell two apart.
    pub(crate) fn abbreviated(&self) -> String {
        abbreviated(&self.0)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The first four characters of a long text and an ellipsis.
pub(crate) fn abbreviated(text: &str) -> String {
    text.chars().take(4).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_it() {
        let secret: Secret = serde_json::from_str("\"9d0c\"").unwrap();
        assert_eq!(format!("{secret:?}"), "[redacted]");
    }
}
