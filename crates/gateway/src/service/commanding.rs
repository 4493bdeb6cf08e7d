//! Commanding a car: what the policy allows, sent once, and put on record.

use std::sync::Arc;

use openfob_automaker::{AdapterError, AdapterErrorKind, CommandAnswer, Commanded, Effect, Verdict};
use openfob_domain::{
    Capability, Command, CommandResult, Evidence, EvidenceSource, KeyRecord, KeyState, KeyView, Refusal, ServerFault,
    VehicleCondition, command_decision,
};
use openfob_store::{CommandEnd, Connection};

use crate::Gateway;
use crate::service::{ServiceError, key_state, partners, session};

/// Has a connection's car do something. It may wake the car.
///
/// An answer that a command may have taken effect is final: it is not sent a second time. Whoever asked may go away: a
/// command that was begun is brought to its end all the same.
pub(crate) async fn run(
    gateway: &Gateway,
    connection: &Arc<Connection>,
    command: &Command,
) -> Result<(), ServiceError> {
    let key = key_state::current(gateway, connection).await?;
    command_decision(KeyView { rules: &connection.vehicle.access, state: &key.state })?;
    let order = Order { gateway: gateway.clone(), connection: Arc::clone(connection), command: command.clone() };
    let running = tokio::spawn(async move { order.run(&key).await });
    running.await.map_err(|_| ServiceError::Refused(Refusal::Server(ServerFault::Internal)))?
}

/// A command that may be sent.
struct Order {
    gateway: Gateway,
    connection: Arc<Connection>,
    command: Command,
}

impl Order {
    /// Sends the command, with what is noted before and after.
    async fn run(&self, record: &KeyRecord) -> Result<(), ServiceError> {
        let Self { gateway, connection, command } = self;
        let key = self.signing_key(record).await?;
        let planned = key.as_deref().filter(|_| self.is_signed());
        let begun = gateway.store.begin_command(connection, command.name(), planned, gateway.clock.now()).await?;
        let sent = self.send(key.as_deref()).await;
        if let Ok(CommandAnswer { key: Some(claim), .. }) = &sent {
            let claim = claim.clone();
            let word = Evidence { source: EvidenceSource::Command, claim, at: gateway.clock.now() };
            key_state::record(gateway, connection, &key_state::holder(connection), &[word]).await?;
        }
        let end = end(&sent, planned, gateway.clock.now());
        if let Err(error) = gateway.store.end_command(begun, &end).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the end of a command could not be noted");
        }
        match sent?.verdict {
            Verdict::Obeyed => Ok(()),
            Verdict::Refused(kind) | Verdict::NotTaken(kind) => Err(ServiceError::Car(kind)),
        }
    }

    /// The key to sign with: the one that the car is known to have, also where it is one from before a rotation, else the
    /// one that cars are given now.
    async fn signing_key(&self, record: &KeyRecord) -> Result<Option<String>, ServiceError> {
        let Self { gateway, connection, .. } = self;
        let adapter = gateway.adapters.named(connection.mode, &connection.adapter);
        if adapter.is_none_or(|adapter| adapter.partner_accounts().is_none()) {
            return Ok(None);
        }
        if let KeyState::Paired { key: Some(key) } = &record.state {
            let partner = gateway.store.partner_of_domain(&connection.partner).await?;
            let is_ours = partner.is_some_and(|partner| {
                let mut keys = std::iter::once(&partner.key).chain(&partner.earlier_keys);
                keys.any(|own| own.public.id() == *key)
            });
            if is_ours {
                return Ok(Some(key.clone()));
            }
        }
        Ok(Some(partners::registered_key_id(gateway, connection.mode, &connection.partner).await?))
    }

    fn is_signed(&self) -> bool {
        let adapter = self.gateway.adapters.named(self.connection.mode, &self.connection.adapter);
        let commands = adapter.and_then(|adapter| adapter.commands());
        commands.is_some_and(|commands| commands.is_signed(&self.connection.vehicle.access, &self.command))
    }

    async fn send(&self, key: Option<&str>) -> Result<CommandAnswer, ServiceError> {
        session::with_session(&self.gateway, &self.connection, |adapter, session| {
            let (vehicle, command) = (self.connection.vehicle.clone(), self.command.clone());
            let key = key.map(str::to_owned);
            Box::pin(async move {
                let refused = AdapterErrorKind::Capability(Capability::SmartcarNotCapable);
                let commands = adapter.commands().ok_or_else(|| AdapterError::refused(adapter.name(), refused))?;
                let car = Commanded { vin: &vehicle.vin, access: &vehicle.access, key: key.as_deref() };
                commands.run(session, car, &command).await
            })
        })
        .await
    }
}

/// What is put on record. `planned` is the key that it was to be signed with.
fn end(sent: &Result<CommandAnswer, ServiceError>, planned: Option<&str>, at: jiff::Timestamp) -> CommandEnd {
    match sent {
        Ok(answer) => CommandEnd {
            at,
            result: match answer.verdict {
                Verdict::Obeyed => CommandResult::Done,
                Verdict::Refused(_) => CommandResult::Refused,
                Verdict::NotTaken(_) => CommandResult::Failed,
            },
            key: answer.signed_with.clone(),
            reason: answer.reason.clone(),
            session_healed: answer.healed.clone(),
        },
        Err(error) => CommandEnd {
            at,
            result: result(error),
            key: planned.map(str::to_owned),
            reason: Some(reason(error, at)),
            session_healed: None,
        },
    }
}

fn result(error: &ServiceError) -> CommandResult {
    match error {
        ServiceError::Adapter(error) if error.effect == Effect::MayHaveApplied => CommandResult::Unknown,
        ServiceError::Adapter(error) => match error.kind {
            AdapterErrorKind::Vehicle(VehicleCondition::Asleep | VehicleCondition::Unreachable) => {
                CommandResult::Failed
            }
            AdapterErrorKind::Vehicle(_) | AdapterErrorKind::Capability(_) => CommandResult::Refused,
            _ => CommandResult::Failed,
        },
        _ => CommandResult::Failed,
    }
}

/// In the words that the application is told.
fn reason(error: &ServiceError, now: jiff::Timestamp) -> String {
    let refusal = error.refusal(now);
    refusal.code().map_or_else(|| refusal.family().to_owned(), |code| format!("{}:{code}", refusal.family()))
}
