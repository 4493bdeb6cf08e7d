//! A client's session with one part of one car.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use prost::Message;

use super::answer::{Answer, Expected};
use super::error::{CommandError, SessionInfoProblem, SignError};
use super::request::{ID_LENGTH, Ignored, Received, Request};
use crate::command::Command;
use crate::domain::Domain;
use crate::fault::Fault;
use crate::key::{PrivateKey, PublicKey};
use crate::proto::signatures::signature_data::SigType;
use crate::proto::signatures::{
    AesGcmPersonalizedSignatureData, AesGcmResponseSignatureData, HmacPersonalizedSignatureData, KeyIdentity,
    SessionInfo, SessionInfoStatus, SignatureData, SignatureType, key_identity,
};
use crate::proto::universal_message::destination::SubDestination;
use crate::proto::universal_message::routable_message::{Payload, SubSigData};
use crate::proto::universal_message::{Destination, OperationStatusE, RoutableMessage, SessionInfoRequest};
use crate::randomness::{Randomness, random_bytes};
use crate::secret::{Covered, CoveredAnswer, EPOCH_LENGTH, NONCE_LENGTH, SessionSecret, request_hash};
use crate::vin::Vin;
use crate::window::Window;

/// Commands ask for an encrypted answer. Cars from before 2024.38 do not know the flag and answer in the clear.
pub(crate) const FLAG_ENCRYPT_RESPONSE: u32 = 2;

/// Furthest expiry in an epoch, in seconds.
pub(crate) const LAST_SECOND: u32 = 1 << 30;

/// Answers to one request may come in any order within this many.
const ANSWER_WINDOW: u32 = 32;

/// How a command is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// In the clear, with a tag: what the Fleet API takes, as it must see what it forwards.
    Hmac,
    /// Encrypted: for direct links, as Bluetooth.
    AesGcm,
}

/// A session of one key with one part of one car. Bytes go in and out; who carries them is the caller's matter.
///
/// ```text
/// request_session -> bytes -> car -> bytes -> receive: the session is ready
/// authorize       -> bytes -> car -> bytes -> receive: done, refused, or a session that was healed on the way
/// ```
pub struct Session {
    key: Arc<PrivateKey>,
    vin: Vin,
    domain: Domain,
    allowed_latency: SignedDuration,
    /// Apart, as most parts of most cars are never spoken to.
    established: Option<Box<Established>>,
}

struct Established {
    secret: SessionSecret,
    car_key: PublicKey,
    epoch: [u8; EPOCH_LENGTH],
    counter: u32,
    /// Counters up to this one may be used.
    until: u32,
    clock_time: u32,
    /// When the epoch began, by our clock.
    began: Timestamp,
}

/// Counters that were reserved for a session: those above `after`, up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterBlock {
    /// The last that others may have used.
    pub after: u32,
    /// The last of the block.
    pub until: u32,
}

/// What is kept of a session. It holds no secret: with the private key, it makes a session again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionState {
    /// The part of the car.
    pub domain: Domain,
    /// The car's public key.
    pub car_key: PublicKey,
    /// The session's name.
    pub epoch: [u8; EPOCH_LENGTH],
    /// The last counter used.
    pub counter: u32,
    /// The car's clock, in whole seconds of the epoch, at the last session info.
    pub clock_time: u32,
    /// When the epoch began, by our clock.
    pub began: Timestamp,
}

impl Session {
    /// A session that is still to be asked for.
    #[must_use]
    pub fn new(key: Arc<PrivateKey>, vin: Vin, domain: Domain) -> Self {
        Self { key, vin, domain, allowed_latency: SignedDuration::from_secs(10), established: None }
    }

    /// A session as it was kept. Its counters are used up: take a block before authorising.
    pub fn restore(key: Arc<PrivateKey>, vin: Vin, state: &SessionState) -> Result<Self, crate::InvalidKey> {
        let secret = key.exchange(&state.car_key)?;
        let established = Established {
            secret,
            car_key: state.car_key,
            epoch: state.epoch,
            counter: state.counter,
            until: state.counter,
            clock_time: state.clock_time,
            began: state.began,
        };
        Ok(Self { established: Some(Box::new(established)), ..Self::new(key, vin, state.domain) })
    }

    /// Sets how long after the request session info may come: 10 s, if not set. Over Bluetooth 4 s are usual.
    #[must_use]
    pub fn with_allowed_latency(mut self, latency: SignedDuration) -> Self {
        self.allowed_latency = latency;
        self
    }

