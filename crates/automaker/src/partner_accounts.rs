//! Registration of partners at an automaker, region by region.

use async_trait::async_trait;

use crate::{AdapterError, Partner};

/// Why an automaker does not register a partner. The operator can mend each.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// The key domain does not belong to the application's allowed origins at the automaker.
    #[error("the key domain does not match an allowed origin of the application at the automaker")]
    OriginNotAllowed,
    /// The automaker does not take the key domain's form.
    #[error("the automaker does not take this key domain")]
    InvalidDomain,
    /// It could not fetch the key file.
    #[error("the automaker could not fetch the public key from its well-known path")]
    KeyUnreachable,
    /// Another application has registered this key.
    #[error("another application has registered this key")]
    KeyTaken,
    /// Another application has registered this domain.
    #[error("another application has registered this key domain")]
    DomainTaken,
    /// It refused or failed for another reason.
    #[error(transparent)]
    Automaker(#[from] AdapterError),
}

/// How a partner stands in one region.
#[derive(Debug)]
pub enum Registration {
    /// Registered, with the key that we hold.
    Complete,
    /// Not registered.
    Missing,
    /// Registered with another key: it was rotated here and not registered again.
    OtherKey {
        /// The key that the automaker has.
        registered: String,
    },
    /// It could not be learnt.
    Unknown(RegistrationError),
}

/// Registration of partners, for automakers that ask for it. Public keys are uncompressed P-256 points in hexadecimal.
#[async_trait]
pub trait PartnerAccounts: Send + Sync {
    /// The regions, in the automaker's words. Owners are served in those where the partner is registered.
    fn regions(&self) -> &'static [&'static str];

    /// Registers the partner in a region, or again after a change, and answers the key that the automaker then has.
    ///
    /// # Errors
    /// What is missing.
    async fn register(&self, partner: &Partner, region: &str) -> Result<String, RegistrationError>;

    /// The key that the automaker has for the partner in a region; `None`: it is not registered there.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn registered_key(&self, partner: &Partner, region: &str) -> Result<Option<String>, RegistrationError>;

    /// How the partner, whose key is `public_key`, stands in a region.
    async fn registration(&self, partner: &Partner, region: &str, public_key: &str) -> Registration {
        match self.registered_key(partner, region).await {
            Ok(Some(registered)) if registered.eq_ignore_ascii_case(public_key) => Registration::Complete,
            Ok(Some(registered)) => Registration::OtherKey { registered },
            Ok(None) => Registration::Missing,
            Err(error) => Registration::Unknown(error),
        }
    }
}
