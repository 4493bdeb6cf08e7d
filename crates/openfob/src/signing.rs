//! The store as the Tesla adapter signs with it: the partners' keys, and the sessions that are held with each.

use std::sync::Arc;

use async_trait::async_trait;
use openfob_domain::{KeyDomain, Mode};
use openfob_store::{CommandSession, SessionPlace, Store, StoreError};
use openfob_tesla::{Claim, SessionStorage, SigningKeys, StorageError, settle};
use openfob_tesla_command::{CounterBlock, Domain, PrivateKey, PublicKey, SessionState, Vin};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

/// The keys in a store.
pub(crate) struct StoredKeys {
    store: Store,
    mode: Mode,
}

impl StoredKeys {
    /// The keys in `store`, and sessions with real or with simulated cars.
    pub(crate) fn new(store: Store, mode: Mode) -> Arc<Self> {
        Arc::new(Self { store, mode })
    }
}

#[async_trait]
impl SigningKeys for StoredKeys {
    async fn key(&self, partner: &KeyDomain, name: &str) -> Result<Option<PrivateKey>, StorageError> {
        let Some(pair) = self.store.partner_key_pair(partner, name).await.map_err(|error| unkept(&error))? else {
            return Ok(None);
        };
        let der = hex::decode(pair.private().expose_secret()).map(Zeroizing::new);
        let der = der.map_err(|_| StorageError("a partner's key cannot be read".to_owned()))?;
        PrivateKey::from_der(&der).map(Some).map_err(|error| StorageError(error.to_string()))
    }

    fn sessions(&self, key: &PublicKey) -> Arc<dyn SessionStorage> {
        Arc::new(StoredSessions { store: self.store.clone(), mode: self.mode, key: *key })
    }
}

/// The sessions that are held with one key.
struct StoredSessions {
    store: Store,
    mode: Mode,
    key: PublicKey,
}

impl StoredSessions {
    /// The key and the car as the store has them.
    fn names(&self, vin: &Vin) -> Result<(openfob_store::PublicKey, openfob_domain::Vin), StorageError> {
        let vin = vin.as_str().parse().map_err(|_| StorageError("the car's VIN is none of ours".to_owned()))?;
        let key = kept(&self.key).ok_or_else(|| StorageError("the key is none of ours".to_owned()))?;
        Ok((key, vin))
    }

    fn place<'a>(
        &self,
        key: &'a openfob_store::PublicKey,
        vin: &'a openfob_domain::Vin,
        domain: Domain,
    ) -> SessionPlace<'a> {
        SessionPlace { key, mode: self.mode, vin, part: part(domain) }
    }
}

#[async_trait]
impl SessionStorage for StoredSessions {
    async fn reserve(
        &self,
        vin: &Vin,
        domain: Domain,
        claim: Claim,
        count: u32,
    ) -> Result<Option<(SessionState, CounterBlock)>, StorageError> {
        let (key, vin) = self.names(vin)?;
        let settled = self.store.settle_command_session(self.place(&key, &vin, domain), |session| {
            // What cannot be a session any more is asked for anew.
            let known = session.and_then(|session| state(domain, &session));
            let (state, block) = settle(known.as_ref(), &claim, count)?;
            Some((session_of(&state), (state, block)))
        });
        settled.await.map_err(|error| unkept(&error))
    }

    async fn kept(&self, vin: &Vin, domain: Domain) -> Result<Option<SessionState>, StorageError> {
        let (key, vin) = self.names(vin)?;
        let kept = self.store.command_session(self.place(&key, &vin, domain)).await;
        Ok(kept.map_err(|error| unkept(&error))?.and_then(|session| state(domain, &session)))
    }
}

/// The short name that a key goes by in records and on the command line.
pub(crate) fn name_of(key: &PublicKey) -> String {
    kept(key).map(|key| key.id()).unwrap_or_default()
}

/// A key as the store has it.
fn kept(key: &PublicKey) -> Option<openfob_store::PublicKey> {
    openfob_store::PublicKey::parse(&key.to_hex())
}

