//! A car with a key on it, and clients of it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{
    Asked, Car, CarKeys, Command, CommandError, Domain, KeyEntry, Keychain, NoRandomness, Outcome, Parsed, PrivateKey,
    PublicKey, Randomness, Received, Request, Session, Signature, Vin, parse,
};

/// Different bytes at every draw, the same in every run.
#[derive(Clone)]
pub(crate) struct Counting(u64);

impl Randomness for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0 += 1;
        bytes.iter_mut().zip(self.0.to_be_bytes().iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

pub(crate) struct Party {
    pub(crate) car: Car,
    pub(crate) key: Arc<PrivateKey>,
    pub(crate) now: Timestamp,
    pub(crate) random: Counting,
    /// What the car answers to what it is asked.
    pub(crate) outcome: Outcome,
    /// What the car was asked.
    pub(crate) obeyed: Vec<Command>,
}

pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_secs(5);

pub(crate) fn vin() -> Vin {
    Vin::new("5YJ3E1EA7KF000001").unwrap()
}

pub(crate) fn key(number: u8) -> PrivateKey {
    PrivateKey::from_scalar(&[number; 32]).unwrap()
}

pub(crate) fn entry(key: &PublicKey, role: Role) -> KeyEntry {
    KeyEntry { key: *key, role, form_factor: KeyFormFactor::CloudKey }
}

pub(crate) fn command(name: &str, body: &str) -> Command {
    match parse(name, body.as_bytes(), Timestamp::UNIX_EPOCH) {
        Ok(Parsed::Signed(command)) => command,
        other => panic!("{name}: {other:?}"),
    }
}

impl Party {
    pub(crate) fn new(role: Role) -> Self {
        let key = Arc::new(key(3));
        let mut keychain = Keychain::default();
        keychain.add(entry(key.public_key(), role)).unwrap();
        let keys = CarKeys { vehicle_security: self::key(1), infotainment: self::key(2) };
        Self {
            car: Car::new(vin(), keys, keychain),
            key,
            now: "2026-11-21T09:00:00Z".parse().unwrap(),
            random: Counting(0),
            outcome: Outcome::Done,
            obeyed: Vec::new(),
        }
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    /// The car's answer to a message.
    pub(crate) fn send(&mut self, message: &[u8]) -> Vec<u8> {
        self.offer(message).expect("a message that can be answered")
    }

    /// The car's answer to a message that it may not even be able to answer.
    pub(crate) fn offer(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let Self { car, now, random, outcome, obeyed, .. } = self;
        let mut act = |asked: Asked<'_>| {
            obeyed.push(asked.command.clone());
            outcome.clone()
        };
        car.receive(message, *now, random, &mut act)
    }

    /// The car's answers to a message from nearby.
    pub(crate) fn say(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        let Self { car, now, random, outcome, obeyed, .. } = self;
        let mut act = |asked: Asked<'_>| {
            obeyed.push(asked.command.clone());
            outcome.clone()
        };
        car.receive_nearby(message, *now, random, &mut act)
    }

    /// A session of our key.
    pub(crate) fn session(&mut self, domain: Domain) -> Session {
        let mut session = Session::new(Arc::clone(&self.key), vin(), domain);
        self.start(&mut session).unwrap();
        session
    }

    pub(crate) fn start(&mut self, session: &mut Session) -> Result<Received, CommandError> {
        let mut request = session.request_session(self.now, &mut self.random).unwrap();
        let answer = self.send(request.bytes());
        session.receive(&mut request, &answer, self.now)
    }

    pub(crate) fn authorize(&mut self, session: &mut Session, command: &Command, signature: Signature) -> Request {
        session.authorize(command, signature, LIFETIME, self.now, &mut self.random).unwrap()
    }

    /// Authorises, sends, and reads the answer.
    pub(crate) fn command(
        &mut self,
        session: &mut Session,
        command: &Command,
        signature: Signature,
    ) -> Result<Received, CommandError> {
        let mut request = self.authorize(session, command, signature);
        let answer = self.send(request.bytes());
        session.receive(&mut request, &answer, self.now)
    }
}
