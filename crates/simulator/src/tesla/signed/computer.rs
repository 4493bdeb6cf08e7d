//! The computers of a Tesla that take signed messages: which keys they know, their sessions, their clock.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command as protocol;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{CarKeys, CarMemory, Domain, KeyEntry, Keychain, PrivateKey, PublicKey, Vin};
use serde::{Deserialize, Serialize};

use super::faults::Faults;
use crate::car::keys::VirtualKey;
use crate::car::{Car, CarId};

/// Cars encrypt their answers from this software on.
const ENCRYPTS_FROM: (u32, u32) = (2024, 38);
/// They keep fleet managers' keys to the Fleet API from this software on.
const REFUSES_FLEET_MANAGERS_FROM: (u32, u32) = (2023, 38);
/// A moment at which all cars' clocks were right.
const CLOCKS_SET: Timestamp = Timestamp::UNIX_EPOCH;
/// How far a clock runs fast or slow at most, in millionths.
const MOST_DRIFT: u32 = 20;

/// Those of all cars.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Computers(BTreeMap<CarId, Computer>);

/// Those of one car.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Computer {
    /// Keys with their roles, in their slots.
    pub(super) keychain: Keychain,
    /// The owner's phone is no key any more.
    phone_removed: bool,
    memory: CarMemory,
    /// By how much the clock was set forward, seconds.
    clock_ahead: i64,
    pub(super) faults: Faults,
    #[serde(skip)]
    running: Running,
}

/// The computers while they run: made of what is kept when first asked.
#[derive(Debug, Default)]
struct Running(Option<protocol::Car>);

impl Clone for Running {
    fn clone(&self) -> Self {
        Self(None)
    }
}

impl Computers {
    pub(crate) fn of(&mut self, id: &CarId) -> &mut Computer {
        self.0.entry(id.clone()).or_default()
    }

    /// Starts those of a car anew: every session ends.
    pub(crate) fn restart(&mut self, id: &CarId) {
        let computer = self.of(id);
        computer.memory = CarMemory::default();
        computer.running = Running(None);
    }
}

impl Computer {
    /// Sets the clock forward, or back.
    pub(super) fn shift_clock(&mut self, seconds: i64) {
        self.clock_ahead = self.clock_ahead.saturating_add(seconds);
    }

    /// What the car takes for the time. Each clock runs a little fast or slow.
    pub(super) fn clock(&self, car: &Car, now: Timestamp) -> Timestamp {
        let drift = i64::from(car.dice().below("clock drift", 2 * MOST_DRIFT + 1)) - i64::from(MOST_DRIFT);
        let drifted = now.duration_since(CLOCKS_SET).as_secs() / 1000 * drift;
        let ahead = SignedDuration::from_millis(drifted).saturating_add(SignedDuration::from_secs(self.clock_ahead));
        now.checked_add(ahead).unwrap_or(now)
    }

    /// The computers, which know the keys that are on the car now. None for a car that has no such computers.
    pub(super) fn running(&mut self, car: &Car, now: Timestamp) -> Option<&mut protocol::Car> {
        if self.running.0.is_none() {
            let keys = CarKeys {
                vehicle_security: private_key(car, Domain::VehicleSecurity)?,
                infotainment: private_key(car, Domain::Infotainment)?,
            };
            let made = protocol::Car::new(Vin::new(&car.vin).ok()?, keys, self.keychain.clone())
                .encrypting_answers(software(car, now) >= ENCRYPTS_FROM)
                .hearing_fleet_managers_nearby(software(car, now) < REFUSES_FLEET_MANAGERS_FROM)
                .recalling(self.memory.clone());
            self.running = Running(Some(made));
        }
        let phone = if self.phone_removed { None } else { phone(car) };
        let running = self.running.0.as_mut()?;
        learn_keys(running, phone, car, now);
        Some(running)
    }

