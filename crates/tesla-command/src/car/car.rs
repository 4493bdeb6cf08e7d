//! A car that takes signed commands.

use std::fmt;

use jiff::Timestamp;
use prost::Message;

use super::keychain::{KeyEntry, KeyOperation, Keychain};
use super::memory::CarMemory;
use super::outcome::{Asked, Outcome};
use super::reply::{Reply, key_operation_payload, outcome_payload, security_payload, taken_payload};
use super::role::may;
use super::station::{Rejected, Station, Verified};
use crate::ble::LONGEST_MESSAGE;
use crate::command::{Command, InvalidPayload, SecurityCommand};
use crate::domain::Domain;
use crate::fault::Fault;
use crate::key::{PrivateKey, PublicKey};
use crate::proto::keys::Role;
use crate::proto::signatures::{SignatureData, key_identity};
use crate::proto::universal_message::RoutableMessage;
use crate::proto::universal_message::destination::SubDestination;
use crate::proto::universal_message::routable_message::{Payload, SubSigData};
use crate::proto::vcsec::from_vcsec_message::SubMessage;
use crate::proto::vcsec::{SignedMessage, ToVcsecMessage};
use crate::randomness::Randomness;
use crate::vin::Vin;

/// The longest id that a message may have.
const LONGEST_ID: usize = 16;

/// The private keys of a car, one for each part. They last as long as the car does.
pub struct CarKeys {
    /// Of vehicle security.
    pub vehicle_security: PrivateKey,
    /// Of infotainment.
    pub infotainment: PrivateKey,
}

/// A key that someone asked to put on a car.
struct KeyRequest {
    entry: KeyEntry,
    /// The envelope in which it was asked for. None for a request without one, which has no sender.
    asked_in: Option<RoutableMessage>,
}

/// What came of holding a key card to a car.
#[derive(Clone, Debug, PartialEq)]
pub struct Tapped {
    /// The key that is now on the car, or why it is not.
    pub result: Result<KeyEntry, KeyOperation>,
    /// What the car says of it over direct links: to whoever asked, or to everyone where that is unknown.
    pub answer: Vec<u8>,
}

/// How a message comes to a car.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// By way of Tesla's servers, which bring back one answer.
    FleetApi,
    /// From nearby.
    Direct,
}

/// A car: two parts that take messages, and the keys that it knows.
///
/// Time comes in with each message and is the car's own clock. What the car does with a command that passes all checks
/// is asked of the caller.
pub struct Car {
    keychain: Keychain,
    requested_key: Option<KeyRequest>,
    encrypts_answers: bool,
    hears_fleet_managers_nearby: bool,
    vehicle_security: Station,
    infotainment: Station,
}

impl Car {
    /// A car that has just started.
    #[must_use]
    pub fn new(vin: Vin, keys: CarKeys, keychain: Keychain) -> Self {
        Self {
            keychain,
            requested_key: None,
            encrypts_answers: true,
            hears_fleet_managers_nearby: false,
            vehicle_security: Station::new(Domain::VehicleSecurity, vin.clone(), keys.vehicle_security),
            infotainment: Station::new(Domain::Infotainment, vin, keys.infotainment),
        }
    }

    /// Sets whether it encrypts answers where it is asked to, which cars do from software 2024.38 on.
    #[must_use]
    pub fn encrypting_answers(mut self, encrypts: bool) -> Self {
        self.encrypts_answers = encrypts;
        self
    }

    /// Sets whether fleet managers' keys command it over direct links as well, which cars before software 2023.38 allow.
    #[must_use]
    pub fn hearing_fleet_managers_nearby(mut self, hears: bool) -> Self {
        self.hears_fleet_managers_nearby = hears;
        self
    }

    /// What it remembers of its sessions.
    #[must_use]
    pub fn memory(&self) -> CarMemory {
        CarMemory { vehicle_security: self.vehicle_security.memory(), infotainment: self.infotainment.memory() }
    }

    /// Takes up the sessions of an earlier time.
    #[must_use]
    pub fn recalling(mut self, memory: CarMemory) -> Self {
        self.vehicle_security.recall(memory.vehicle_security);
        self.infotainment.recall(memory.infotainment);
        self
    }

    /// The keys on the car.
    #[must_use]
    pub fn keychain(&self) -> &Keychain {
        &self.keychain
    }

    /// Puts a key on the car, as its owner does with a card, a phone or at the screen.
    pub fn add_key(&mut self, entry: KeyEntry) -> Result<(), KeyOperation> {
        self.keychain.add(entry)
    }

