//! The simulator as whoever runs it sees it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use url::Url;

use crate::clock::{Clock, ClockLimit};
use crate::state_file::{self, OpenError, SaveError};
use crate::tesla::{self, AuthorityError, Proxy, Region};
use crate::world::World;
use crate::{control, garage, page, phone, population, psa, request_guard, sign_in};

/// What a simulator is opened with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where browsers and phones reach it: scheme, host and port.
    pub public_url: Url,
    /// Where its state lives. Made when missing; what is there is continued, with its own seed.
    pub state_file: PathBuf,
    /// What the first cars' values come from.
    pub seed: u64,
    /// The time in which its cars live.
    pub clock: Clock,
}

/// A running simulated world. Clones share it.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    public_url: Url,
    state_file: PathBuf,
    seed: u64,
    clock: Clock,
    world: Mutex<World>,
    /// How many changes there were.
    changes: AtomicU64,
    /// How many of them are in the file. Held while it is written, so that an older state never replaces a newer one.
    saved: Mutex<u64>,
    /// Where regions of Tesla's are served that have a listener of their own.
    regions: Mutex<BTreeMap<Region, Url>>,
    http: OnceLock<Option<reqwest::Client>>,
    proxy: Mutex<Option<(Url, PathBuf)>>,
    car_link: Mutex<Option<SocketAddr>>,
    ble: Mutex<Option<SocketAddr>>,
    car_key_service: Mutex<Option<psa::Service>>,
}

/// An account of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// Its e-mail address.
    pub username: &'static str,
    /// Any password does; this one is shown.
    pub password: &'static str,
}

/// The demo's named accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccounts {
    /// Owns three Teslas and a Peugeot.
    pub owner: DemoAccount,
    /// Drives two of the owner's Teslas.
    pub driver: DemoAccount,
    /// Linked through Tesla's earlier interface.
    pub legacy: DemoAccount,
    /// Owns one Model S 2019: streaming on, awake, plugged in at 60 %.
    pub ready: DemoAccount,
}

impl Simulator {
    /// Continues what the state file holds, or begins with the demo's cars.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let Settings { public_url, state_file, seed, clock } = settings;
        let (seed, mut world) = match state_file::load(&state_file)? {
            Some(document) => {
                clock.set_offset_ms(document.clock_offset_ms);
                (document.seed, document.world)
            }
            None => (seed, population::first_world(seed, clock.now())),
        };
        world.tesla.seed(seed);
        world.end_teslas_in_garage();
        let shared = Shared {
            public_url,
            state_file,
            seed,
            clock,
            world: Mutex::new(world),
            changes: AtomicU64::new(1),
            saved: Mutex::new(0),
            regions: Mutex::default(),
            http: OnceLock::new(),
            proxy: Mutex::default(),
            car_link: Mutex::default(),
            ble: Mutex::default(),
            car_key_service: Mutex::default(),
        };
        shared.save(1)?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Everything that it answers: the garage protocol, the makers' pages, the control page and its API.
    pub fn router(&self) -> Router {
        let pages = Router::new()
            .merge(sign_in::router())
            .merge(phone::router())
            .merge(control::router())
            .merge(tesla::pages())
            .merge(psa::router())
            .merge(page::assets())
            .layer(axum::middleware::from_fn_with_state(self.clone(), request_guard::guard));
        Router::new()
            .merge(garage::router())
            .merge(tesla::router(self))
            .merge(pages)
            .fallback(page::nothing_there)
            .layer(axum::extract::DefaultBodyLimit::max(64 * 1024))
            .with_state(self.clone())
    }

    /// The clock that its cars live by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The demo's named accounts.
    #[must_use]
    pub fn accounts(&self) -> DemoAccounts {
        let account = |username| DemoAccount { username, password: "password" };
        DemoAccounts {
            owner: account(population::OWNER),
            driver: account(population::DRIVER),
            legacy: account(population::LEGACY),
            ready: account(population::READY),
        }
    }

    /// What clients of Tesla's side want to know: addresses, accounts, cars, the application that is there from the start.
    #[must_use]
    pub fn tesla_facts(&self) -> serde_json::Value {
        tesla::facts(self)
    }

    /// Says where a key domain is served that the network does not know; `None` forgets it.
    ///
    /// # Errors
    /// The change could not be saved.
    pub async fn resolve_key_domain(&self, domain: &str, origin: Option<Url>) -> Result<(), SaveError> {
        self.resolve(domain, origin.map(tesla::Behind::Origin)).await
    }

    pub(crate) async fn resolve(&self, domain: &str, behind: Option<tesla::Behind>) -> Result<(), SaveError> {
        self.change(|world, _| match behind {
            Some(behind) => world.tesla.resolve(domain, behind),
            None => {
                world.tesla.key_domains.remove(domain);
            }
        })
        .await
    }

    /// What a listener answers that is one region's of Tesla alone, under a public address of its own.
    pub fn region_router(&self, region: Region, public_url: Url) -> Router {
        self.shared.regions.lock().unwrap_or_else(PoisonError::into_inner).insert(region, public_url);
        self.router().layer(axum::Extension(tesla::AtRegion(region)))
    }

    /// A proxy for programs with Tesla's hosts built in, which will be told to come to `url`. Its certificate authority lies
    /// beside the state file.
    ///
    /// # Errors
    /// See [`AuthorityError`].
    pub fn proxy(&self, url: Url) -> Result<Proxy, AuthorityError> {
        let folder = self.shared.state_file.parent().unwrap_or(std::path::Path::new("."));
        let proxy = Proxy::new(self.router(), folder)?;
        let authority = tesla::certificate_file(folder);
        *self.shared.proxy.lock().unwrap_or_else(PoisonError::into_inner) = Some((url, authority));
        Ok(proxy)
    }

