//! A message gets to the car, and the car's answer back.

use jiff::Timestamp;
use openfob_tesla_command::proto::universal_message::RoutableMessage;
use openfob_tesla_command::proto::universal_message::routable_message::Payload;
use openfob_tesla_command::{Asked, Fault, Outcome, SystemRandomness};
use prost::Message as _;

use super::faults::{Message, Wrong};
use super::obey::obey;
use crate::car::{Car, CarId};
use crate::world::World;

/// What comes back of a message.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The car's envelope.
    Envelope(Vec<u8>),
    /// Nothing: whether the car heard of it, nobody can tell.
    None,
    /// The car cannot make anything of it.
    NotUnderstood,
    /// The car has no computers for it.
    NotSupported,
}

/// Hands a message to a car that is awake.
pub(crate) fn receive(world: &mut World, id: &CarId, message: &[u8], now: Timestamp) -> Answer {
    let World { cars, tesla, log, .. } = world;
    let Some(car) = cars.get_mut(id) else { return Answer::NotSupported };
    let Ok(envelope) = RoutableMessage::decode(message) else { return Answer::NotUnderstood };
    let kind = match envelope.payload {
        Some(Payload::SessionInfoRequest(_)) => Message::Session,
        _ => Message::Command,
    };
    let computer = tesla.computers.of(id);
    let clock = computer.clock(car, now);
    let wrong = computer.faults.next(kind);
    if wrong == Some(Wrong::Dropped) {
        log.note(now, Some(id), told(car, "never hears of a signed message"));
        return Answer::None;
    }
    let Some(computers) = computer.running(car, now) else { return Answer::NotSupported };
    let mut random = SystemRandomness;
    let mut heard = None;
    let answer = match wrong.filter(|wrong| wrong.prevents()) {
        Some(Wrong::Fault(number)) => {
            let fault = Fault::from_code(number).unwrap_or(Fault::INTERNAL);
            computers.refuse(message, fault, clock, &mut random)
        }
        Some(_) => computers.refuse(message, Fault::BUSY, clock, &mut random),
        None => computers.receive(message, clock, &mut random, &mut |asked: Asked<'_>| {
            let (outcome, name) = obey(car, &asked, now);
            heard = Some(told(car, &format!("{} ({name})", said(&outcome))));
            outcome
        }),
    };
    let seen = answer.as_deref().and_then(|answer| RoutableMessage::decode(answer).ok());
    computer.keep(car, |point| tesla_name(&tesla.registrations, point), now);
    let text = heard.unwrap_or_else(|| told(car, &outcome_of(kind, wrong, seen.as_ref())));
    log.note(now, Some(id), text);
    match (answer, wrong) {
        (None, _) => Answer::NotUnderstood,
        (Some(_), Some(Wrong::Lost)) => Answer::None,
        (Some(_), Some(Wrong::Empty)) => Answer::Envelope(Vec::new()),
        (Some(answer), Some(wrong)) => Answer::Envelope(wrong.spoil(&answer)),
        (Some(answer), None) => Answer::Envelope(answer),
    }
}

/// The domain under which a key was registered last.
pub(super) fn tesla_name(registrations: &[crate::tesla::partner::Registration], point: &str) -> Option<String> {
    registrations.iter().rev().find(|known| known.public_key == point).map(|known| known.domain.clone())
}

fn told(car: &Car, what: &str) -> String {
    format!("{} \u{2026}{}: {what}.", car.model, car.ending())
}

fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done => "obeys a signed command".to_owned(),
        Outcome::Data(_) | Outcome::Status(_) => "answers a message".to_owned(),
        Outcome::Refused(reason) => format!("refuses a signed command: {reason}"),
        Outcome::SecurityRefused(error) => format!("refuses a signed command: {}", error.as_str_name()),
        Outcome::Busy => "is too busy for a signed command".to_owned(),
        Outcome::Fault(fault) => format!("refuses a signed message: {fault}"),
    }
}

/// What to tell of a message that asked the car to do nothing.
fn outcome_of(kind: Message, wrong: Option<Wrong>, answer: Option<&RoutableMessage>) -> String {
    let status = answer.and_then(|answer| answer.signed_message_status.as_ref());
    let fault = status.and_then(|status| Fault::from_code(status.signed_message_fault));
    match (fault, kind) {
        (_, _) if matches!(wrong, Some(Wrong::Wait | Wrong::CommandWait)) => "asks to wait, as told".to_owned(),
        (Some(fault), _) if matches!(wrong, Some(Wrong::Fault(_))) => {
            format!("refuses a signed message: {fault}, as told")
        }
        (Some(fault), _) => format!("refuses a signed message: {fault}"),
        (None, Message::Session) => "begins a session".to_owned(),
        (None, Message::Command) => "answers a message about its keys".to_owned(),
    }
}