    /// The part of the car.
    #[must_use]
    pub fn domain(&self) -> Domain {
        self.domain
    }

    /// Whether commands can be authorised.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.established.is_some()
    }

    /// What to keep of the session; none before it is ready.
    #[must_use]
    pub fn state(&self) -> Option<SessionState> {
        self.established.as_ref().map(|established| SessionState {
            domain: self.domain,
            car_key: established.car_key,
            epoch: established.epoch,
            counter: established.counter,
            clock_time: established.clock_time,
            began: established.began,
        })
    }

    /// Confines the session to a block of counters. Gaps are legal: what is left of an earlier block is let go.
    pub fn take_counters(&mut self, block: CounterBlock) {
        if let Some(established) = &mut self.established {
            established.counter = established.counter.max(block.after);
            established.until = block.until;
        }
    }

    /// The last counter that it may use without taking another block.
    #[must_use]
    pub fn last_counter(&self) -> Option<u32> {
        self.established.as_ref().map(|established| established.until)
    }

    /// Asks the car for session info.
    pub fn request_session(&self, now: Timestamp, random: &mut dyn Randomness) -> Result<Request, SignError> {
        let payload = Payload::SessionInfoRequest(SessionInfoRequest {
            public_key: self.key.public_key().as_bytes().to_vec(),
            challenge: Vec::new(),
        });
        self.request(Envelope { payload, flags: 0, signature: None }, Vec::new(), Expected::Session, now, random)
    }

    /// Authorises a command for this car. It expires after `lifetime`, which cars may limit to 30 s.
    ///
    /// Commands that need no signature are only put in an envelope; they need no session either.
    pub fn authorize(
        &mut self,
        command: &Command,
        signature: Signature,
        lifetime: SignedDuration,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Result<Request, SignError> {
        if command.domain() != self.domain {
            return Err(SignError::OtherDomain);
        }
        let expected = Expected::of(command);
        let mut payload = command.to_payload();
        let flags = FLAG_ENCRYPT_RESPONSE;
        if !command.needs_signature() {
            let payload = Payload::ProtobufMessageAsBytes(payload);
            return self.request(Envelope { payload, flags, signature: None }, Vec::new(), expected, now, random);
        }
        let nonce = random_bytes::<NONCE_LENGTH>(random)?;
        let identity = KeyIdentity {
            identity_type: Some(key_identity::IdentityType::PublicKey(self.key.public_key().as_bytes().to_vec())),
        };
        let established = self.established.as_mut().ok_or(SignError::NoSession)?;
        let expires = now.checked_add(lifetime).map_err(|_| SignError::Expiry)?;
        let expires_at = established.second_of(expires).ok_or(SignError::Expiry)?;
        let counter = established.next_counter()?;
        let covered =
            Covered { domain: self.domain, vin: &self.vin, epoch: &established.epoch, expires_at, counter, flags };
        let epoch = established.epoch.to_vec();
        let (sig_type, hash) = match signature {
            Signature::Hmac => {
                let tag = established.secret.command_tag(&covered, &payload).as_ref().to_vec();
                let hash = request_hash(SignatureType::HmacPersonalized, self.domain, &tag);
                let data = HmacPersonalizedSignatureData { epoch, counter, expires_at, tag };
                (SigType::HmacPersonalizedData(data), hash)
            }
            Signature::AesGcm => {
                let tag = established.secret.seal_command(&covered, nonce, &mut payload);
                let tag = tag.ok_or(SignError::Encryption)?;
                let hash = request_hash(SignatureType::AesGcmPersonalized, self.domain, &tag);
                let nonce = nonce.to_vec();
                let data = AesGcmPersonalizedSignatureData { epoch, nonce, counter, expires_at, tag };
                (SigType::AesGcmPersonalizedData(data), hash)
            }
        };
        let signature = Some(SignatureData { signer_identity: Some(identity), sig_type: Some(sig_type) });
        let payload = Payload::ProtobufMessageAsBytes(payload);
        self.request(Envelope { payload, flags, signature }, hash, expected, now, random)
    }

    /// Reads a message from the car. Session info in it brings the session up to date, whatever else it says.
    ///
    /// # Errors
    /// What the car said, or that it said something unreadable. The error knows whether the command may have been
    /// obeyed, and whether a healed session lets it be authorised anew.
    pub fn receive(&mut self, request: &mut Request, message: &[u8], now: Timestamp) -> Result<Received, CommandError> {
        let message = match self.claim(request, message) {
            Ok(message) => message,
            Err(ignored) => return Ok(Received::Ignored(ignored)),
        };
        let info = match &message.payload {
            Some(Payload::SessionInfo(info)) => Some(self.take_session_info(request, &message, info, now)),
            _ => None,
        };
        let fault = fault_of(&message);
        let payload = match self.payload(request, &message, fault) {
            Ok(payload) => payload,
            Err(ignored) => return Ok(Received::Ignored(ignored)),
        };
        if let Some(fault) = fault {
            return Err(if fault == Fault::UNKNOWN_KEY_ID {
                CommandError::KeyNotPaired
            } else {
                CommandError::Fault(fault)
            });
        }
        if let Some(Payload::SessionInfo(info)) = &message.payload {
            check_status(info)?;
        }
        match message.signed_message_status.map(|status| OperationStatusE::try_from(status.operation_status)) {
            None | Some(Ok(OperationStatusE::OperationstatusOk | OperationStatusE::OperationstatusError)) => {}
            Some(Ok(OperationStatusE::OperationstatusWait)) => return Err(CommandError::Busy),
            Some(Err(_)) => return Err(CommandError::UnknownStatus),
        }
        if request.expected == Expected::Session {
            return match info {
                Some(Ok(())) => Ok(Received::Answer(Answer::Session)),
                Some(Err(problem)) => Err(CommandError::NoSession(problem)),
                None => Err(CommandError::NoSession(SessionInfoProblem::Missing)),
            };
        }
        Ok(match request.expected.read(&payload)? {
            Some(answer) => Received::Answer(answer),
            None => Received::Notice,
        })
    }

    fn request(
        &self,
        envelope: Envelope,
        hash: Vec<u8>,
        expected: Expected,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Result<Request, SignError> {
        let address = random_bytes::<ID_LENGTH>(random)?;
        let uuid = random_bytes::<ID_LENGTH>(random)?;
        let message = RoutableMessage {
            to_destination: Some(Destination {
                sub_destination: Some(SubDestination::Domain(self.domain.number().into())),
            }),
            from_destination: Some(Destination {
                sub_destination: Some(SubDestination::RoutingAddress(address.to_vec())),
            }),
            signed_message_status: None,
            request_uuid: Vec::new(),
            uuid: uuid.to_vec(),
            flags: envelope.flags,
            payload: Some(envelope.payload),
            sub_sig_data: envelope.signature.map(SubSigData::SignatureData),
        };
        let bytes = message.encode_to_vec();
        Ok(Request { bytes, domain: self.domain, address, uuid, sent_at: now, hash, answers: None, expected })
    }

    /// Whether a message is for a request of ours. What it repeats of the request's id is the id: the challenge that
    /// tags of session info answer is always our own copy.
    fn claim(&self, request: &Request, message: &[u8]) -> Result<RoutableMessage, Ignored> {
        let message = RoutableMessage::decode(message).map_err(|_| Ignored::Malformed)?;
        let from = message.from_destination.as_ref().and_then(|from| from.sub_destination.as_ref());
        if from != Some(&SubDestination::Domain(self.domain.number().into())) {
            return Err(Ignored::Source);
        }
        match message.to_destination.as_ref().and_then(|to| to.sub_destination.as_ref()) {
            Some(SubDestination::RoutingAddress(address)) if *address == request.address => {}
            _ => return Err(Ignored::Destination),
        }
        // Vehicle security, short of memory, may leave the id out: the address, new for each request, stands for it.
        let may_be_absent = self.domain == Domain::VehicleSecurity && message.request_uuid.is_empty();
        if message.request_uuid != request.uuid && !may_be_absent {
            return Err(Ignored::OtherRequest);
        }
        Ok(message)
    }

    /// Brings the session up to date, if the info is the car's and answers this very request.
    fn take_session_info(
        &mut self,
        request: &Request,
        message: &RoutableMessage,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(), SessionInfoProblem> {
        if now.duration_since(request.sent_at) > self.allowed_latency {
            return Err(SessionInfoProblem::Late);
        }
        let Some(SubSigData::SignatureData(SignatureData { sig_type: Some(SigType::SessionInfoTag(tag)), .. })) =
            &message.sub_sig_data
        else {
            return Err(SessionInfoProblem::NoTag);
        };
        let info = SessionInfo::decode(bytes).map_err(|_| SessionInfoProblem::Malformed)?;
        let epoch = info.epoch.as_slice().try_into().map_err(|_| SessionInfoProblem::Malformed)?;
        let car_key = PublicKey::from_bytes(&info.public_key).map_err(|_| SessionInfoProblem::PublicKey)?;
        if info.status != i32::from(SessionInfoStatus::Ok) {
            return Err(SessionInfoProblem::Status);
        }
        let clock = SignedDuration::from_secs(info.clock_time.into());
        let began = now.checked_sub(clock).map_err(|_| SessionInfoProblem::Malformed)?;
        let known = self.established.as_mut().filter(|established| established.car_key == car_key);
        if let Some(established) = known {
            if !established.secret.verifies_session_info(&self.vin, &request.uuid, bytes, &tag.tag) {
                return Err(SessionInfoProblem::Tag);
            }
            // Info that was overtaken by a later one says nothing new.
            if established.epoch != epoch || info.clock_time >= established.clock_time {
                established.counter = established.counter.max(info.counter);
                established.epoch = epoch;
                established.clock_time = info.clock_time;
                established.began = began;
            }
            return Ok(());
        }
        if self.established.is_some() && request.expected != Expected::Session {
            return Err(SessionInfoProblem::OtherCarKey);
        }
        let secret = self.key.exchange(&car_key).map_err(|_| SessionInfoProblem::PublicKey)?;
        if !secret.verifies_session_info(&self.vin, &request.uuid, bytes, &tag.tag) {
            return Err(SessionInfoProblem::Tag);
        }
        self.established = Some(Box::new(Established {
            secret,
            car_key,
            epoch,
            counter: info.counter,
            until: u32::MAX,
            clock_time: info.clock_time,
            began,
        }));
        Ok(())
    }

    /// What the answer carries, decrypted where it is encrypted.
    fn payload(
        &self,
        request: &mut Request,
        message: &RoutableMessage,
        fault: Option<Fault>,
    ) -> Result<Vec<u8>, Ignored> {
        let payload = match &message.payload {
            Some(Payload::ProtobufMessageAsBytes(payload)) => payload.as_slice(),
            _ => &[],
        };
        let Some(SubSigData::SignatureData(SignatureData {
            sig_type: Some(SigType::AesGcmResponseData(data)), ..
        })) = &message.sub_sig_data
        else {
            return Ok(payload.to_vec());
        };
        let AesGcmResponseSignatureData { nonce, counter, tag } = data;
        let established = self.established.as_ref().ok_or(Ignored::Undecryptable)?;
        let nonce = nonce.as_slice().try_into().map_err(|_| Ignored::Undecryptable)?;
        let covered = CoveredAnswer {
            domain: self.domain,
            vin: &self.vin,
            counter: *counter,
            flags: message.flags,
            request_hash: &request.hash,
            fault,
        };
        let opened = established.secret.open_answer(&covered, nonce, payload, tag).ok_or(Ignored::Undecryptable)?;
        if let Some(answers) = &mut request.answers {
            if !answers.take(*counter, ANSWER_WINDOW) {
                return Err(Ignored::Repeated);
            }
        } else {
            request.answers = Some(Window::starting_at(*counter));
        }
        Ok(opened)
    }
}

impl Established {
    fn next_counter(&mut self) -> Result<u32, SignError> {
        let next = self.counter.checked_add(1).ok_or(SignError::CounterAtEnd)?;
        if next > self.until {
            return Err(SignError::CountersUsedUp);
        }
        self.counter = next;
        Ok(next)
    }

    /// The second of the epoch that a time lies in; none outside the bounds of one.
    fn second_of(&self, time: Timestamp) -> Option<u32> {
        u32::try_from(time.duration_since(self.began).as_secs()).ok().filter(|second| *second <= LAST_SECOND)
    }
}

/// What a request carries besides its addresses.
struct Envelope {
    payload: Payload,
    flags: u32,
    signature: Option<SignatureData>,
}

fn fault_of(message: &RoutableMessage) -> Option<Fault> {
    message.signed_message_status.as_ref().and_then(|status| Fault::from_code(status.signed_message_fault))
}

/// What session info says of the key, whether or not the info is authenticated.
fn check_status(info: &[u8]) -> Result<(), CommandError> {
    let info = SessionInfo::decode(info).map_err(|_| CommandError::BadResponse)?;
    match SessionInfoStatus::try_from(info.status) {
        Ok(SessionInfoStatus::Ok) => Ok(()),
        Ok(SessionInfoStatus::KeyNotOnWhitelist) => Err(CommandError::KeyNotPaired),
        Err(_) => Err(CommandError::UnknownStatus),
    }
}