    /// Takes a key off the car, as its owner does at the screen. Its sessions end.
    pub fn remove_key(&mut self, key: &PublicKey) -> Result<(), KeyOperation> {
        self.keychain.remove(key)?;
        self.end_sessions(key);
        Ok(())
    }

    /// The key that someone asked to put on the car, which waits for a key card.
    #[must_use]
    pub fn requested_key(&self) -> Option<&KeyEntry> {
        self.requested_key.as_ref().map(|request| &request.entry)
    }

    /// Holds a known key card to the car: the key that waits for it, if any, is put on the car.
    pub fn tap_card(&mut self) -> Option<Tapped> {
        let KeyRequest { entry, asked_in } = self.requested_key.take()?;
        let added = self.keychain.add(entry);
        let reply = Reply::plain(Domain::VehicleSecurity, key_operation_payload(None, added));
        let envelope = match asked_in {
            Some(message) => reply.envelope(&message),
            None => reply.for_everyone(),
        };
        Some(Tapped { result: added.map(|()| entry), answer: envelope.encode_to_vec() })
    }

    /// Starts a part anew: its sessions are forgotten, and epochs, counters and clocks begin again.
    pub fn restart(&mut self, domain: Domain) {
        self.station(domain).restart();
    }

    /// Takes a message and gives the answer to it. None where nothing can be made of it, as it is no message, and for
    /// a request to put a key on the car, which has no sender: see `requested_key`.
    ///
    /// `act` is asked what becomes of each command that passed all checks, and of what is asked without a signature.
    /// Keys are added, removed and listed by the car itself.
    pub fn receive(
        &mut self,
        message: &[u8],
        now: Timestamp,
        random: &mut dyn Randomness,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Option<Vec<u8>> {
        let envelope = RoutableMessage::decode(message).ok()?;
        if let Some(request) = bare_request(message, &envelope) {
            self.wait_for_card(&request);
            return None;
        }
        let last = self.replies(Link::FleetApi, &envelope, now, random, act).pop()?;
        Some(last.envelope(&envelope).encode_to_vec())
    }

    /// Takes a message that comes over a direct link, as Bluetooth, and gives the answers to it, first things first.
    ///
    /// Vehicle security says that it took a command, and then what came of it. A request for a key that has no sender
    /// is answered to everyone. What does not fit over the link is answered by a fault.
    pub fn receive_nearby(
        &mut self,
        message: &[u8],
        now: Timestamp,
        random: &mut dyn Randomness,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Vec<Vec<u8>> {
        let Ok(envelope) = RoutableMessage::decode(message) else { return Vec::new() };
        if let Some(request) = bare_request(message, &envelope) {
            let waits = self.wait_for_card(&request);
            return waits.map(|reply| reply.for_everyone().encode_to_vec()).into_iter().collect();
        }
        let fitting = |reply: Reply| {
            let answer = reply.envelope(&envelope).encode_to_vec();
            if answer.len() <= LONGEST_MESSAGE {
                return answer;
            }
            Reply::fault(Fault::RESPONSE_MTU_EXCEEDED).envelope(&envelope).encode_to_vec()
        };
        self.replies(Link::Direct, &envelope, now, random, act).into_iter().map(fitting).collect()
    }

    /// Answers a message with a fault, whatever it asks: what a car does that cannot or may not listen. Faults of the
    /// session come with session info for the keys that the car knows. No counter is used up.
    pub fn refuse(
        &mut self,
        message: &[u8],
        fault: Fault,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Option<Vec<u8>> {
        let message = RoutableMessage::decode(message).ok()?;
        let reply = self.refusal(&message, fault, now, random).unwrap_or_else(|| Reply::fault(fault));
        Some(reply.envelope(&message).encode_to_vec())
    }

    /// A fault with session info; none where it helps nobody.
    fn refusal(
        &mut self,
        message: &RoutableMessage,
        fault: Fault,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Option<Reply> {
        let is_answerable = fault.is_of_the_session() && message.uuid.len() <= LONGEST_ID;
        let domain = domain_of(message).filter(|_| is_answerable)?;
        let Some(SubSigData::SignatureData(signature)) = &message.sub_sig_data else { return None };
        let key = signer(signature).ok()?;
        self.keychain.entry(&key)?;
        self.session_info(domain, &key, message, Some(fault), now, random).ok()
    }

    /// Everything that the car says to a message; the last is what came of it.
    fn replies(
        &mut self,
        link: Link,
        message: &RoutableMessage,
        now: Timestamp,
        random: &mut dyn Randomness,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Vec<Reply> {
        let replies = match domain_of(message) {
            Some(_) if message.uuid.len() > LONGEST_ID => Err(Fault::REQUEST_MTU_EXCEEDED),
            Some(domain) => self.answer(link, domain, message, now, random, act),
            None => Err(Fault::INVALID_DOMAINS),
        };
        replies.unwrap_or_else(|fault| vec![Reply::fault(fault)])
    }

    fn answer(
        &mut self,
        link: Link,
        domain: Domain,
        message: &RoutableMessage,
        now: Timestamp,
        random: &mut dyn Randomness,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Result<Vec<Reply>, Fault> {
        let one = |reply| vec![reply];
        match (&message.payload, &message.sub_sig_data) {
            (Some(Payload::SessionInfoRequest(request)), _) => {
                let key = PublicKey::from_bytes(&request.public_key).map_err(|_| Fault::BAD_PARAMETER)?;
                self.keychain.entry(&key).ok_or(Fault::UNKNOWN_KEY_ID)?;
                self.session_info(domain, &key, message, None, now, random).map(one)
            }
            (Some(Payload::ProtobufMessageAsBytes(payload)), None) => {
                self.answer_unsigned(domain, payload, message, act).map(one)
            }
            (_, Some(SubSigData::SignatureData(signature))) => {
                let key = signer(signature)?;
                let entry = *self.keychain.entry(&key).ok_or(Fault::UNKNOWN_KEY_ID)?;
                match self.station(domain).verify(&key, message, now, random) {
                    Ok(verified) => self.obey(link, domain, &entry, verified, random, act),
                    Err(Rejected { fault, with_info: true }) => {
                        self.session_info(domain, &key, message, Some(fault), now, random).map(one)
                    }
                    Err(Rejected { fault, with_info: false }) => Err(fault),
                }
            }
            (Some(Payload::SessionInfo(_)) | None, None) => Err(Fault::BAD_PARAMETER),
        }
    }

    /// Notes a request for a key. Anyone may ask; only a card decides.
    fn wait_for_card(&mut self, request: &SignedMessage) -> Option<Reply> {
        let command = Command::from_payload(Domain::VehicleSecurity, &request.protobuf_message_as_bytes);
        let Ok(Command::Security(SecurityCommand::AddKey { key, role, form_factor })) = command else { return None };
        self.requested_key = Some(KeyRequest { entry: KeyEntry { key, role, form_factor }, asked_in: None });
        Some(Reply::waiting())
    }

    /// Vehicle security tells everyone its state and its keys' names, and lets everyone ask for a key.
    fn answer_unsigned(
        &mut self,
        domain: Domain,
        payload: &[u8],
        message: &RoutableMessage,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Result<Reply, Fault> {
        let command = Command::from_payload(domain, payload).map_err(|problem| payload_fault(&problem))?;
        if let Command::Security(SecurityCommand::AddKey { key, role, form_factor }) = command {
            let entry = KeyEntry { key, role, form_factor };
            self.requested_key = Some(KeyRequest { entry, asked_in: Some(message.clone()) });
            return Ok(Reply::waiting());
        }
        if command.needs_signature() {
            return Err(Fault::BAD_PARAMETER);
        }
        let payload = match &command {
            Command::Security(SecurityCommand::ListKeys) => {
                security_payload(SubMessage::WhitelistInfo(self.keychain.info()))
            }
            Command::Security(SecurityCommand::ReadKey { slot }) => {
                security_payload(SubMessage::WhitelistEntryInfo(self.keychain.entry_info(*slot)))
            }
            _ => outcome_payload(domain, act(Asked { command: &command, by: None }))?,
        };
        Ok(Reply::plain(domain, payload))
    }

    fn obey(
        &mut self,
        link: Link,
        domain: Domain,
        by: &KeyEntry,
        verified: Verified,
        random: &mut dyn Randomness,
        act: &mut dyn FnMut(Asked<'_>) -> Outcome,
    ) -> Result<Vec<Reply>, Fault> {
        let is_nearby = link == Link::Direct;
        if is_nearby && by.role == Role::Fm && !self.hears_fleet_managers_nearby {
            return Err(Fault::INSUFFICIENT_PRIVILEGES);
        }
        let command = match Command::from_payload(domain, &verified.payload) {
            Ok(command) => command,
            Err(InvalidPayload::Key(_)) => {
                let invalid = Err(KeyOperation::WhitelistoperationInformationInvalidPublicKey);
                let payload = key_operation_payload(Some(by), invalid);
                return Ok(vec![self.reply(domain, &by.key, payload, verified.encrypted, random)?]);
            }
            Err(problem) => return Err(payload_fault(&problem)),
        };
        let is_key_operation =
            matches!(command, Command::Security(SecurityCommand::AddKey { .. } | SecurityCommand::RemoveKey(_)));
        if !is_key_operation && !may(by.role, &command) {
            return Err(Fault::INSUFFICIENT_PRIVILEGES);
        }
        let payload = match &command {
            Command::Security(SecurityCommand::AddKey { key, role, form_factor }) => {
                let entry = KeyEntry { key: *key, role: *role, form_factor: *form_factor };
                key_operation_payload(Some(by), self.keychain.add_by(by, entry))
            }
            Command::Security(SecurityCommand::RemoveKey(key)) => {
                let removed = self.keychain.remove_by(by, key);
                if removed.is_ok() {
                    self.end_sessions(key);
                }
                key_operation_payload(Some(by), removed)
            }
            Command::Security(SecurityCommand::ListKeys) => {
                security_payload(SubMessage::WhitelistInfo(self.keychain.info()))
            }
            Command::Security(SecurityCommand::ReadKey { slot }) => {
                security_payload(SubMessage::WhitelistEntryInfo(self.keychain.entry_info(*slot)))
            }
            _ => outcome_payload(domain, act(Asked { command: &command, by: Some(by) }))?,
        };
        let mut replies = Vec::new();
        if is_nearby && domain == Domain::VehicleSecurity && command.needs_signature() {
            let taken = taken_payload(verified.counter);
            replies.push(self.reply(domain, &by.key, taken, verified.encrypted.clone(), random)?);
        }
        replies.push(self.reply(domain, &by.key, payload, verified.encrypted, random)?);
        Ok(replies)
    }

    fn reply(
        &mut self,
        domain: Domain,
        key: &PublicKey,
        payload: Vec<u8>,
        encrypted: Option<Vec<u8>>,
        random: &mut dyn Randomness,
    ) -> Result<Reply, Fault> {
        let Some(hash) = encrypted.filter(|_| self.encrypts_answers) else { return Ok(Reply::plain(domain, payload)) };
        let (payload, signature) = self.station(domain).encrypt_answer(key, &hash, payload, random)?;
        Ok(Reply { signature: Some(signature), ..Reply::plain(domain, payload) })
    }

    fn session_info(
        &mut self,
        domain: Domain,
        key: &PublicKey,
        message: &RoutableMessage,
        fault: Option<Fault>,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Result<Reply, Fault> {
        let info = self.station(domain).session_info(key, &message.uuid, now, random)?;
        Ok(Reply { domain, payload: Some(Payload::SessionInfo(info.bytes)), signature: Some(info.signature), fault })
    }

    fn end_sessions(&mut self, key: &PublicKey) {
        for domain in Domain::ALL {
            self.station(domain).forget(key);
        }
    }

    fn station(&mut self, domain: Domain) -> &mut Station {
        match domain {
            Domain::VehicleSecurity => &mut self.vehicle_security,
            Domain::Infotainment => &mut self.infotainment,
        }
    }
}

impl fmt::Debug for Car {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Car").field("keychain", &self.keychain).finish_non_exhaustive()
    }
}

/// A request for a key that comes as it is, in no envelope.
fn bare_request(bytes: &[u8], envelope: &RoutableMessage) -> Option<SignedMessage> {
    if envelope.to_destination.is_some() {
        return None;
    }
    ToVcsecMessage::decode(bytes).ok()?.signed_message
}

/// The part of the car that a message is for.
fn domain_of(message: &RoutableMessage) -> Option<Domain> {
    match message.to_destination.as_ref()?.sub_destination.as_ref()? {
        SubDestination::Domain(number) => Domain::from_number(*number),
        SubDestination::RoutingAddress(_) => None,
    }
}

/// Whose signature it is. Handles are never given out, so none is known.
fn signer(signature: &SignatureData) -> Result<PublicKey, Fault> {
    match signature.signer_identity.as_ref().and_then(|identity| identity.identity_type.as_ref()) {
        Some(key_identity::IdentityType::PublicKey(key)) => {
            PublicKey::from_bytes(key).map_err(|_| Fault::BAD_PARAMETER)
        }
        Some(key_identity::IdentityType::Handle(_)) => Err(Fault::INVALID_KEY_HANDLE),
        None => Err(Fault::BAD_PARAMETER),
    }
}

fn payload_fault(problem: &InvalidPayload) -> Fault {
    match problem {
        InvalidPayload::Malformed => Fault::DECODING,
        InvalidPayload::Unknown => Fault::INVALID_COMMAND,
        InvalidPayload::Key(_) => Fault::BAD_PARAMETER,
    }
}
