//! What goes wrong with a command, and what that means for whoever sent it.

use thiserror::Error;

use crate::fault::Fault;
use crate::proto::errors::GenericErrorE;
use crate::proto::vcsec::WhitelistOperationInformationE;
use crate::randomness::NoRandomness;

/// Why a command was not authorised. Nothing was made that could be sent.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SignError {
    /// There is no session yet: ask the car for one.
    #[error("cannot send authenticated command before establishing a vehicle session")]
    NoSession,
    /// The command is for the other part of the car.
    #[error("the command is for another part of the car than the session")]
    OtherDomain,
    /// The block of counters is used up: take another one.
    #[error("the reserved counters are used up")]
    CountersUsedUp,
    /// The session has no counters left: start a new one; the car begins a new epoch by itself.
    #[error("the session has no counters left")]
    CounterAtEnd,
    /// The command would expire before the session began, or too long after.
    #[error("the command's expiry is out of bounds")]
    Expiry,
    /// The cryptography library refused.
    #[error("the command could not be encrypted")]
    Encryption,
    /// No nonce or id could be drawn.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// Why a command did not do what it should, by the car's own answer.
///
/// The texts are those of Tesla's own client, so that users of its tools find what they know.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CommandError {
    /// Busy, or still waking up.
    #[error("vehicle busy or finishing wake-up")]
    Busy,
    /// The key is not on the car.
    #[error("vehicle rejected request: your public key has not been paired with the vehicle")]
    KeyNotPaired,
    /// A fault of the protocol.
    #[error("{0}")]
    Fault(Fault),
    /// Infotainment understood, and would not.
    #[error("car could not execute command: {0}")]
    Refused(String),
    /// Vehicle security understood, and would not.
    #[error("vcsec could not execute command: genericError:{}", .0.as_str_name())]
    SecurityRefused(GenericErrorE),
    /// A key was not added or removed.
    #[error("keychain operation failed: {}", .0.as_str_name())]
    Keychain(WhitelistOperationInformationE),
    /// A status that no description names.
    #[error("vehicle responded with an unrecognized status code")]
    UnknownStatus,
    /// An answer that cannot be read. The command may have been obeyed.
    #[error("invalid response")]
    BadResponse,
    /// The car answered a request for a session with something that starts none.
    #[error("no session: {0}")]
    NoSession(SessionInfoProblem),
}

/// Why session info was not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SessionInfoProblem {
    /// There is none in the answer.
    #[error("the answer holds no session info")]
    Missing,
    /// It came too long after it was asked for.
    #[error("the session info came too late")]
    Late,
    /// It carries no tag.
    #[error("the session info is not authenticated")]
    NoTag,
    /// It cannot be read, or its epoch does not have 16 bytes.
    #[error("the session info cannot be read")]
    Malformed,
    /// The car says that it has no session for this key.
    #[error("the car has no session for this key")]
    Status,
    /// Its public key is none.
    #[error("the car's public key is invalid")]
    PublicKey,
    /// The tag is wrong.
    #[error("the session info's tag is wrong")]
    Tag,
    /// The car's key is another one than before. A handshake takes the new one.
    #[error("the car's key has changed")]
    OtherCarKey,
}

impl CommandError {
    /// Whether the same command, authorised anew, may do later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy | Self::NoSession(_) => true,
            Self::Fault(fault) => fault.is_temporary(),
            Self::KeyNotPaired
            | Self::Refused(_)
            | Self::SecurityRefused(_)
            | Self::Keychain(_)
            | Self::UnknownStatus
            | Self::BadResponse => false,
        }
    }

    /// Whether the car may have obeyed all the same. Such a command is never sent again.
    #[must_use]
    pub fn may_have_succeeded(&self) -> bool {
        match self {
            Self::BadResponse => true,
            Self::Fault(fault) => fault.may_have_succeeded(),
            Self::Busy
            | Self::KeyNotPaired
            | Self::Refused(_)
            | Self::SecurityRefused(_)
            | Self::Keychain(_)
            | Self::UnknownStatus
            | Self::NoSession(_) => false,
        }
    }

    /// Whether the session was at fault. Session info that came with the answer has healed it already; where none
    /// came, a handshake does.
    #[must_use]
    pub fn is_of_the_session(&self) -> bool {
        match self {
            Self::NoSession(_) => true,
            Self::Fault(fault) => fault.is_of_the_session(),
            _ => false,
        }
    }

    /// Whether the car, in good order, said no to this command.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::SecurityRefused(_) | Self::Keychain(_))
    }
}
