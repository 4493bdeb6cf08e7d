//! Partners: who automakers know us as. An application has the one of its key domain, or the server's default.

use openfob_domain::KeyDomain;
use openfob_store::{Partner, PartnerError, PublicKey};

use crate::Gateway;

/// What the operator finds the default partner under.
pub(crate) const DEFAULT: &str = "default";

/// The partner of applications that name none. It is there from the first time that anybody asks.
pub(crate) async fn default_partner(gateway: &Gateway) -> Result<Partner, PartnerError> {
    gateway.store.partner_or_new(&gateway.settings.key_domain, DEFAULT, gateway.clock.now()).await
}

/// The partner of a key domain that an application has chosen, with a key made for it where it is new.
pub(crate) async fn of_domain(gateway: &Gateway, domain: &KeyDomain) -> Result<Partner, PartnerError> {
    let name = if *domain == gateway.settings.key_domain { DEFAULT } else { domain.as_str() };
    gateway.store.partner_or_new(domain, name, gateway.clock.now()).await
}

/// The key that is published on a host. This server's own address stands for the default key domain, so that a key can
/// be fetched where only an IP address leads here.
pub(crate) async fn published_key(
    gateway: &Gateway,
    host: Option<&KeyDomain>,
) -> Result<Option<PublicKey>, PartnerError> {
    if let Some(host) = host
        && let Some(partner) = gateway.store.partner_of_domain(host).await?
    {
        return Ok(Some(partner.key.public));
    }
    let own = gateway.settings.origin.host_str().unwrap_or_default();
    match host {
        Some(host) if *host == gateway.settings.key_domain || host.as_str() == own => {
            Ok(Some(default_partner(gateway).await?.key.public))
        }
        _ => Ok(None),
    }
}