fn part(domain: Domain) -> &'static str {
    match domain {
        Domain::VehicleSecurity => "vehicle_security",
        Domain::Infotainment => "infotainment",
    }
}

fn session_of(state: &SessionState) -> CommandSession {
    CommandSession {
        car_key: state.car_key.as_bytes().to_vec(),
        epoch: state.epoch.to_vec(),
        counter: state.counter,
        clock_seconds: state.clock_time,
        began: state.began,
    }
}

fn state(domain: Domain, session: &CommandSession) -> Option<SessionState> {
    Some(SessionState {
        domain,
        car_key: PublicKey::from_bytes(&session.car_key).ok()?,
        epoch: session.epoch.as_slice().try_into().ok()?,
        counter: session.counter,
        clock_time: session.clock_seconds,
        began: session.began,
    })
}

/// What lies below is told with it: whoever shows the error shows this text alone.
fn unkept(error: &StoreError) -> StorageError {
    let below = std::error::Error::source(error).map(|below| format!(" ({below})")).unwrap_or_default();
    StorageError(format!("{error}{below}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use jiff::Timestamp;
    use openfob_domain::{AccessRules, Model, Platform, Role};
    use openfob_store::{AccountLinked, KeyPair, NewPartner, StoredTokens, VehicleFacts};
    use openfob_tesla::{Carrier, FleetFault, SignedCommands};
    use openfob_tesla_command::proto::keys::Role as KeyRole;
    use openfob_tesla_command::proto::vcsec::KeyFormFactor;
    use openfob_tesla_command::{
        Asked, Car, CarKeys, Command, Fault, KeyEntry, Keychain, Outcome, Parsed, SystemRandomness, parse,
    };
    use tokio::time::Instant;

    use super::*;

    const DOMAIN: &str = "fob.example.com";
    const VIN: &str = "5YJ3E1EA7MF004821";

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    /// A car that checks what comes, and counts what it obeys.
    struct Road {
        car: Mutex<Car>,
        obeyed: AtomicUsize,
        messages: AtomicUsize,
    }

    impl Road {
        fn new(key: PublicKey) -> Self {
            let own = |number| PrivateKey::from_scalar(&[number; 32]).unwrap();
            let mut keychain = Keychain::default();
            keychain.add(KeyEntry { key, role: KeyRole::Owner, form_factor: KeyFormFactor::CloudKey }).unwrap();
            let keys = CarKeys { vehicle_security: own(10), infotainment: own(11) };
            let car = Car::new(Vin::new(VIN).unwrap(), keys, keychain);
            Self { car: Mutex::new(car), obeyed: AtomicUsize::new(0), messages: AtomicUsize::new(0) }
        }

        async fn honk(&self, commands: &SignedCommands) -> Option<Fault> {
            let Ok(Parsed::Signed(command)) = parse("honk_horn", b"", now()) else { unreachable!() };
            self.send(commands, &command).await
        }

        async fn send(&self, commands: &SignedCommands, command: &Command) -> Option<Fault> {
            let deadline = Instant::now() + Duration::from_secs(20);
            commands.send(self, &Vin::new(VIN).unwrap(), command, deadline).await.unwrap().healed
        }

        fn counts(&self) -> (usize, usize) {
            (self.obeyed.load(Ordering::SeqCst), self.messages.load(Ordering::SeqCst))
        }
    }

    impl Carrier for Road {
        type Fault = FleetFault;

        async fn carry(&self, _: &Vin, message: &[u8]) -> Result<Vec<u8>, FleetFault> {
            self.messages.fetch_add(1, Ordering::SeqCst);
            let mut act = |_: Asked<'_>| {
                self.obeyed.fetch_add(1, Ordering::SeqCst);
                Outcome::Done
            };
            Ok(self.car.lock().unwrap().receive(message, now(), &mut SystemRandomness, &mut act).unwrap())
        }
    }

    /// A store with a partner and a car in it; the short name of the partner's key.
    async fn fill(store: &Store) -> String {
        let new = NewPartner {
            name: "default".to_owned(),
            key_domain: DOMAIN.parse().unwrap(),
            client: None,
            regions: vec![],
        };
        let partner = store.add_partner(&new, &KeyPair::generate().unwrap(), now()).await.unwrap();
        let tokens = StoredTokens { access: "a".into(), refresh: "r".into(), access_expires_at: now() };
        let linked = AccountLinked {
            mode: Mode::Live,
            adapter: "tesla".to_owned(),
            partner: DOMAIN.parse().unwrap(),
            subject: "lena".to_owned(),
            email: None,
            platform: Platform::Current,
            permissions: [].into(),
            region: None,
            tokens,
        };
        let car = VehicleFacts {
            vin: VIN.parse().unwrap(),
            model: Model { make: "TESLA".parse().unwrap(), model: "Model 3".to_owned(), year: 2021 },
            role: Role::Owner,
            access: AccessRules::default(),
            streaming: None,
            capabilities: [].into(),
        };
        store.link_account(&linked, &[car], now()).await.unwrap();
        partner.key.public.id()
    }

    /// What a process that opens the store signs with.
    async fn process(directory: &Path, key: &str) -> SignedCommands {
        let store = Store::open(directory).await.unwrap();
        let keys = StoredKeys::new(store, Mode::Live);
        let private = keys.key(&DOMAIN.parse().unwrap(), key).await.unwrap().unwrap();
        let sessions = keys.sessions(private.public_key());
        SignedCommands::new(Arc::new(private), sessions, Arc::new(now), 10)
    }

    async fn party(directory: &Path) -> (Road, String) {
        let store = Store::open(directory).await.unwrap();
        let key = fill(&store).await;
        let partner = StoredKeys::new(store.clone(), Mode::Live);
        let private = partner.key(&DOMAIN.parse().unwrap(), &key).await.unwrap().unwrap();
        assert!(partner.key(&DOMAIN.parse().unwrap(), "0123456789abcdef").await.unwrap().is_none());
        store.close().await;
        (Road::new(*private.public_key()), key)
    }

    #[tokio::test]
    async fn a_session_is_gone_on_with_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let (road, key) = party(folder.path()).await;
        for _ in 0..3 {
            assert_eq!(road.honk(&process(folder.path(), &key).await).await, None);
        }
        assert_eq!(road.counts(), (3, 4), "one handshake");
    }

    #[tokio::test]
    async fn counters_that_were_given_out_before_a_kill_are_not_given_again() {
        let folder = tempfile::tempdir().unwrap();
        let (road, key) = party(folder.path()).await;
        assert_eq!(road.honk(&process(folder.path(), &key).await).await, None);
        // Killed after the counters were written, and before any of them was used.
        let killed = StoredKeys::new(Store::open(folder.path()).await.unwrap(), Mode::Live);
        let private = killed.key(&DOMAIN.parse().unwrap(), &key).await.unwrap().unwrap();
        let sessions = killed.sessions(private.public_key());
        let vin = Vin::new(VIN).unwrap();
        let reserve =
            async || sessions.reserve(&vin, Domain::Infotainment, Claim::Nothing, 64).await.unwrap().unwrap().1;
        let (lost, next) = (reserve().await, reserve().await);
        assert_eq!((lost.until, next.after), (next.after, lost.until));
        assert_eq!(road.honk(&process(folder.path(), &key).await).await, None);
        assert_eq!(road.counts(), (2, 3));
    }

    #[tokio::test]
    async fn two_processes_on_one_store_share_a_session_and_never_a_counter() {
        let folder = tempfile::tempdir().unwrap();
        let (road, key) = party(folder.path()).await;
        let processes = [process(folder.path(), &key).await, process(folder.path(), &key).await];
        for turn in 0..20 {
            assert_eq!(road.honk(&processes[turn % 2]).await, None);
        }
        assert_eq!(road.counts(), (20, 21), "one handshake, and nothing that the car had to refuse");
    }
}
