//! Vehicle identification numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A vehicle identification number: 17 upper-case letters and digits.
///
/// The letters I, O and Q, which ISO 3779 leaves out, are accepted: Smartcar's published test numbers carry them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Vin(String);

/// Why a text is no VIN.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a VIN has 17 letters and digits")]
pub struct InvalidVin;

impl Vin {
    /// The VIN as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four characters: enough for an owner to tell two cars apart, too few to name one.
    #[must_use]
    pub fn ending(&self) -> &str {
        &self.0[13..]
    }
}

impl FromStr for Vin {
    type Err = InvalidVin;

    fn from_str(text: &str) -> Result<Self, InvalidVin> {
        let vin = text.trim().to_ascii_uppercase();
        if vin.len() == 17 && vin.bytes().all(|b| b.is_ascii_alphanumeric()) { Ok(Self(vin)) } else { Err(InvalidVin) }
    }
}

impl TryFrom<String> for Vin {
    type Error = InvalidVin;

    fn try_from(text: String) -> Result<Self, InvalidVin> {
        text.parse()
    }
}

impl From<Vin> for String {
    fn from(vin: Vin) -> Self {
        vin.0
    }
}

impl fmt::Display for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A VIN is personal data: logs and panics show its ending alone.
impl fmt::Debug for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vin(…{})", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_seventeen_letters_and_digits_in_any_case() {
        let vin: Vin = "5yj3e1ea7mf000001".parse().unwrap();
        assert_eq!(vin.as_str(), "5YJ3E1EA7MF000001");
        assert_eq!(vin.ending(), "0001");
        assert_eq!(format!("{vin:?}"), "Vin(…0001)");
    }

    #[test]
    fn refuses_other_lengths_and_signs() {
        for text in ["", "5YJ3E1EA7MF00000", "5YJ3E1EA7MF0000011", "5YJ3E1EA7MF00000é", "5YJ3E1EA7MF 00001"] {
            assert_eq!(text.parse::<Vin>(), Err(InvalidVin), "{text}");
        }
    }
}
