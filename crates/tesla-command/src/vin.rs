//! The name of a car.

use std::fmt;

use thiserror::Error;

/// The 17 characters that name a car. Every signature is bound to them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Vin(String);

/// A vehicle identification number that cannot be one.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a VIN has 17 letters and digits")]
pub struct InvalidVin;

impl Vin {
    /// Reads a VIN.
    pub fn new(vin: &str) -> Result<Self, InvalidVin> {
        let valid = vin.len() == 17 && vin.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if valid { Ok(Self(vin.to_owned())) } else { Err(InvalidVin) }
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
impl Vin {
    /// A name as the vectors have it, of any length.
    pub(crate) fn of_a_vector(name: &str) -> Self {
        Self(name.to_owned())
    }
}

/// Says nothing of the car: VINs are in no log.
impl fmt::Debug for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vin(..)")
    }
}
