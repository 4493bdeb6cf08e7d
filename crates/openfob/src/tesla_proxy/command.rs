//! A command: read, checked, signed, sent, answered and noted.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, Method, Response, StatusCode};
use openfob_domain::CommandResult;
use openfob_tesla::{CarrierFault, FleetFault, SendError};
use openfob_tesla_command::{Command, CommandError, Fault, InvalidCommand, Parsed, Vin, parse};
use tokio::time::{Instant, timeout_at};

use super::audit::Entry;
use super::proxy::{Known, Proxy};
use super::upstream::Way;
use super::{answer, forward};

/// The largest body that parameters may have, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// Before a car is woken once more, where Tesla could not.
const WAKE_PAUSE: Duration = Duration::from_secs(10);

/// What is passed on of an error of Tesla's besides its status and body.
const TOLD: [HeaderName; 4] = [
    RETRY_AFTER,
    HeaderName::from_static("ratelimit-limit"),
    HeaderName::from_static("ratelimit-remaining"),
    HeaderName::from_static("ratelimit-reset"),
];

/// How a command ended.
struct End {
    response: Response<Body>,
    outcome: CommandResult,
    reason: Option<String>,
    healed: Option<String>,
}

/// Runs a command.
pub(super) async fn run(proxy: &Proxy, known: Known, vin: Vin, name: &str) -> Response<Body> {
    let began = Instant::now();
    let subject = known.account.subject.clone();
    let mut signed = true;
    let end = match prepare(proxy, &known, &vin, name) {
        Err(end) => *end,
        Ok(Parsed::WakeUp) => {
            signed = false;
            Box::pin(wake(proxy, &known, &vin, began + proxy.timeout)).await
        }
        Ok(Parsed::Rest) => {
            signed = false;
            pass_on(proxy, known).await
        }
        Ok(Parsed::Signed(command)) => {
            let sent = sign(proxy, &known, &vin, &command, began + proxy.timeout).await;
            if let Some(end) = sent {
                end
            } else {
                proxy.mark_unsupported(&vin);
                signed = false;
                pass_on(proxy, known).await
            }
        }
    };
    tracing::debug!(command = name, outcome = ?end.outcome, status = end.response.status().as_u16(), "a command");
    if let Some(audit) = &proxy.audit {
        audit.note(&Entry {
            time: proxy.clock.now(),
            subject: &subject,
            vin: vin.as_str(),
            command: name,
            key: signed.then_some(proxy.key_name.as_str()),
            result: end.outcome,
            status: end.response.status().as_u16(),
            reason: end.reason,
            session_healed: end.healed,
            milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
    }
    end.response
}

/// Reads a command and checks all of it.
fn prepare(proxy: &Proxy, known: &Known, vin: &Vin, name: &str) -> Result<Parsed, Box<End>> {
    if proxy.is_unsupported(vin) {
        return Ok(Parsed::Rest);
    }
    if known.parts.method != Method::POST {
        return Err(End::error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").into());
    }
    if known.body.len() > LARGEST_BODY {
        let text = "the request body is larger than 64 KiB, and no command has that many parameters";
        return Err(End::error(StatusCode::PAYLOAD_TOO_LARGE, text).into());
    }
    parse(name, &known.body, proxy.clock.now()).map_err(|invalid| End::invalid(&invalid).into())
}

/// `None` where the car takes no signed commands.
async fn sign(proxy: &Proxy, known: &Known, vin: &Vin, command: &Command, deadline: Instant) -> Option<End> {
    let way = way(proxy, known)?;
    match proxy.commands.send(&way, vin, command, deadline).await {
        Ok(delivered) => Some(End { healed: told(delivered.healed), ..End::done() }),
        Err(undelivered) => match undelivered.error {
            SendError::Carrier(FleetFault::NotSupported) => None,
            error => Some(End { healed: told(undelivered.healed), ..End::undelivered(error) }),
        },
    }
}

fn told(healed: Option<Fault>) -> Option<String> {
    healed.map(|fault| {
        tracing::debug!(%fault, "a session was not valid any more");
        fault.to_string()
    })
}

/// The car's state is not waited for: it takes longer than most clients do.
async fn wake(proxy: &Proxy, known: &Known, vin: &Vin, deadline: Instant) -> End {
    let Some(way) = way(proxy, known) else { return End::error(StatusCode::FORBIDDEN, "no token") };
    loop {
        let fault = match timeout_at(deadline, way.wake(vin)).await {
            Err(_) => return End::undelivered(SendError::Deadline { sent: true }),
            Ok(Ok(())) => return End::done(),
            Ok(Err(fault)) => fault,
        };
        let next = Instant::now() + WAKE_PAUSE;
        if !fault.is_temporary() || fault.may_have_succeeded() || next >= deadline {
            return End::undelivered(SendError::Carrier(fault));
        }
        tokio::time::sleep_until(next).await;
    }
}

async fn pass_on(proxy: &Proxy, known: Known) -> End {
    let response = Box::pin(forward::pass_on(proxy, known)).await;
    End { response, outcome: CommandResult::PassedOn, reason: None, healed: None }
}

fn way<'a>(proxy: &'a Proxy, known: &'a Known) -> Option<Way<'a>> {
    let authorization = known.parts.headers.get(AUTHORIZATION)?;
    Some(Way { upstream: &proxy.upstream, account: &known.account, authorization })
}

impl End {
    fn done() -> Self {
        Self { response: answer::done(), outcome: CommandResult::Done, reason: None, healed: None }
    }

    fn error(status: StatusCode, text: &str) -> Self {
        Self {
            response: answer::error(status, text),
            outcome: CommandResult::Failed,
            reason: Some(text.to_owned()),
            healed: None,
        }
    }

    fn invalid(invalid: &InvalidCommand) -> Self {
        let text = invalid.to_string();
        let response = match invalid {
            InvalidCommand::NotAnObject => answer::bare(StatusCode::BAD_REQUEST, text.clone().into_bytes()),
            InvalidCommand::Missing(_) | InvalidCommand::Invalid(_) | InvalidCommand::InvalidValue(_) => {
                answer::refused(StatusCode::BAD_REQUEST, &text)
            }
            InvalidCommand::Unknown | InvalidCommand::NotImplemented | InvalidCommand::Refused(_) => {
                answer::error(StatusCode::BAD_REQUEST, &text)
            }
            InvalidCommand::OutOfBounds(_) => answer::error(StatusCode::INTERNAL_SERVER_ERROR, &text),
        };
        Self { response, outcome: CommandResult::Failed, reason: Some(text), healed: None }
    }

    fn undelivered(error: SendError<FleetFault>) -> Self {
        let outcome = match &error {
            SendError::Car(error) if error.is_refusal() => CommandResult::Refused,
            error if error.may_have_succeeded() => CommandResult::Unknown,
            _ => CommandResult::Failed,
        };
        let text = match &error {
            SendError::Carrier(fault) => fault.to_string(),
            error => error.to_string(),
        };
        let response = match error {
            SendError::Car(CommandError::Refused(_) | CommandError::SecurityRefused(_)) => {
                answer::refused(StatusCode::OK, &text)
            }
            SendError::Carrier(FleetFault::Status { status, headers, body }) => of_tesla(status, &headers, body),
            SendError::NoTurn | SendError::TooManyWait => answer::error(StatusCode::SERVICE_UNAVAILABLE, &text),
            _ => answer::error(StatusCode::INTERNAL_SERVER_ERROR, &text),
        };
        Self { response, outcome, reason: Some(text), healed: None }
    }
}

/// An error of Tesla's, as it came.
fn of_tesla(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Response<Body> {
    let body = if body.is_empty() { status.canonical_reason().unwrap_or_default().into() } else { body };
    let mut response = answer::bare(status, body);
    for name in &TOLD {
        if let Some(value) = headers.get(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}
