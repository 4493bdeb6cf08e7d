//! Signed commands on their way over the Fleet API, and what cars say to them in our words.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use openfob_automaker::{AdapterError, AdapterErrorKind, CommandAnswer, Effect, Verdict};
use openfob_domain::{AccountIssue, Capability, KeyClaim, UpstreamFault, VehicleCondition};
use openfob_tesla_command as protocol;
use openfob_tesla_command::proto::errors::GenericErrorE;
use openfob_tesla_command::{CommandError, Fault};
use tokio::time::Instant;

use crate::refusal::{self, Sort};
use crate::signed::{Carrier, CarrierFault, Delivered, SendError, SignedCommands, message_of_answer};
use crate::transport::{Caller, Transport};
use crate::verdict;

/// How long a command may take, once the car is awake: its handshake, its pauses while the car is busy, and its answer.
const TIME: Duration = Duration::from_secs(20);
/// When a car that many commands wait for may be free again.
const FREE_AGAIN: Duration = Duration::from_secs(5);

/// What became of a signed command.
pub(crate) enum Sent {
    /// The car said something.
    Answered(CommandAnswer),
    /// The car is of those that take plain commands.
    TakesPlain,
}

/// A car at the end of the Fleet API.
struct Way<'a> {
    transport: &'a Transport,
    caller: Caller<'a>,
    vin: &'a openfob_domain::Vin,
}

/// Why a message brought no answer of the car.
#[derive(Debug)]
struct WayFault {
    error: AdapterError,
    /// Whether the same message may come through after a pause.
    is_temporary: bool,
    takes_plain: bool,
}

impl CarrierFault for WayFault {
    fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    fn may_have_succeeded(&self) -> bool {
        self.error.effect == Effect::MayHaveApplied
    }
}

impl Carrier for Way<'_> {
    type Fault = WayFault;

    async fn carry(&self, _: &protocol::Vin, message: &[u8]) -> Result<Vec<u8>, WayFault> {
        let message = STANDARD.encode(message);
        let sent = self.transport.signed_command(self.caller, self.vin, &message).await;
        let answer = sent.map_err(|fault| WayFault {
            is_temporary: matches!(fault.sort, Sort::Trouble(_)) && fault.status == Some(StatusCode::REQUEST_TIMEOUT),
            takes_plain: fault.status == Some(StatusCode::UNPROCESSABLE_ENTITY),
            error: fault.error,
        })?;
        let status = answer.status;
        message_of_answer(status, answer.headers, answer.body).map_err(|fault| WayFault {
            error: refusal::not_understood(status, fault.to_string()),
            is_temporary: false,
            takes_plain: false,
        })
    }
}

/// Has a car that is awake obey a command. It is sent again only where the car certainly has not obeyed.
pub(crate) async fn send(
    transport: &Transport,
    caller: Caller<'_>,
    signer: &SignedCommands,
    key: &str,
    vin: &openfob_domain::Vin,
    command: &protocol::Command,
) -> Result<Sent, AdapterError> {
    let way = Way { transport, caller, vin };
    let Ok(car) = protocol::Vin::new(vin.as_str()) else {
        return Err(refusal::refused(AdapterErrorKind::Capability(Capability::VehicleNotCapable)));
    };
    let (answer, healed) = match signer.send(&way, &car, command, Instant::now() + TIME).await {
        Ok(Delivered { healed, .. }) => (said(Verdict::Obeyed, Some(has(key)), None), healed),
        Err(undelivered) => {
            let answer = match undelivered.error {
                SendError::Carrier(fault) if fault.takes_plain => return Ok(Sent::TakesPlain),
                SendError::Car(error) if !error.may_have_succeeded() => answer(&error, key),
                error => return Err(unanswered(error)),
            };
            (answer, undelivered.healed)
        }
    };
    let healed = healed.map(|fault| {
        tracing::info!(%fault, "a session with a car was not valid any more");
        fault.to_string()
    });
    Ok(Sent::Answered(CommandAnswer { signed_with: Some(key.to_owned()), healed, ..answer }))
}

fn said(verdict: Verdict, key: Option<KeyClaim>, reason: Option<String>) -> CommandAnswer {
    CommandAnswer { key, reason, ..CommandAnswer::unsigned(verdict) }
}

/// A car checks the key before it looks at the command.
fn has(key: &str) -> KeyClaim {
    KeyClaim::Present { key: Some(key.to_owned()) }
}

