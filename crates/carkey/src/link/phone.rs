//! The phone's side of the link.

use super::{FrameReader, LinkError, Message, frame};
use crate::{Nonce, PhoneId, Relay, Uin, VehicleId};

/// What the phone learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The session is open.
    Connected {
        /// With which car.
        vin: VehicleId,
        /// Its connection module.
        uin: Uin,
        /// The head unit's model.
        model: String,
        /// The protocol's version.
        version: String,
    },
    /// The car attested; to be handed to the service.
    Attested(Relay),
    /// The car refused, or said what does not fit here. The session is over.
    Failed(LinkError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Greeting,
    Open,
    Asking,
    Over,
}

/// One session of a phone with a car.
#[derive(Debug)]
pub struct PhoneSide {
    reader: FrameReader,
    state: State,
}

impl PhoneSide {
    /// Begins a session; the bytes go to the car.
    #[must_use]
    pub fn open(phone: PhoneId) -> (Self, Vec<u8>) {
        (Self { reader: FrameReader::new(), state: State::Greeting }, frame(&Message::Hello { phone }))
    }

    /// Asks for an attestation; `None` unless the session is open and nothing else was asked.
    #[must_use]
    pub fn attest(&mut self, nonce: Nonce) -> Option<Vec<u8>> {
        if self.state != State::Open {
            return None;
        }
        self.state = State::Asking;
        Some(frame(&Message::Attest { nonce }))
    }

    /// Ends the session; the bytes go to the car.
    #[must_use]
    pub fn close(&mut self) -> Vec<u8> {
        self.state = State::Over;
        frame(&Message::Bye)
    }

    /// The wire below broke.
    pub fn lost(&mut self) -> Option<Event> {
        (self.state != State::Over).then(|| self.fail(LinkError::CONNECTION_LOST))
    }

    /// Takes bytes from the car.
    pub fn receive(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        if self.state == State::Over {
            return events;
        }
        self.reader.push(bytes);
        while self.state != State::Over {
            let message = match self.reader.next_message() {
                Ok(None) => break,
                Ok(Some(message)) => message,
                Err(_) => {
                    events.push(self.fail(LinkError { code: 400, second: 17 }));
                    break;
                }
            };
            events.push(match (self.state, message) {
                (State::Greeting, Message::Welcome { vin, uin, model, version }) => {
                    self.state = State::Open;
                    Event::Connected { vin, uin, model, version }
                }
                (State::Asking, Message::Attested { relay }) => {
                    self.state = State::Open;
                    Event::Attested(relay)
                }
                (_, Message::Refused { error }) => self.fail(error),
                (_, Message::Bye) => self.fail(LinkError::CONNECTION_LOST),
                _ => self.fail(LinkError::BAD_REQUEST),
            });
        }
        events
    }

    fn fail(&mut self, error: LinkError) -> Event {
        self.state = State::Over;
        Event::Failed(error)
    }
}
