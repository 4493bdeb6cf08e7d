//! Account links: an owner's authorisation at their automaker, under one partner.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_domain::{KeyDomain, Make, Permission, Platform, Scope, Vin};
use secrecy::SecretString;
use url::Url;

use crate::AdapterError;

/// Who the automaker knows us as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Partner {
    /// The domain that names the partner and its key.
    pub key_domain: KeyDomain,
}

/// What a sign-in page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'a> {
    /// Under which partner.
    pub partner: &'a Partner,
    /// The brand that the owner chose.
    pub make: &'a Make,
    /// The application's name, as the owner knows it.
    pub application: &'a str,
    /// What the application asks for.
    pub scope: &'a Scope,
    /// Where the browser returns.
    pub redirect_uri: &'a Url,
    /// Returned untouched.
    pub state: &'a str,
}

/// Why a sign-in came back without an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefused {
    /// The owner left the page.
    Cancelled,
    /// The account has no vehicles.
    NoVehicles,
    /// No connected-services subscription is active.
    Subscription,
    /// The car cannot be connected.
    Incompatible {
        /// Which car, where the automaker tells.
        vin: Option<Vin>,
        /// Its make, model and year as the automaker put them.
        make: Option<String>,
        /// See `make`.
        model: Option<String>,
        /// See `make`.
        year: Option<String>,
    },
    /// The automaker gave another reason.
    Other(String),
}

/// The tokens of a link.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Sent with each request.
    pub access: SecretString,
    /// Exchanged for the next pair.
    pub refresh: SecretString,
    /// How long the access token is good for, from now on.
    pub expires_in: SignedDuration,
}

/// An account as it is after sign-in or refresh.
#[derive(Clone, Debug)]
pub struct LinkedAccount {
    /// The automaker's name for the account; it never changes.
    pub subject: String,
    /// What the owner signs in with, where the automaker tells.
    pub email: Option<String>,
    /// Through which generation of the interface it is linked.
    pub platform: Platform,
    /// What the owner gave us there.
    pub permissions: BTreeSet<Permission>,
    /// Its tokens.
    pub tokens: Tokens,
}

/// Who asks: an access token that is good now, and the partner that it was given to.
#[derive(Clone, Debug)]
pub struct Session {
    /// Under which partner.
    pub partner: Partner,
    /// The access token.
    pub access: SecretString,
}

/// Sign-in and tokens at one automaker.
#[async_trait]
pub trait AccountLink: Send + Sync {
    /// The address of the automaker's sign-in page.
    fn begin(&self, sign_in: SignIn<'_>) -> Url;

    /// Reads what the browser brought back from there: a code, or why there is none.
    ///
    /// # Errors
    /// The automaker's reason, in our words.
    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused>;

    /// Exchanges the code.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn complete(&self, partner: &Partner, code: &str, redirect_uri: &Url) -> Result<LinkedAccount, AdapterError>;

    /// Exchanges a refresh token for the next pair.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn refresh(&self, partner: &Partner, refresh: &SecretString) -> Result<LinkedAccount, AdapterError>;

    /// Gives the link up at the automaker.
    ///
    /// # Errors
    /// What the automaker refused; the link may then live on there until its tokens expire.
    async fn revoke(&self, session: &Session) -> Result<(), AdapterError>;
}