/// What a car's "no" means.
fn answer(error: &CommandError, key: &str) -> CommandAnswer {
    let reason = Some(error.to_string());
    let key_required = AdapterErrorKind::Account(AccountIssue::VirtualKeyRequired);
    match error {
        CommandError::KeyNotPaired => said(Verdict::NotTaken(key_required), Some(KeyClaim::Absent), reason),
        CommandError::Fault(Fault::INACTIVE_KEY) => {
            said(Verdict::NotTaken(key_required), Some(KeyClaim::Disabled), reason)
        }
        CommandError::Refused(text) => said(verdict::of_reason(text), Some(has(key)), reason),
        CommandError::SecurityRefused(no) => said(of_security(*no), Some(has(key)), reason),
        CommandError::Fault(fault) => said(of_fault(*fault), None, reason),
        CommandError::Busy => said(Verdict::NotTaken(condition(VehicleCondition::Unknown)), None, reason),
        CommandError::Keychain(_) => {
            said(Verdict::Refused(condition(VehicleCondition::Unknown)), Some(has(key)), reason)
        }
        CommandError::NoSession(_) | CommandError::UnknownStatus | CommandError::BadResponse => {
            said(Verdict::NotTaken(AdapterErrorKind::Upstream(UpstreamFault::InvalidData)), None, reason)
        }
    }
}

fn condition(condition: VehicleCondition) -> AdapterErrorKind {
    AdapterErrorKind::Vehicle(condition)
}

fn of_security(no: GenericErrorE) -> Verdict {
    match no {
        GenericErrorE::GenericerrorAlreadyOn => Verdict::Obeyed,
        GenericErrorE::GenericerrorClosuresOpen => Verdict::Refused(condition(VehicleCondition::DoorOpen)),
        GenericErrorE::GenericerrorVehicleNotInPark => Verdict::Refused(condition(VehicleCondition::InMotion)),
        GenericErrorE::GenericerrorNotAllowedOverTransport => {
            Verdict::Refused(AdapterErrorKind::Capability(Capability::VehicleNotCapable))
        }
        GenericErrorE::GenericerrorNone
        | GenericErrorE::GenericerrorUnknown
        | GenericErrorE::GenericerrorDisabledForUserCommand
        | GenericErrorE::GenericerrorUnauthorized => Verdict::Refused(condition(VehicleCondition::Unknown)),
    }
}

fn of_fault(fault: Fault) -> Verdict {
    let kind = match fault {
        Fault::REMOTE_ACCESS_DISABLED | Fault::REMOTE_SERVICE_ACCESS_DISABLED => {
            condition(VehicleCondition::RemoteAccessDisabled)
        }
        Fault::TIMEOUT => condition(VehicleCondition::Unreachable),
        Fault::INVALID_COMMAND | Fault::DECODING => AdapterErrorKind::Capability(Capability::VehicleNotCapable),
        _ => condition(VehicleCondition::Unknown),
    };
    Verdict::NotTaken(kind)
}

/// A command that the car did not answer, or of whose answer nothing is certain.
fn unanswered(error: SendError<WayFault>) -> AdapterError {
    let may_have_applied = error.may_have_succeeded();
    tracing::info!(error = %error, may_have_applied, "a car gave no answer to a signed command");
    let kind = match error {
        SendError::Carrier(fault) => return fault.error,
        SendError::Sign(_) | SendError::Storage(_) => AdapterErrorKind::Internal,
        SendError::TooManyWait | SendError::NoTurn => AdapterErrorKind::RateLimited { retry_after: FREE_AGAIN },
        SendError::Deadline { .. } => AdapterErrorKind::Upstream(UpstreamFault::NoResponse),
        SendError::Car(_) | SendError::Unanswered | SendError::Untrusted(_) => {
            AdapterErrorKind::Upstream(UpstreamFault::InvalidData)
        }
    };
    let effect = if may_have_applied { Effect::MayHaveApplied } else { Effect::NotApplied };
    AdapterError { effect, ..refusal::refused(kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(Fault::BUSY, condition(VehicleCondition::Unknown))]
    #[case(Fault::TIMEOUT, condition(VehicleCondition::Unreachable))]
    #[case(Fault::REMOTE_ACCESS_DISABLED, condition(VehicleCondition::RemoteAccessDisabled))]
    #[case(Fault::INVALID_COMMAND, AdapterErrorKind::Capability(Capability::VehicleNotCapable))]
    #[case(Fault::INSUFFICIENT_PRIVILEGES, condition(VehicleCondition::Unknown))]
    #[case(Fault::INCORRECT_EPOCH, condition(VehicleCondition::Unknown))]
    fn faults_tell_the_cars_condition_and_nothing_of_its_key(#[case] fault: Fault, #[case] kind: AdapterErrorKind) {
        let answer = answer(&CommandError::Fault(fault), "0a1b");
        assert_eq!((answer.verdict, answer.key), (Verdict::NotTaken(kind), None));
        assert_eq!(answer.reason, Some(fault.to_string()));
    }

    #[test]
    fn a_car_that_refuses_has_the_key_and_one_that_does_not_know_it_has_not() {
        let key = |error| answer(&error, "0a1b").key;
        let present = Some(has("0a1b"));
        assert_eq!(key(CommandError::Refused("user_not_present".to_owned())), present);
        assert_eq!(key(CommandError::SecurityRefused(GenericErrorE::GenericerrorClosuresOpen)), present);
        assert_eq!(key(CommandError::KeyNotPaired), Some(KeyClaim::Absent));
        assert_eq!(key(CommandError::Fault(Fault::INACTIVE_KEY)), Some(KeyClaim::Disabled));
        assert_eq!(key(CommandError::Busy), None);
    }
}
