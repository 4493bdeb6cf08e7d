//! A message on its way to a car, and what came back.

use std::fmt;

use jiff::Timestamp;

use super::answer::{Answer, Expected};
use crate::domain::Domain;
use crate::window::Window;

/// Bytes of a routing address and of a message's id.
pub(crate) const ID_LENGTH: usize = 16;

/// A message for a car, and what its answer is checked with. It is for one car and one use.
pub struct Request {
    pub(super) bytes: Vec<u8>,
    pub(super) domain: Domain,
    pub(super) address: [u8; ID_LENGTH],
    pub(super) uuid: [u8; ID_LENGTH],
    pub(super) sent_at: Timestamp,
    /// Empty without a signature.
    pub(super) hash: Vec<u8>,
    pub(super) answers: Option<Window>,
    pub(super) expected: Expected,
}

/// What a message from a car means for a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// It answers the request.
    Answer(Answer),
    /// It says that the request has arrived; the answer follows in another message. Over the Fleet API none does.
    Notice,
    /// It is not for this request, or not to be trusted; the answer may still come.
    Ignored(Ignored),
}

/// Why a message was not taken as an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// It cannot be read.
    Malformed,
    /// It comes from another part of the car, or does not say from which.
    Source,
    /// It is addressed to someone else, or to everyone.
    Destination,
    /// It answers another request.
    OtherRequest,
    /// It is encrypted, and not with this session, or for another request.
    Undecryptable,
    /// It was received before.
    Repeated,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is no message",
            Self::Source => "it does not come from the part of the vehicle that was asked",
            Self::Destination => "it is addressed to someone else",
            Self::OtherRequest => "it answers another request",
            Self::Undecryptable => "it was not encrypted in this session, or changed on the way",
            Self::Repeated => "it was received before",
        })
    }
}

impl Request {
    /// The message to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The part of the car that it is for.
    #[must_use]
    pub fn domain(&self) -> Domain {
        self.domain
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("domain", &self.domain)
            .field("expected", &self.expected)
            .finish_non_exhaustive()
    }
}
