//! Rate limits in Smartcar's shape: a bucket of requests for each application and for each vehicle.

use jiff::Timestamp;
use openfob_domain::{ApplicationId, Buckets, ConnectionId, RateLimit};

/// The limits of a server; without one, nothing is limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateLimits {
    /// For each application.
    pub application: Option<RateLimit>,
    /// For each vehicle of each application.
    pub vehicle: Option<RateLimit>,
}

/// The buckets of a server.
#[derive(Debug)]
pub(crate) struct AllBuckets {
    applications: Option<Buckets<ApplicationId>>,
    vehicles: Option<Buckets<ConnectionId>>,
}

impl AllBuckets {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self { applications: limits.application.map(Buckets::new), vehicles: limits.vehicle.map(Buckets::new) }
    }

    /// Takes a request out of an application's bucket.
    ///
    /// # Errors
    /// When the next one can be taken.
    pub(crate) fn take_for_application(&self, id: ApplicationId, now: Timestamp) -> Result<(), Timestamp> {
        self.applications.as_ref().map_or(Ok(()), |buckets| buckets.take(id, now))
    }

    /// Takes a request out of a vehicle's bucket.
    ///
    /// # Errors
    /// When the next one can be taken.
    pub(crate) fn take_for_vehicle(&self, id: ConnectionId, now: Timestamp) -> Result<(), Timestamp> {
        self.vehicles.as_ref().map_or(Ok(()), |buckets| buckets.take(id, now))
    }
}
