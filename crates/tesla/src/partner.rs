//! Registration of partners, region by region.

use async_trait::async_trait;
use openfob_automaker::{AdapterError, AdapterErrorKind, Partner, PartnerAccounts, PartnerIssue, RegistrationError};
use openfob_domain::{AccountIssue, UpstreamFault};
use secrecy::{ExposeSecret, SecretString};

use crate::adapter::Tesla;
use crate::identity::client;
use crate::refusal::{self, Fault};
use crate::region::{CODES, Region};
use crate::transport::Caller;
use crate::wire::PartnerAccount;

#[async_trait]
impl PartnerAccounts for Tesla {
    fn regions(&self) -> &'static [&'static str] {
        CODES
    }

    async fn register(&self, partner: &Partner, region: &str) -> Result<String, RegistrationError> {
        let region = known(region)?;
        let token = self.partner_token(partner, region).await?;
        let caller = Caller { partner: &partner.key_domain, token: &token, application: None, region };
        let account = self.transport().register(caller).await.map_err(registration_error)?;
        Ok(key(account)?)
    }

    async fn registered_key(&self, partner: &Partner, region: &str) -> Result<Option<String>, RegistrationError> {
        use AdapterErrorKind as Kind;

        let region = known(region)?;
        let token = self.partner_token(partner, region).await?;
        let caller = Caller { partner: &partner.key_domain, token: &token, application: None, region };
        match self.transport().registered_key(caller).await {
            Ok(account) => Ok(Some(key(account)?)),
            // The domain is unknown there or another's, or the application never came to the region.
            Err(AdapterError {
                kind: Kind::Account(AccountIssue::VehicleMissing) | Kind::Partner(PartnerIssue::NotRegistered),
                ..
            }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl Tesla {
    async fn partner_token(&self, partner: &Partner, region: Region) -> Result<SecretString, AdapterError> {
        let client = client(partner)?;
        let secret = client.secret.expose_secret();
        let answer = self.transport().partner_token(&partner.key_domain, region, &client.id, secret).await?;
        Ok(answer.access_token.into())
    }
}

fn known(region: &str) -> Result<Region, AdapterError> {
    Region::of_code(region).ok_or_else(invalid_data)
}

fn key(account: PartnerAccount) -> Result<String, AdapterError> {
    account.public_key.ok_or_else(invalid_data)
}

fn invalid_data() -> AdapterError {
    refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::InvalidData))
}

/// What Tesla says that is missing.
fn registration_error(fault: Fault) -> RegistrationError {
    let says = |part: &str| fault.said.contains(part);
    if says("root domain") {
        RegistrationError::OriginNotAllowed
    } else if says("public key hash has already been taken") {
        RegistrationError::KeyTaken
    } else if says("domain has already been taken") {
        RegistrationError::DomainTaken
    } else if says("public key download failed") {
        RegistrationError::KeyUnreachable
    } else if says("invalid domain") {
        RegistrationError::InvalidDomain
    } else {
        RegistrationError::Automaker(fault.error)
    }
}
