//! The car's side of the link.

use aws_lc_rs::rand::SecureRandom;
use jiff::Timestamp;

use super::{FrameReader, LinkError, Message, frame};
use crate::{Attestation, CarIdentity, ContactPosition, PhoneId, PhoneLink, Relay, Uin, VehicleId, Zone};

/// What a car senses at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senses {
    /// The car.
    pub vin: VehicleId,
    /// Its connection module.
    pub uin: Uin,
    /// The head unit's model.
    pub model: String,
    /// The phones that are paired with it.
    pub paired: Vec<PhoneId>,
    /// Whether the phone's Bluetooth link is up.
    pub connected: bool,
    /// Whether a key is in the car.
    pub key_present: bool,
    /// Where it stands in the contact.
    pub key_car_position: ContactPosition,
    /// Where the phone's holder is.
    pub zone: Zone,
    /// The car's clock.
    pub clock: Timestamp,
}

/// One session of a car with a phone.
#[derive(Debug, Default)]
pub struct CarSide {
    reader: FrameReader,
    phone: Option<PhoneId>,
    ended: bool,
}

impl CarSide {
    /// A session in which nothing was said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the session is over, so that the link is to be closed.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ended
    }

    /// Takes bytes from the phone and gives those for it. `senses` is asked once for each message, so that an attestation
    /// tells what holds when it is signed.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        identity: &CarIdentity,
        random: &dyn SecureRandom,
        mut senses: impl FnMut() -> Senses,
    ) -> Vec<u8> {
        let mut answers = Vec::new();
        if self.ended {
            return answers;
        }
        self.reader.push(bytes);
        while !self.ended {
            match self.reader.next_message() {
                Ok(None) => break,
                Ok(Some(message)) => {
                    if let Some(answer) = self.answer(message, identity, random, &senses()) {
                        answers.extend(frame(&answer));
                    }
                }
                Err(_) => answers.extend(frame(&self.refuse_and_end(LinkError::BAD_REQUEST))),
            }
        }
        answers
    }

    fn answer(
        &mut self,
        message: Message,
        identity: &CarIdentity,
        random: &dyn SecureRandom,
        senses: &Senses,
    ) -> Option<Message> {
        if !senses.connected {
            return Some(self.refuse_and_end(LinkError::CONNECTION_LOST));
        }
        Some(match (message, self.phone.clone()) {
            (Message::Hello { phone }, None) if senses.paired.contains(&phone) => {
                self.phone = Some(phone);
                Message::Welcome {
                    vin: senses.vin.clone(),
                    uin: senses.uin.clone(),
                    model: senses.model.clone(),
                    version: "1.0.0".to_owned(),
                }
            }
            (Message::Hello { .. }, None) => self.refuse_and_end(LinkError::NO_ACCESS),
            (Message::Attest { nonce }, Some(phone)) => {
                let link = PhoneLink { paired: senses.paired.contains(&phone), connected: senses.connected, id: phone };
                let attestation = Attestation::new(
                    senses.vin.clone(),
                    senses.uin.clone(),
                    senses.key_present,
                    senses.key_car_position,
                    senses.zone,
                    link,
                    nonce,
                    senses.clock,
                );
                match identity.sign(&attestation, random) {
                    Some(signed) => Message::Attested { relay: Relay::from(&signed) },
                    None => Message::Refused { error: LinkError::UNAVAILABLE },
                }
            }
            (Message::Bye, _) => {
                self.ended = true;
                return None;
            }
            _ => self.refuse_and_end(LinkError::BAD_REQUEST),
        })
    }

    fn refuse_and_end(&mut self, error: LinkError) -> Message {
        self.ended = true;
        Message::Refused { error }
    }
}
