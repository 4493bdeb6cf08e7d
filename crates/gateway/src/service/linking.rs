//! Linking: from the automaker's sign-in to a stored account with its cars.

use openfob_automaker::{Adapter, Partner, Session, VehicleRecord};
use openfob_domain::{AccountId, Mode};
use openfob_store::{AccountLinked, Application, VehicleFacts};
use url::Url;

use crate::Gateway;
use crate::service::{ServiceError, session};

/// Where automakers send the owner's browser back to.
pub(crate) const CALLBACK_PATH: &str = "/connect/callback";

/// The partner that an application's owners sign in under.
pub(crate) fn partner_of(gateway: &Gateway, application: &Application) -> Partner {
    let own = application.details.key_domain.clone();
    Partner { key_domain: own.unwrap_or_else(|| gateway.settings.key_domain.clone()) }
}

/// The address that the automaker returns to.
pub(crate) fn callback_uri(gateway: &Gateway) -> Url {
    gateway.settings.url(CALLBACK_PATH)
}

/// Exchanges the automaker's code and stores the account with the cars that it sees.
pub(crate) async fn complete(
    gateway: &Gateway,
    adapter: &dyn Adapter,
    mode: Mode,
    partner: &Partner,
    code: &str,
) -> Result<AccountId, ServiceError> {
    let linked = adapter.link().complete(partner, code, &callback_uri(gateway)).await?;
    let session = Session { partner: partner.clone(), access: linked.tokens.access.clone() };
    let cars: Vec<VehicleFacts> = adapter.vehicles(&session).await?.into_iter().map(facts).collect();
    let account = AccountLinked {
        mode,
        adapter: adapter.name().to_owned(),
        partner: partner.key_domain.clone(),
        tokens: session::stored_tokens(gateway, &linked),
        subject: linked.subject,
        email: linked.email,
        platform: linked.platform,
        permissions: linked.permissions,
    };
    Ok(gateway.store.link_account(&account, &cars, gateway.clock.now()).await?)
}

fn facts(car: VehicleRecord) -> VehicleFacts {
    VehicleFacts {
        vin: car.vin,
        model: car.model,
        role: car.role,
        access: car.access,
        streaming: car.streaming,
        capabilities: car.capabilities,
    }
}
