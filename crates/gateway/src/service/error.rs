//! What a service may fail with, and the refusal that it comes to.

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{AdapterError, AdapterErrorKind};
use openfob_domain::{AccountIssue, Billing, Refusal, ServerFault, UpstreamFault};
use openfob_store::{PartnerError, StoreError};

/// Why a service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceError {
    /// A "no" that the caller is told as it is.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The automaker's "no".
    #[error(transparent)]
    Adapter(#[from] AdapterError),
    /// The car's own "no".
    #[error("the car did not obey: {0:?}")]
    Car(AdapterErrorKind),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No partner could be found or made.
    #[error(transparent)]
    Partner(PartnerError),
    /// The stored account names an adapter that this server runs without.
    #[error("no adapter named {0} is configured")]
    AdapterMissing(String),
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PartnerError> for ServiceError {
    fn from(error: PartnerError) -> Self {
        match error {
            PartnerError::Store(error) => Self::Store(error),
            other => Self::Partner(other),
        }
    }
}

impl ServiceError {
    /// The refusal that the caller is told.
    pub(crate) fn refusal(&self, now: Timestamp) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::Store(_) | Self::Partner(_) | Self::AdapterMissing(_) => Refusal::Server(ServerFault::Internal),
            Self::Adapter(error) => refusal(error.kind, now),
            Self::Car(kind) => refusal(*kind, now),
        }
    }
}

fn refusal(kind: AdapterErrorKind, now: Timestamp) -> Refusal {
    match kind {
        AdapterErrorKind::TokenRejected => Refusal::ConnectedServicesAccount(AccountIssue::AuthenticationFailed),
        AdapterErrorKind::Forbidden => Refusal::Permission,
        AdapterErrorKind::Account(issue) => Refusal::ConnectedServicesAccount(issue),
        AdapterErrorKind::Vehicle(condition) => Refusal::VehicleState(condition),
        AdapterErrorKind::Capability(capability) => Refusal::Compatibility(capability),
        AdapterErrorKind::RateLimited { retry_after } => {
            let wait = SignedDuration::try_from(retry_after).unwrap_or(SignedDuration::from_mins(1));
            Refusal::VehicleRateLimit { retry_at: now.checked_add(wait).unwrap_or(now) }
        }
        AdapterErrorKind::Upstream(fault) => Refusal::Upstream(fault),
        AdapterErrorKind::OtherRegion(_) | AdapterErrorKind::Partner(_) => Refusal::Upstream(UpstreamFault::KnownIssue),
        AdapterErrorKind::CapReached => Refusal::Billing(Billing::VehicleRequestLimit),
        AdapterErrorKind::Internal => Refusal::Server(ServerFault::Internal),
    }
}
