//! The developer portal of a simulator: where partners are entered by themselves, as no person does it there.

use futures_util::future::BoxFuture;
use openfob_domain::KeyDomain;
use url::Url;

/// A partner as a portal takes it.
#[derive(Clone, Copy, Debug)]
pub struct PortalEntry<'a> {
    /// The client id.
    pub client_id: &'a str,
    /// The client secret. It opens simulated cars alone and is no secret.
    pub client_secret: &'a str,
    /// What owners read whom they give access to.
    pub name: &'a str,
    /// The domain that names its key.
    pub key_domain: &'a KeyDomain,
    /// Its key file (PEM): in a simulated world the domain leads nowhere.
    pub key_file: &'a str,
    /// Where sign-in returns to.
    pub redirect_uri: &'a Url,
}

/// Why a portal did not take an entry.
#[derive(Debug, thiserror::Error)]
#[error("the simulator's developer portal did not take the partner: {0}")]
pub struct PortalError(pub String);

/// A simulator's developer portal.
pub trait Portal: Send + Sync {
    /// Enters a partner, or does nothing where it is there.
    fn enter<'a>(&'a self, entry: PortalEntry<'a>) -> BoxFuture<'a, Result<(), PortalError>>;
}
