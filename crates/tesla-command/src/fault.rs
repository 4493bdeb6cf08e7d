//! Why a car did not take a message.

use std::fmt;

use crate::proto::universal_message::MessageFaultE;

/// A fault of the protocol, by its number in an answer. Numbers that no description names are faults as well.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fault(i32);

macro_rules! faults {
    ($($name:ident = $variant:ident, $meaning:literal;)*) => {
        impl Fault {
            $(
                #[doc = $meaning]
                pub const $name: Self = Self(MessageFaultE::$variant as i32);
            )*

            /// All that have a name.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// What it means, for people.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                    _ => "The car gave a reason that this version does not know.",
                }
            }
        }
    };
}

faults! {
    BUSY = MessagefaultErrorBusy, "The part of the car that is asked is busy.";
    TIMEOUT = MessagefaultErrorTimeout, "The part of the car that is asked did not answer.";
    UNKNOWN_KEY_ID = MessagefaultErrorUnknownKeyId, "The key is not on the car.";
    INACTIVE_KEY = MessagefaultErrorInactiveKey, "The key is switched off.";
    INVALID_SIGNATURE = MessagefaultErrorInvalidSignature, "The signature does not fit the message.";
    INVALID_TOKEN_OR_COUNTER = MessagefaultErrorInvalidTokenOrCounter, "The counter has been used before.";
    INSUFFICIENT_PRIVILEGES = MessagefaultErrorInsufficientPrivileges, "The key's role, or the car's state, forbids it.";
    INVALID_DOMAINS = MessagefaultErrorInvalidDomains, "The message is for another part of the car.";
    INVALID_COMMAND = MessagefaultErrorInvalidCommand, "The car does not know the command.";
    DECODING = MessagefaultErrorDecoding, "The command cannot be read.";
    INTERNAL = MessagefaultErrorInternal, "Something in the car failed, as may happen while it starts.";
    WRONG_PERSONALIZATION = MessagefaultErrorWrongPersonalization, "The message is for another car.";
    BAD_PARAMETER = MessagefaultErrorBadParameter, "The message is malformed.";
    KEYCHAIN_IS_FULL = MessagefaultErrorKeychainIsFull, "The car has no room for another key.";
    INCORRECT_EPOCH = MessagefaultErrorIncorrectEpoch, "The session is from before the car's restart.";
    IV_INCORRECT_LENGTH = MessagefaultErrorIvIncorrectLength, "The nonce does not have 12 bytes.";
    TIME_EXPIRED = MessagefaultErrorTimeExpired, "The message came too late.";
    NOT_PROVISIONED_WITH_IDENTITY = MessagefaultErrorNotProvisionedWithIdentity, "The car has not got its VIN yet.";
    COULD_NOT_HASH_METADATA = MessagefaultErrorCouldNotHashMetadata, "The car could not check the message.";
    TIME_TO_LIVE_TOO_LONG = MessagefaultErrorTimeToLiveTooLong, "The message would be valid for too long.";
    REMOTE_ACCESS_DISABLED = MessagefaultErrorRemoteAccessDisabled, "The owner has switched mobile access off.";
    REMOTE_SERVICE_ACCESS_DISABLED = MessagefaultErrorRemoteServiceAccessDisabled, "Service may not command the car remotely.";
    COMMAND_REQUIRES_ACCOUNT_CREDENTIALS = MessagefaultErrorCommandRequiresAccountCredentials, "The command must come with an account's token.";
    REQUEST_MTU_EXCEEDED = MessagefaultErrorRequestMtuExceeded, "A field of the message is too long.";
    RESPONSE_MTU_EXCEEDED = MessagefaultErrorResponseMtuExceeded, "Done, but the answer does not fit.";
    REPEATED_COUNTER = MessagefaultErrorRepeatedCounter, "The counter was repeated.";
    INVALID_KEY_HANDLE = MessagefaultErrorInvalidKeyHandle, "The key's handle is unknown.";
    REQUIRES_RESPONSE_ENCRYPTION = MessagefaultErrorRequiresResponseEncryption, "The command is answered encrypted only.";
}

impl Fault {
    /// The fault of a number; none for 0.
    #[must_use]
    pub fn from_code(code: i32) -> Option<Self> {
        (code != 0).then_some(Self(code))
    }

    /// The number on the wire.
    #[must_use]
    pub fn code(self) -> i32 {
        self.0
    }

    /// Whether the same command may do later, or in a healed session.
    #[must_use]
    pub fn is_temporary(self) -> bool {
        matches!(self, Self::BUSY | Self::TIMEOUT | Self::INTERNAL) || self.is_of_the_session()
    }

    /// Whether the car did what it was told all the same.
    #[must_use]
    pub fn may_have_succeeded(self) -> bool {
        self == Self::RESPONSE_MTU_EXCEEDED
    }

    /// Whether the session is at fault, and not the command: the car attaches what heals it, else a handshake does.
    #[must_use]
    pub fn is_of_the_session(self) -> bool {
        matches!(
            self,
            Self::INVALID_SIGNATURE
                | Self::INVALID_TOKEN_OR_COUNTER
                | Self::INCORRECT_EPOCH
                | Self::TIME_EXPIRED
                | Self::TIME_TO_LIVE_TOO_LONG
        )
    }
}

/// The name that the protocol's own tools print.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match MessageFaultE::try_from(self.0) {
            Ok(fault) => f.write_str(fault.as_str_name()),
            Err(_) => write!(f, "unrecognized error code {}", self.0),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
