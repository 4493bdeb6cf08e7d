//! What the service asks of the program that mounts it: the makers' sign-in, and the one place that records evidence.

use async_trait::async_trait;
use openfob_domain::{AccountId, ApplicationId, Evidence, KeyDomain, KeyRecord, Make, Mode};
use openfob_store::{StoreError, Vehicle};
use url::Url;

/// A sign-in that is to begin.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    /// Real or simulated cars.
    pub mode: Mode,
    /// The brand that the owner chose.
    pub make: &'a Make,
    /// The application, as the owner knows it.
    pub application: &'a str,
    /// The partner under which the account is linked.
    pub partner: &'a KeyDomain,
    /// Where the maker sends the browser back to.
    pub redirect_uri: &'a Url,
    /// Comes back untouched.
    pub state: &'a str,
    /// The PKCE challenge (S256).
    pub challenge: &'a str,
}

/// A sign-in that came back.
#[derive(Clone, Copy, Debug)]
pub struct Complete<'a> {
    /// Real or simulated cars.
    pub mode: Mode,
    /// The brand that the owner chose.
    pub make: &'a Make,
    /// Through which application.
    pub application: ApplicationId,
    /// The partner under which the account is linked.
    pub partner: &'a KeyDomain,
    /// The address that the browser came back to.
    pub redirect_uri: &'a Url,
    /// What it brought.
    pub query: &'a std::collections::BTreeMap<String, String>,
    /// The PKCE verifier.
    pub verifier: &'a str,
}

/// Why a sign-in came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum SignInFailed {
    /// The owner left the page.
    #[error("the owner left the sign-in page")]
    Cancelled,
    /// The maker said no.
    #[error("the maker refused the sign-in")]
    Refused,
    /// The maker, or we, failed.
    #[error("the maker could not be asked")]
    Unavailable,
}

/// The program that mounts the service.
#[async_trait]
pub trait Host: Send + Sync {
    /// The maker's sign-in page; `None` where the make is not served in that mode.
    async fn begin(&self, begin: Begin<'_>) -> Option<Url>;

    /// Links the account that signed in, with the cars that it sees.
    ///
    /// # Errors
    /// Why there is none.
    async fn complete(&self, complete: Complete<'_>) -> Result<AccountId, SignInFailed>;

    /// What is known of an account's CarKey for a car, after asking the maker where its word is due.
    ///
    /// # Errors
    /// When the store fails.
    async fn known(&self, account: AccountId, vehicle: &Vehicle) -> Result<Option<KeyRecord>, StoreError>;

    /// Records evidence of an account's CarKey for a car and tells those who wait.
    ///
    /// # Errors
    /// When the store fails.
    async fn record(&self, account: AccountId, vehicle: &Vehicle, evidence: Evidence) -> Result<(), StoreError>;
}