    /// What serves the cars' links to phones until it is dropped. From here on the owners' app knows where they are.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn car_links(
        &self,
        listener: TcpListener,
    ) -> std::io::Result<impl Future<Output = std::io::Result<()>> + Send + use<>> {
        *self.shared.car_link.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener.local_addr()?);
        Ok(psa::serve_car_link(self.clone(), listener))
    }

    /// What serves the Teslas' Bluetooth, with sockets in the radio's place, until it is dropped.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn tesla_ble(
        &self,
        listener: TcpListener,
    ) -> std::io::Result<impl Future<Output = std::io::Result<()>> + Send + use<>> {
        *self.shared.ble.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener.local_addr()?);
        Ok(tesla::serve_ble(self.clone(), listener))
    }

    /// What clients of the PSA brands' side want to know: the anchor, the car link, the cars and their switches.
    #[must_use]
    pub fn psa_facts(&self) -> serde_json::Value {
        psa::facts(self)
    }

    /// The certificate (PEM) under which the cars' attestations are believed; made where there is none.
    ///
    /// # Errors
    /// The change could not be saved.
    pub async fn psa_anchor(&self) -> Result<Option<String>, SaveError> {
        self.change(|world, _| world.psa.authority().map(|authority| authority.certificate.clone()).ok()).await
    }

    /// Tells the owners' app where the CarKey service is.
    pub fn set_car_key_service(&self, service: psa::Service) {
        *self.shared.car_key_service.lock().unwrap_or_else(PoisonError::into_inner) = Some(service);
    }

    /// Where the owners' app finds the CarKey service.
    pub(crate) fn car_key_service(&self) -> Option<psa::Service> {
        self.shared.car_key_service.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the cars' links are.
    pub(crate) fn car_link(&self) -> Option<SocketAddr> {
        *self.shared.car_link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the Teslas' Bluetooth is.
    pub(crate) fn ble(&self) -> Option<SocketAddr> {
        *self.shared.ble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the proxy is, and the file of the authority to trust.
    pub(crate) fn proxy_place(&self) -> Option<(Url, PathBuf)> {
        self.shared.proxy.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The base URL of a region that has a listener of its own.
    pub(crate) fn region_url(&self, region: Region) -> Option<String> {
        let regions = self.shared.regions.lock().unwrap_or_else(PoisonError::into_inner);
        regions.get(&region).map(|url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// The public address, without a slash at its end.
    pub(crate) fn origin(&self) -> String {
        self.shared.public_url.as_str().trim_end_matches('/').to_owned()
    }

    /// The client that fetches partners' keys; `None` where none can be made.
    pub(crate) fn http(&self) -> Option<&reqwest::Client> {
        let make = || {
            // An error means that the process has set up a TLS library already.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().ok()
        };
        self.shared.http.get_or_init(make).as_ref()
    }

    pub(crate) fn public_url(&self) -> &Url {
        &self.shared.public_url
    }

    pub(crate) fn seed(&self) -> u64 {
        self.shared.seed
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Looks at the world as it is now.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&World, Timestamp) -> T) -> T {
        at(&self.shared.world(), self.now())
    }

    /// Changes the world; answers once the change is on disk.
    pub(crate) async fn change<T>(&self, with: impl FnOnce(&mut World, Timestamp) -> T) -> Result<T, SaveError> {
        let (outcome, change) = {
            let mut world = self.shared.world();
            let now = self.now();
            let outcome = with(&mut world, now);
            world.tell_the_air(now);
            (outcome, self.shared.count_change())
        };
        self.save(change).await?;
        Ok(outcome)
    }

    /// Changes what need not outlive a crash, such as a line of the log; it is saved along with the next change.
    pub(crate) fn jot<T>(&self, with: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        with(&mut self.shared.world(), self.now())
    }

    /// Moves the clock; answers once its offset is on disk.
    pub(crate) async fn advance(&self, by: SignedDuration) -> Result<Result<Timestamp, ClockLimit>, SaveError> {
        let moved = self.shared.clock.advance(by);
        if let Ok(now) = moved {
            let amount = format!("{by:#}");
            let text = format!("The clock moves forward by {amount}.");
            let command = format!("openfob sim time {}", amount.replace(' ', ""));
            self.shared.world().log.note_command(now, None, text, command);
            self.save(self.shared.count_change()).await?;
        }
        Ok(moved)
    }

    async fn save(&self, change: u64) -> Result<(), SaveError> {
        let shared = Arc::clone(&self.shared);
        match tokio::task::spawn_blocking(move || shared.save(change)).await {
            Ok(saved) => saved,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the change that was just made.
    fn count_change(&self) -> u64 {
        self.changes.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Sees to it that a change is in the file; several that wait at the same time are written together.
    fn save(&self, change: u64) -> Result<(), SaveError> {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if *saved >= change {
            return Ok(());
        }
        // Asked first: whatever is counted by now is in what is encoded below.
        let latest = self.changes.load(Ordering::SeqCst);
        let offset_ms = i64::try_from(self.clock.offset().as_millis()).unwrap_or(i64::MAX);
        let bytes = state_file::encode(self.seed, offset_ms, &self.world());
        state_file::save(&self.state_file, bytes)?;
        *saved = latest;
        Ok(())
    }
}
