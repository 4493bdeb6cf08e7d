//! Account links: an owner's authorisation at their automaker, under one partner.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_domain::{ApplicationId, KeyDomain, Make, Permission, Platform, Scope, Vin};
use secrecy::SecretString;
use url::Url;

use crate::AdapterError;

/// Who the automaker knows us as. The key domain alone tells one partner from another.
#[derive(Clone, Debug)]
pub struct Partner {
    /// The domain that names the partner and its key.
    pub key_domain: KeyDomain,
    /// What it signs in with at the automaker; `None` where the operator gave nothing.
    pub client: Option<Client>,
}

/// A partner's credentials at the automaker.
#[derive(Clone, Debug)]
pub struct Client {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: SecretString,
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
    /// The S256 challenge (RFC 7636) of the verifier that the code is exchanged with.
    pub challenge: &'a str,
    /// The owner's language, as a tag such as `de`.
    pub language: &'a str,
    /// Whether the owner has to sign in even where their browser is signed in already, so that they can choose another
    /// account.
    pub fresh_login: bool,
}

/// What the browser came back with, and what it left with.
#[derive(Clone, Copy, Debug)]
pub struct Returned<'a> {
    /// The automaker's code.
    pub code: &'a str,
    /// The verifier whose challenge the sign-in carried.
    pub verifier: &'a str,
    /// Where the browser returned to.
    pub redirect_uri: &'a Url,
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
    /// Where the automaker keeps the account, in its own word; `None` where it has no regions.
    pub region: Option<String>,
    /// Its tokens.
    pub tokens: Tokens,
}

/// What a refresh brought.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// What the owner gives us now; they may have taken something back.
    pub permissions: BTreeSet<Permission>,
    /// The next pair.
    pub tokens: Tokens,
}

/// Who asks: an access token that is good now, the partner that it was given to, and on whose behalf.
#[derive(Clone, Debug)]
pub struct Session {
    /// Under which partner.
    pub partner: Partner,
    /// The access token.
    pub access: SecretString,
    /// See [`LinkedAccount::region`].
    pub region: Option<String>,
    /// The application that the calls are for, as [`crate::Ledger`] counts them; `None`: none in particular.
    pub application: Option<ApplicationId>,
}

/// Sign-in and tokens at one automaker.
#[async_trait]
pub trait AccountLink: Send + Sync {
    /// The automaker's sign-in page, without what is asked for.
    fn sign_in_page(&self) -> Url;

    /// The address that an owner is sent to.
    ///
    /// # Errors
    /// [`crate::AdapterErrorKind::Partner`] where the automaker does not know the partner.
    fn begin(&self, sign_in: SignIn<'_>) -> Result<Url, AdapterError>;

    /// Reads what the browser brought back from there: a code, or why there is none.
    ///
    /// # Errors
    /// The automaker's reason, in our words.
    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused>;

    /// Exchanges the code.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn complete(&self, partner: &Partner, returned: Returned<'_>) -> Result<LinkedAccount, AdapterError>;

    /// Exchanges a refresh token for the next pair, in the account's region.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn refresh(
        &self,
        partner: &Partner,
        refresh: &SecretString,
        region: Option<&str>,
    ) -> Result<Refreshed, AdapterError>;

    /// Gives the link up at the automaker.
    ///
    /// # Errors
    /// What the automaker refused; the link may then live on there until its tokens expire.
    async fn revoke(&self, session: &Session) -> Result<(), AdapterError>;

    /// The automaker's page on which the owner takes back what they gave, and which leads on to `back`. `None`: there is
    /// none, or [`AccountLink::revoke`] does it.
    fn revocation_page(&self, _partner: &Partner, _back: &Url) -> Option<Url> {
        None
    }
}
