//! A car at the end of a road, which may be blocked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use openfob_tesla::{
    Carrier, Clock, Delivered, FleetFault, NotKept, SessionFile, SessionStorage, SignedCommands, Undelivered,
};
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{
    Asked, Car, CarKeys, Command, Domain, KeyEntry, Keychain, Outcome, Parsed, PrivateKey, SystemRandomness, Vin, parse,
};
use tempfile::TempDir;
use tokio::time::Instant;

const NOW: &str = "2026-11-21T09:00:00Z";

pub(crate) struct Road {
    /// The time, for the car and for processes.
    now: Arc<Mutex<Timestamp>>,
    pub(crate) car: Mutex<Car>,
    /// What the car does with commands.
    pub(crate) outcome: Mutex<Outcome>,
    pub(crate) obeyed: AtomicUsize,
    /// Messages that came to the car.
    pub(crate) messages: AtomicUsize,
    /// What happens to the next messages.
    pub(crate) blocks: Mutex<VecDeque<Block>>,
    under_way: AtomicUsize,
    pub(crate) most_under_way: AtomicUsize,
}

/// What happens to a message.
pub(crate) enum Block {
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// The answer is this.
    Answer(Vec<u8>),
    /// Nothing.
    Clear,
}

pub(crate) fn vin() -> Vin {
    Vin::new("5YJ3E1EA7KF000001").unwrap()
}

pub(crate) fn key() -> Arc<PrivateKey> {
    Arc::new(PrivateKey::from_scalar(&[3; 32]).unwrap())
}

pub(crate) fn clock() -> Clock {
    Arc::new(|| NOW.parse().unwrap())
}

pub(crate) fn command(name: &str) -> Command {
    match parse(name, b"", Timestamp::UNIX_EPOCH) {
        Ok(Parsed::Signed(command)) => command,
        other => panic!("{name}: {other:?}"),
    }
}

pub(crate) fn commands() -> SignedCommands {
    SignedCommands::new(key(), Arc::new(NotKept), clock(), 10)
}

/// A car whose keys are made of a number.
pub(crate) fn car(number: u8) -> Car {
    let own = |number| PrivateKey::from_scalar(&[number; 32]).unwrap();
    let mut keychain = Keychain::default();
    let entry = KeyEntry { key: *key().public_key(), role: Role::Owner, form_factor: KeyFormFactor::CloudKey };
    keychain.add(entry).unwrap();
    Car::new(vin(), CarKeys { vehicle_security: own(number), infotainment: own(number + 1) }, keychain)
}

impl Road {
    pub(crate) fn new() -> Self {
        Self {
            now: Arc::new(Mutex::new(clock()())),
            car: Mutex::new(car(10)),
            outcome: Mutex::new(Outcome::Done),
            obeyed: AtomicUsize::new(0),
            messages: AtomicUsize::new(0),
            blocks: Mutex::default(),
            under_way: AtomicUsize::new(0),
            most_under_way: AtomicUsize::new(0),
        }
    }

    pub(crate) async fn send(
        &self,
        commands: &SignedCommands,
        name: &str,
    ) -> Result<Delivered, Undelivered<FleetFault>> {
        // Shorter than the pause before another try, so that no test waits for one.
        let deadline = Instant::now() + Duration::from_millis(900);
        commands.send(self, &vin(), &command(name), deadline).await
    }

    /// Commands of a process that keeps its sessions in a directory.
    pub(crate) fn process(&self, directory: &TempDir) -> SignedCommands {
        let now = self.now.clone();
        let clock: Clock = Arc::new(move || *now.lock().unwrap());
        let path = directory.path().join("sessions.json");
        let storage: Arc<dyn SessionStorage> = SessionFile::open(path, clock.clone()).unwrap();
        SignedCommands::new(key(), storage, clock, 10)
    }

    pub(crate) fn wait(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }

    pub(crate) fn block(&self, block: Block) {
        self.blocks.lock().unwrap().push_back(block);
    }

    pub(crate) fn restart(&self) {
        for domain in Domain::ALL {
            self.car.lock().unwrap().restart(domain);
        }
    }

    pub(crate) fn messages(&self) -> usize {
        self.messages.load(Ordering::SeqCst)
    }

    pub(crate) fn obeyed(&self) -> usize {
        self.obeyed.load(Ordering::SeqCst)
    }

    fn answer(&self, message: &[u8]) -> Vec<u8> {
        let outcome = self.outcome.lock().unwrap().clone();
        let mut act = |_: Asked<'_>| {
            if outcome == Outcome::Done {
                self.obeyed.fetch_add(1, Ordering::SeqCst);
            }
            outcome.clone()
        };
        let now = *self.now.lock().unwrap();
        self.car.lock().unwrap().receive(message, now, &mut SystemRandomness, &mut act).unwrap()
    }
}

impl Carrier for Road {
    type Fault = FleetFault;

    async fn carry(&self, _: &Vin, message: &[u8]) -> Result<Vec<u8>, FleetFault> {
        self.messages.fetch_add(1, Ordering::SeqCst);
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        let answer = self.answer(message);
        tokio::task::yield_now().await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        match self.blocks.lock().unwrap().pop_front().unwrap_or(Block::Clear) {
            Block::Clear => Ok(answer),
            Block::AnswerLost => Err(FleetFault::NoAnswer("broken off".to_owned())),
            Block::Answer(answer) => Ok(answer),
        }
    }
}
