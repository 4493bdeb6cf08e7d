//! Linking: from the automaker's sign-in to a stored account with its cars.

use openfob_automaker::{Adapter, Partner, Returned, Session, VehicleRecord};
use openfob_domain::{AccountId, ApplicationId, KeyDomain, Mode, RequestedPermission, Scope};
use openfob_store::{AccountLinked, Application, VehicleFacts};
use url::Url;

use crate::service::{ServiceError, session};
use crate::{Gateway, measure};

/// Where automakers send the owner's browser back to.
pub(crate) const CALLBACK_PATH: &str = "/connect/callback";

/// The key domain of the partner that an application's owners sign in under.
pub(crate) fn key_domain_of(gateway: &Gateway, application: &Application) -> KeyDomain {
    let own = application.details.key_domain.clone();
    own.unwrap_or_else(|| gateway.settings.key_domain.clone())
}

/// The address that the automaker returns to.
pub(crate) fn callback_uri(gateway: &Gateway) -> Url {
    gateway.settings.url(CALLBACK_PATH)
}

/// What owners are asked for at the automaker: what the application wants, and what accounts have given the partner
/// already. An account has one link with a partner, for all of its applications, and a sign-in that asked for less would
/// take from the others what they have.
pub(crate) async fn scope_at_maker(
    gateway: &Gateway,
    mode: Mode,
    adapter: &dyn Adapter,
    partner: &KeyDomain,
    wanted: &Scope,
) -> Result<Scope, ServiceError> {
    let known = wanted.permissions();
    let given = gateway.store.given_permissions(mode, adapter.name(), partner).await?;
    let rest =
        given.difference(&known).map(|permission| RequestedPermission { permission: *permission, required: false });
    Ok(wanted.entries().iter().copied().chain(rest).collect::<Vec<_>>().into())
}

/// Exchanges the automaker's code and stores the account with the cars that it sees.
pub(crate) async fn complete(
    gateway: &Gateway,
    adapter: &dyn Adapter,
    mode: Mode,
    application: ApplicationId,
    partner: &Partner,
    returned: Returned<'_>,
) -> Result<AccountId, ServiceError> {
    let linked = measure::upstream(adapter.name(), adapter.link().complete(partner, returned)).await?;
    let session = Session {
        partner: partner.clone(),
        access: linked.tokens.access.clone(),
        region: linked.region.clone(),
        application: Some(application),
    };
    let cars: Vec<VehicleFacts> =
        measure::upstream(adapter.name(), adapter.vehicles(&session)).await?.into_iter().map(facts).collect();
    let account = AccountLinked {
        mode,
        adapter: adapter.name().to_owned(),
        partner: partner.key_domain.clone(),
        tokens: session::stored_tokens(gateway, &linked.tokens),
        subject: linked.subject,
        email: linked.email,
        platform: linked.platform,
        permissions: linked.permissions,
        region: linked.region,
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
