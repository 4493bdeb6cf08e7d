//! A message gets to the car, and the car's answer back.

use jiff::Timestamp;
use openfob_tesla_command::proto::universal_message::RoutableMessage;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::Payload;
use openfob_tesla_command::{Asked, Domain, Fault, Outcome, SystemRandomness};
use prost::Message as _;

use super::faults::{Message, Wrong};
use super::obey::obey;
use crate::car::{Car, CarId};
use crate::world::World;

/// The way of a message to the car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Through Tesla's cloud, which has made sure that the car is awake.
    FleetApi,
    /// From nearby, whether the car sleeps or not.
    Ble,
}

/// What comes back of a message.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The car's envelopes, of which the last says what came of it.
    Envelopes { before: Vec<Vec<u8>>, last: Vec<u8> },
    /// Nothing: whether the car heard of it, nobody can tell.
    None,
    /// The car cannot make anything of it.
    NotUnderstood,
    /// The car has no computers for it.
    NotSupported,
}

/// Hands a message to a car.
pub(crate) fn receive(world: &mut World, id: &CarId, link: Link, message: &[u8], now: Timestamp) -> Answer {
    let World { cars, tesla, log, .. } = world;
    let Some(car) = cars.get_mut(id) else { return Answer::NotSupported };
    let Ok(envelope) = RoutableMessage::decode(message) else { return Answer::NotUnderstood };
    let kind = match envelope.payload {
        Some(Payload::SessionInfoRequest(_)) => Message::Session,
        _ => Message::Command,
    };
    if is_for_infotainment(&envelope) && car.asleep_since(now).is_some() {
        log.note(now, Some(id), told(car, "sleeps, and does not hear a signed message"));
        return Answer::None;
    }
    let wakes_in = tesla.scripts.wakes_in();
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
    let mut act = |asked: Asked<'_>| {
        let (outcome, name) = obey(car, &asked, wakes_in, now);
        heard = Some(told(car, &format!("{} ({name})", said(&outcome))));
        outcome
    };
    let mut answers: Vec<Vec<u8>> = match wrong.filter(|wrong| wrong.prevents()) {
        Some(Wrong::Fault(number)) => {
            let fault = Fault::from_code(number).unwrap_or(Fault::INTERNAL);
            computers.refuse(message, fault, clock, &mut random).into_iter().collect()
        }
        Some(_) => computers.refuse(message, Fault::BUSY, clock, &mut random).into_iter().collect(),
        None => match link {
            Link::FleetApi => computers.receive(message, clock, &mut random, &mut act).into_iter().collect(),
            Link::Ble => computers.receive_nearby(message, clock, &mut random, &mut act),
        },
    };
    let last = answers.pop();
    let seen = last.as_deref().and_then(|answer| RoutableMessage::decode(answer).ok());
    computer.keep(car, |point| tesla_name(&tesla.registrations, point), now);
    let text = heard.unwrap_or_else(|| told(car, &outcome_of(kind, wrong, seen.as_ref())));
    log.note(now, Some(id), text);
    let Some(last) = last else { return Answer::NotUnderstood };
    let last = match wrong {
        Some(Wrong::Lost) => return Answer::None,
        Some(Wrong::Empty) => Vec::new(),
        Some(wrong) => wrong.spoil(&last),
        None => last,
    };
    Answer::Envelopes { before: answers, last }
}

fn is_for_infotainment(message: &RoutableMessage) -> bool {
    let to = message.to_destination.as_ref().and_then(|to| to.sub_destination.as_ref());
    matches!(to, Some(SubDestination::Domain(number)) if Domain::from_number(*number) == Some(Domain::Infotainment))
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