    /// Keeps what the computers remember, and brings the car's list of keys to what they now know.
    pub(super) fn keep(&mut self, car: &mut Car, name_of: impl Fn(&str) -> Option<String>, now: Timestamp) {
        let Some(running) = &self.running.0 else { return };
        self.memory = running.memory();
        if *running.keychain() == self.keychain {
            return;
        }
        self.keychain = running.keychain().clone();
        let phone = phone(car).map(|phone| phone.key);
        self.phone_removed = phone.is_some_and(|phone| self.keychain.entry(&phone).is_none());
        let known: Vec<String> = self.keychain.entries().map(|(_, entry)| entry.key.to_hex()).collect();
        car.keys.remove(now, |key| works(key, now).is_some_and(|point| !known.iter().any(|known| known == point)));
        for (_, entry) in self.keychain.entries().filter(|(_, entry)| Some(entry.key) != phone) {
            let point = entry.key.to_hex();
            if car.keys.present(now).any(|key| key.public_key.as_deref() == Some(point.as_str())) {
                continue;
            }
            let name = name_of(&point).unwrap_or_else(|| format!("key {}", point.get(2..10).unwrap_or(&point)));
            let key = VirtualKey { name, public_key: Some(point), added: now, removed: None, half_installed: false };
            car.keys.add(key, now);
        }
    }

    /// Puts a key with a role into the list, for whoever is told its role before the car learns of the key itself.
    pub(super) fn appoint(&mut self, entry: KeyEntry) {
        // One that is there already, or that does not fit, is the car's list's matter.
        let _ = self.keychain.remove(&entry.key);
        let _ = self.keychain.add(entry);
        self.running = Running(None);
    }
}

/// Takes off the keys that are gone, and puts on those that came.
fn learn_keys(running: &mut protocol::Car, phone: Option<KeyEntry>, car: &Car, now: Timestamp) {
    let points: Vec<&str> = car.keys.present(now).filter_map(|key| works(key, now)).collect();
    let gone = |entry: &KeyEntry| {
        Some(entry.key) != phone.map(|phone| phone.key) && !points.contains(&entry.key.to_hex().as_str())
    };
    let gone: Vec<PublicKey> =
        running.keychain().entries().filter(|(_, entry)| gone(entry)).map(|(_, entry)| entry.key).collect();
    for key in gone {
        let _ = running.remove_key(&key);
    }
    let known: Vec<String> = running.keychain().entries().map(|(_, entry)| entry.key.to_hex()).collect();
    let partner = |key| KeyEntry { key, role: Role::Fm, form_factor: KeyFormFactor::CloudKey };
    let partners = points
        .iter()
        .filter(|point| !known.iter().any(|known| known == *point))
        .filter_map(|point| PublicKey::from_text(point).ok().map(partner));
    for entry in phone.into_iter().chain(partners) {
        // What is known already stays as it is.
        let _ = running.add_key(entry);
    }
}

/// The point of a key that is good for something.
fn works(key: &VirtualKey, now: Timestamp) -> Option<&str> {
    let sound = !key.half_installed && key.removed.is_none() && key.added <= now;
    key.public_key.as_deref().filter(|_| sound)
}

/// The owner's phone, which is a key of the car from the start.
fn phone(car: &Car) -> Option<KeyEntry> {
    let key = drawn_key(car, "phone")?;
    Some(KeyEntry { key: *key.public_key(), role: Role::Owner, form_factor: KeyFormFactor::IosDevice })
}

fn private_key(car: &Car, domain: Domain) -> Option<PrivateKey> {
    drawn_key(car, &domain.to_string())
}

/// A key that lasts as long as the car: the same in every run, and good for nothing outside of here.
fn drawn_key(car: &Car, owner: &str) -> Option<PrivateKey> {
    (0..4).find_map(|draw| PrivateKey::from_scalar(&car.dice().bytes(&format!("{owner} key {draw}"))).ok())
}

/// The year and the week of a car's software.
fn software(car: &Car, now: Timestamp) -> (u32, u32) {
    let firmware = car.firmware(now);
    let mut numbers = firmware.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}
