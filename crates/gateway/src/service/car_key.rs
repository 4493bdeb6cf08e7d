//! The address of the page on which an owner sees how far their CarKey is.

use openfob_domain::KeyKind;
use openfob_store::Connection;

use crate::Gateway;

/// Where a connection's page lies; nothing for a car that asks for no CarKey. The address does not change and cannot be
/// guessed.
pub(crate) fn link(gateway: &Gateway, connection: &Connection) -> Option<String> {
    let rule = connection.vehicle.access.key?;
    let token = gateway.store.car_key_token(connection.id).filter(|_| rule.kind == KeyKind::CarKey)?;
    Some(gateway.settings.url(&format!("/connect/car-key/{token}")).into())
}
