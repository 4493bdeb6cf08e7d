//! Commanding a car: what the policy allows, sent once.

use openfob_automaker::{AdapterError, AdapterErrorKind, Commanded};
use openfob_domain::{
    AccountIssue, Capability, Command, Evidence, EvidenceSource, KeyClaim, KeyView, command_decision,
};
use openfob_store::Connection;

use crate::Gateway;
use crate::service::{ServiceError, key_state, session};

/// Has a connection's car do something. It may wake the car.
///
/// An answer that a command may have taken effect is final: it is not sent a second time.
pub(crate) async fn run(gateway: &Gateway, connection: &Connection, command: &Command) -> Result<(), ServiceError> {
    let key = key_state::current(gateway, connection).await?;
    command_decision(KeyView { rules: &connection.vehicle.access, state: &key.state })?;
    let sent = session::with_session(gateway, connection, |adapter, session| {
        let (vehicle, command) = (connection.vehicle.clone(), command.clone());
        Box::pin(async move {
            let refused = AdapterErrorKind::Capability(Capability::SmartcarNotCapable);
            let commands = adapter.commands().ok_or_else(|| AdapterError::refused(adapter.name(), refused))?;
            let car = Commanded { vin: &vehicle.vin, access: &vehicle.access };
            commands.run(session, car, &command).await
        })
    })
    .await;
    if let Err(ServiceError::Adapter(error)) = &sent
        && error.kind == AdapterErrorKind::Account(AccountIssue::VirtualKeyRequired)
    {
        note_missing_key(gateway, connection).await?;
    }
    sent
}

/// The car itself says that it has no such key.
async fn note_missing_key(gateway: &Gateway, connection: &Connection) -> Result<(), ServiceError> {
    let holder = key_state::holder(connection);
    let word = Evidence { source: EvidenceSource::Command, claim: KeyClaim::Absent, at: gateway.clock.now() };
    key_state::record(gateway, connection, &holder, &[word]).await
}
