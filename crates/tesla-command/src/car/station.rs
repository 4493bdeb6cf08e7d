//! One part of a car: its sessions, one for each key, and the checks that a message must pass.

use std::collections::HashMap;

use jiff::Timestamp;
use prost::Message;

use super::memory::SessionMemory;
use crate::client::{FLAG_ENCRYPT_RESPONSE, LAST_SECOND};
use crate::domain::Domain;
use crate::fault::Fault;
use crate::key::{PrivateKey, PublicKey};
use crate::proto::signatures::signature_data::SigType;
use crate::proto::signatures::{
    AesGcmResponseSignatureData, HmacSignatureData, SessionInfo, SignatureData, SignatureType,
};
use crate::proto::universal_message::RoutableMessage;
use crate::proto::universal_message::routable_message::{Payload, SubSigData};
use crate::randomness::{NoRandomness, Randomness, random_bytes};
use crate::secret::{Covered, CoveredAnswer, EPOCH_LENGTH, NONCE_LENGTH, SessionSecret, request_hash};
use crate::vin::Vin;
use crate::window::Window;

/// How far ahead a message may expire whose counter is not a new highest one, in seconds.
const LONGEST_LIFE_OUT_OF_ORDER: u32 = 30;

/// Longest life of an epoch, in seconds: 365 days.
const EPOCH_LIFE: i64 = 365 * 24 * 60 * 60;

/// One part of a car.
pub(super) struct Station {
    domain: Domain,
    vin: Vin,
    key: PrivateKey,
    /// How many counters below the highest may still come.
    window: u32,
    sessions: HashMap<PublicKey, Session>,
}

struct Session {
    secret: SessionSecret,
    epoch: [u8; EPOCH_LENGTH],
    began: Timestamp,
    /// The clock never goes back.
    clock: u32,
    counters: Window,
    answers: u32,
}

/// A message that passed all checks.
pub(super) struct Verified {
    pub(super) payload: Vec<u8>,
    pub(super) counter: u32,
    /// What an encrypted answer is bound to; none where none is asked for.
    pub(super) encrypted: Option<Vec<u8>>,
}

/// A message that did not.
pub(super) struct Rejected {
    pub(super) fault: Fault,
    /// Whether the car's session info may help.
    pub(super) with_info: bool,
}

/// An answer with the session info that came of a request.
pub(super) struct Info {
    pub(super) bytes: Vec<u8>,
    pub(super) signature: SignatureData,
}

impl Station {
    pub(super) fn new(domain: Domain, vin: Vin, key: PrivateKey) -> Self {
        let window = match domain {
            Domain::VehicleSecurity => 0,
            Domain::Infotainment => 32,
        };
        Self { domain, vin, key, window, sessions: HashMap::new() }
    }

    /// Forgets all sessions, as a restart does.
    pub(super) fn restart(&mut self) {
        self.sessions.clear();
    }

    /// What it remembers, for the time in which it is away.
    pub(super) fn memory(&self) -> Vec<SessionMemory> {
        let remembered = |(key, session): (&PublicKey, &Session)| SessionMemory {
            key: *key,
            epoch: session.epoch,
            began: session.began,
            clock: session.clock,
            counters: session.counters.clone(),
            answers: session.answers,
        };
        self.sessions.iter().map(remembered).collect()
    }

    /// Takes up the sessions that it remembers.
    pub(super) fn recall(&mut self, sessions: Vec<SessionMemory>) {
        for SessionMemory { key, epoch, began, clock, counters, answers } in sessions {
            if let Ok(secret) = self.key.exchange(&key) {
                self.sessions.insert(key, Session { secret, epoch, began, clock, counters, answers });
            }
        }
    }

    /// Forgets the session of a key.
    pub(super) fn forget(&mut self, key: &PublicKey) {
        self.sessions.remove(key);
    }

