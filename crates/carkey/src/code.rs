//! The error numbers of the maker's mobile SDK (2.3), as far as CarKey and what leads to it use them. The meanings are in
//! our words; callers match on the number alone.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $meaning:literal;)*) => {
        /// A number of the SDK's error table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u16", into = "u16")]
        pub enum Code {
            $(#[doc = concat!(stringify!($number), ": ", $meaning, ".")] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The number.
            #[must_use]
            pub fn number(self) -> u16 {
                match self { $(Self::$name => $number,)* }
            }

            /// What it means, in a few words.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    Unknown = 2000, "unknown error";
    BadlyConfigured = 2006, "the core is badly configured";
    ParameterMissing = 2101, "a parameter is missing";
    ParameterInvalid = 2102, "a parameter is invalid";
    Timeout = 2201, "the other side took too long";
    NoInternet = 2202, "no internet";
    BadAnswer = 2203, "the answer cannot be read";
    Server = 2204, "the server refused";
    CarLink = 2205, "the link to the car failed";
    SignInNeeded = 2301, "sign in again";
    StrongAuthenticationNeeded = 2302, "a one-time code is needed";
    SmsCodeWrong = 2305, "the SMS code is wrong";
    SmsCodeExpired = 2306, "the SMS code has expired";
    NoPhoneNumber = 2307, "the account has no phone number";
    AccessRefused = 2308, "the PIN or code was refused";
    AccountBlocked = 2310, "the account is blocked";
    DeviceUnknown = 2312, "this phone is not enrolled";
    SecretUnchanged = 2315, "the new PIN equals the old one";
    ForbiddenInThisState = 2317, "not possible in this state";
    SwitchBluetoothOn = 2341, "Bluetooth or location is off";
    NotPaired = 2342, "the phone is not paired with the vehicle";
    NoSuchSteps = 2346, "no steps of this number";
    KeyPosition = 2354, "the key's position in the car is invalid";
    SignatureInvalid = 2355, "the signature is invalid";
    TimestampInvalid = 2356, "the time is invalid";
    VinNotValid = 2366, "the VIN is not valid for this request";
    PhoneNumberTaken = 2390, "a phone number is registered already";
}

impl From<Code> for u16 {
    fn from(code: Code) -> Self {
        code.number()
    }
}

/// A number that the table above does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no error number of CarKey")]
pub struct UnknownCode(u16);

impl TryFrom<u16> for Code {
    type Error = UnknownCode;

    fn try_from(number: u16) -> Result<Self, UnknownCode> {
        Self::ALL.iter().copied().find(|code| code.number() == number).ok_or(UnknownCode(number))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.number(), self.meaning())
    }
}

/// What tells two causes of one number apart: the car link's own numbers (`505.000`), or a word of ours (`carkey.not_inside`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SubError(pub &'static str);

impl fmt::Display for SubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
