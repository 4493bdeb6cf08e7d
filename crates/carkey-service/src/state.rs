//! The service as handlers are given it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use moka::sync::Cache;
use openfob_carkey::{Code, TrustedCar};
use openfob_domain::{AccountId, ApplicationId, Buckets};
use openfob_store::Store;
use url::Url;

use crate::fault::Fault;
use crate::{Host, Settings, router};

/// The present moment, handed in so that tests and the demo can move it.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Cars whose certificates were believed are kept for this long: a chain costs more to follow than a signature to check.
const TRUSTED_FOR: std::time::Duration = std::time::Duration::from_mins(10);
const MOST_TRUSTED: u64 = 10_000;

/// The service. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct CarKeyService(Arc<Parts>);

/// What the service is made of.
pub struct Parts {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) host: Arc<dyn Host>,
    now: Now,
    pub(crate) trusted: Cache<Vec<Vec<u8>>, TrustedCar>,
    calls: Buckets<AccountId>,
    sign_ins: Buckets<ApplicationId>,
}

impl CarKeyService {
    /// A service over a store.
    #[must_use]
    pub fn new(settings: Settings, store: Store, host: Arc<dyn Host>, now: Now) -> Self {
        let trusted = Cache::builder().max_capacity(MOST_TRUSTED).time_to_live(TRUSTED_FOR).build();
        let (calls, sign_ins) = (Buckets::new(settings.limits.calls), Buckets::new(settings.limits.sign_ins));
        Self(Arc::new(Parts { settings, store, host, now, trusted, calls, sign_ins }))
    }

    /// What apps reach, below [`router::PATH`].
    pub fn router(&self) -> Router {
        router::router(self.clone())
    }
}

impl Parts {
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Counts a call of an account.
    pub(crate) fn take_call(&self, account: AccountId) -> Result<(), Fault> {
        let now = self.now();
        self.calls.take(account, now).map_err(|until| too_often(until, now))
    }

    /// Counts a sign-in that begins.
    pub(crate) fn take_sign_in(&self, application: ApplicationId) -> Result<(), Fault> {
        let now = self.now();
        self.sign_ins.take(application, now).map_err(|until| too_often(until, now))
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.settings.origin.clone();
        url.set_path(path);
        url
    }
}

fn too_often(until: Timestamp, now: Timestamp) -> Fault {
    // Up to the next whole second, so that whoever waits as long as told does not come too early.
    let wait = until.duration_since(now);
    let fault =
        Fault::new(Code::Server, "That was asked too often. Wait, then ask again.").because("carkey.rate_limit");
    fault.retry_after(wait.as_secs() + i64::from(wait.subsec_nanos() > 0))
}

impl Deref for CarKeyService {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Debug for CarKeyService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CarKeyService")
    }
}