    /// Session info for a key, bound to what was asked.
    pub(super) fn session_info(
        &mut self,
        key: &PublicKey,
        challenge: &[u8],
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Result<Info, Fault> {
        let vin = self.vin.clone();
        let car_key = self.key.public_key().as_bytes().to_vec();
        let session = self.session(key, now, random)?;
        let info = SessionInfo {
            counter: session.counters.highest(),
            public_key: car_key,
            epoch: session.epoch.to_vec(),
            clock_time: session.clock,
            ..SessionInfo::default()
        };
        let bytes = info.encode_to_vec();
        let tag = session.secret.session_info_tag(&vin, challenge, &bytes).as_ref().to_vec();
        let sig_type = Some(SigType::SessionInfoTag(HmacSignatureData { tag }));
        Ok(Info { bytes, signature: SignatureData { signer_identity: None, sig_type } })
    }

    /// Checks a message of a key that is on the car. Nothing changes before all has passed.
    ///
    /// The order of the checks is that of the verifier in Tesla's `vehicle-command` library.
    pub(super) fn verify(
        &mut self,
        key: &PublicKey,
        message: &RoutableMessage,
        now: Timestamp,
        random: &mut dyn Randomness,
    ) -> Result<Verified, Rejected> {
        let (domain, vin, window) = (self.domain, self.vin.clone(), self.window);
        let session = self.session(key, now, random).map_err(Rejected::bare)?;
        let signed = Signed::of(message).ok_or_else(|| Rejected::bare(Fault::BAD_PARAMETER))?;
        if !signed.epoch.is_empty() && signed.epoch != session.epoch {
            return Err(Rejected::with_info(Fault::INCORRECT_EPOCH));
        }
        let (expires_at, counter, flags) = (signed.expires_at, signed.counter, message.flags);
        if expires_at != 0 && expires_at < session.clock {
            return Err(Rejected::with_info(Fault::TIME_EXPIRED));
        }
        if expires_at > LAST_SECOND {
            return Err(Rejected::with_info(Fault::BAD_PARAMETER));
        }
        let in_order = counter != 0 && counter >= session.counters.highest();
        let short_lived = expires_at != 0 && expires_at - session.clock <= LONGEST_LIFE_OUT_OF_ORDER;
        if !in_order && !short_lived {
            return Err(Rejected::with_info(Fault::TIME_TO_LIVE_TOO_LONG));
        }
        let covered = Covered { domain, vin: &vin, epoch: &session.epoch, expires_at, counter, flags };
        let invalid = || Rejected::with_info(Fault::INVALID_SIGNATURE);
        let payload = match signed.nonce {
            None if session.secret.verifies_command(&covered, signed.payload, signed.tag) => signed.payload.to_vec(),
            None => return Err(invalid()),
            Some(nonce) => {
                let nonce = nonce.try_into().map_err(|_| Rejected::bare(Fault::IV_INCORRECT_LENGTH))?;
                session.secret.open_command(&covered, nonce, signed.payload, signed.tag).ok_or_else(invalid)?
            }
        };
        if counter != 0 && !session.counters.take(counter, window) {
            return Err(Rejected::with_info(Fault::INVALID_TOKEN_OR_COUNTER));
        }
        let encrypted = flags & FLAG_ENCRYPT_RESPONSE != 0;
        let hash = || request_hash(signed.signature, domain, signed.tag);
        Ok(Verified { payload, counter, encrypted: encrypted.then(hash) })
    }

    /// Encrypts an answer for a key.
    pub(super) fn encrypt_answer(
        &mut self,
        key: &PublicKey,
        hash: &[u8],
        mut payload: Vec<u8>,
        random: &mut dyn Randomness,
    ) -> Result<(Vec<u8>, SignatureData), Fault> {
        let (domain, vin) = (self.domain, &self.vin);
        let session = self.sessions.get_mut(key).ok_or(Fault::INTERNAL)?;
        let nonce = random_bytes::<NONCE_LENGTH>(random).map_err(|NoRandomness| Fault::INTERNAL)?;
        session.answers = session.answers.wrapping_add(1);
        let counter = session.answers;
        let covered = CoveredAnswer { domain, vin, counter, flags: 0, request_hash: hash, fault: None };
        let tag = session.secret.seal_answer(&covered, nonce, &mut payload).ok_or(Fault::INTERNAL)?;
        let data = AesGcmResponseSignatureData { nonce: nonce.to_vec(), counter, tag };
        Ok((payload, SignatureData { signer_identity: None, sig_type: Some(SigType::AesGcmResponseData(data)) }))
    }

    /// The session of a key, with its clock set and its epoch renewed where that is due.
    fn session(&mut self, key: &PublicKey, now: Timestamp, random: &mut dyn Randomness) -> Result<&mut Session, Fault> {
        let fresh = |random: &mut dyn Randomness| random_bytes::<EPOCH_LENGTH>(random).map_err(|_| Fault::INTERNAL);
        let session = match self.sessions.entry(*key) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let secret = self.key.exchange(key).map_err(|_| Fault::BAD_PARAMETER)?;
                let epoch = fresh(random)?;
                entry.insert(Session { secret, epoch, began: now, clock: 0, counters: Window::default(), answers: 0 })
            }
        };
        let second = now.duration_since(session.began).as_secs();
        match u32::try_from(second) {
            Ok(clock) if second <= EPOCH_LIFE && session.counters.highest() != u32::MAX => {
                session.clock = session.clock.max(clock);
            }
            _ => {
                session.epoch = fresh(random)?;
                session.began = now;
                session.clock = 0;
                session.counters = Window::default();
            }
        }
        Ok(session)
    }
}

impl Rejected {
    pub(super) fn bare(fault: Fault) -> Self {
        Self { fault, with_info: false }
    }

    fn with_info(fault: Fault) -> Self {
        Self { fault, with_info: true }
    }
}

/// What a message says of its signature.
struct Signed<'a> {
    signature: SignatureType,
    epoch: &'a [u8],
    expires_at: u32,
    counter: u32,
    nonce: Option<&'a [u8]>,
    tag: &'a [u8],
    payload: &'a [u8],
}

impl<'a> Signed<'a> {
    /// None where it is signed in no way that authorises commands.
    fn of(message: &'a RoutableMessage) -> Option<Self> {
        let Some(SubSigData::SignatureData(data)) = &message.sub_sig_data else { return None };
        let payload = match &message.payload {
            Some(Payload::ProtobufMessageAsBytes(payload)) => payload.as_slice(),
            _ => &[],
        };
        match data.sig_type.as_ref()? {
            SigType::HmacPersonalizedData(data) => Some(Self {
                signature: SignatureType::HmacPersonalized,
                epoch: &data.epoch,
                expires_at: data.expires_at,
                counter: data.counter,
                nonce: None,
                tag: &data.tag,
                payload,
            }),
            SigType::AesGcmPersonalizedData(data) => Some(Self {
                signature: SignatureType::AesGcmPersonalized,
                epoch: &data.epoch,
                expires_at: data.expires_at,
                counter: data.counter,
                nonce: Some(&data.nonce),
                tag: &data.tag,
                payload,
            }),
            SigType::SessionInfoTag(_) | SigType::AesGcmResponseData(_) => None,
        }
    }
}
