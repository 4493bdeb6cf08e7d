//! Names of the things that meet at an activation: the car, its connection module, the phone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is no name of its kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{what}: expected 1 to {most} {characters}")]
pub struct InvalidName {
    what: &'static str,
    most: usize,
    characters: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $most:literal, $characters:literal, $is_valid:expr, $normal:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                let text: String = $normal(text.trim());
                if (1..=$most).contains(&text.len()) && text.bytes().all($is_valid) {
                    Ok(Self(text))
                } else {
                    Err(InvalidName { what: $what, most: $most, characters: $characters })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A vehicle identification number as CarKey carries it. Production numbers have 17 characters; the maker's published
    /// samples have 17 or 18, so that only the alphabet and a bound are checked here.
    VehicleId,
    "a VIN",
    32,
    "letters and digits",
    |byte: u8| byte.is_ascii_alphanumeric(),
    |text: &str| text.to_ascii_uppercase()
);

name!(
    /// The unique number of a car's connection module (UIN). Another module in the same car has another one.
    Uin,
    "a UIN",
    64,
    "letters, digits and dashes",
    |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-',
    str::to_owned
);

name!(
    /// The name under which a phone is enrolled and under which it is paired with a car.
    PhoneId,
    "a phone's name",
    128,
    "letters, digits, dots, dashes, colons and underscores",
    |byte: u8| byte.is_ascii_alphanumeric() || b".-:_".contains(&byte),
    str::to_owned
);
