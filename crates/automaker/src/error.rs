//! What an automaker refuses, as three answers: what went wrong, whether it may have happened, whether a retry helps.

use std::time::Duration;

use openfob_domain::{AccountIssue, Capability, UpstreamFault, VehicleCondition};

use crate::HttpError;

/// An automaker's "no".
#[derive(Debug, thiserror::Error)]
#[error("{automaker}: {kind:?}")]
pub struct AdapterError {
    /// The adapter's name.
    pub automaker: &'static str,
    /// What went wrong.
    pub kind: AdapterErrorKind,
    /// Whether what was asked may have happened all the same.
    pub effect: Effect,
    /// What lay below.
    #[source]
    pub source: Option<HttpError>,
}

/// What went wrong at an automaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdapterErrorKind {
    /// The access token is not accepted; a refresh may mend it.
    TokenRejected,
    /// The account lacks the permission there.
    Forbidden,
    /// The account stands in the way.
    Account(AccountIssue),
    /// The car's condition stands in the way.
    Vehicle(VehicleCondition),
    /// The car or the interface cannot do it.
    Capability(Capability),
    /// The automaker limits this vehicle.
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The automaker failed, or said what we do not understand.
    Upstream(UpstreamFault),
    /// The account is kept in this region; the same call succeeds there.
    OtherRegion(&'static str),
    /// The automaker does not know us as it should; the operator can mend it.
    Partner(PartnerIssue),
    /// Our own [`crate::Ledger`] allows no more calls of this kind; nothing was sent.
    CapReached,
    /// Something failed on our own side; nothing was sent.
    Internal,
}

/// Why the automaker does not take us for a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerIssue {
    /// We have no credentials to show.
    NoCredentials,
    /// It refuses our credentials.
    CredentialsRefused,
    /// It knows us, but not in the account's region.
    NotRegistered,
    /// It has stopped serving us: unpaid, or over its own limit.
    Suspended,
}

/// Whether something refused may have happened all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It did not happen.
    NotApplied,
    /// An unlock that timed out may have opened the door.
    MayHaveApplied,
}

impl AdapterError {
    /// A refusal that the automaker spelt out: nothing happened.
    #[must_use]
    pub fn refused(automaker: &'static str, kind: AdapterErrorKind) -> Self {
        Self { automaker, kind, effect: Effect::NotApplied, source: None }
    }

    /// A failure on the way there or back.
    #[must_use]
    pub fn failed(automaker: &'static str, source: HttpError) -> Self {
        let kind = AdapterErrorKind::Upstream(match source {
            HttpError::Connect(_) | HttpError::Timeout(_) | HttpError::Broken(_) => UpstreamFault::NoResponse,
            HttpError::Body { .. } | HttpError::TooLarge { .. } => UpstreamFault::InvalidData,
        });
        let effect = if matches!(source, HttpError::Connect(_)) { Effect::NotApplied } else { Effect::MayHaveApplied };
        Self { automaker, kind, effect, source: Some(source) }
    }
}
