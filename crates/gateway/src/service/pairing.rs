//! What must hold before an owner is sent to add a partner's key, and what only its operator can mend.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{Adapter, Registration};
use openfob_domain::{KeyDomain, Mode};
use openfob_store::PublicKey;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};

use crate::service::locks::Locks;
use crate::service::{ServiceError, partners};
use crate::{Gateway, key_file};

/// How long it is believed that all is well.
const FINE_FOR: SignedDuration = SignedDuration::from_mins(5);
/// How long anything else is believed: an operator who mends it is not kept waiting, nor is the automaker pestered.
const OBSTRUCTED_FOR: SignedDuration = SignedDuration::from_secs(30);
/// How long a page waits for the first look. What is seen later is there for the next page.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a key file may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
/// Larger than any key file.
const MOST_BYTES: usize = 4096;
/// Of how many places it is remembered how they were seen, before what is old is forgotten.
const MANY: usize = 1024;

/// What keeps everybody from adding a partner's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The automaker does not have the partner's current key in the account's region.
    NotRegistered,
    /// The automaker's app would not find the key on the key domain.
    KeyFile,
}

/// What is looked at: a partner, as an automaker has it in a region.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    mode: Mode,
    adapter: &'static str,
    key_domain: KeyDomain,
    region: Option<String>,
}

/// What was seen, and when.
#[derive(Clone, Copy)]
struct Seen {
    obstacle: Option<Obstacle>,
    at: Timestamp,
}

/// What was seen lately.
pub(crate) struct Outlook {
    client: Client,
    seen: Mutex<HashMap<Place, Seen>>,
    looks: Locks<Place>,
}

impl Outlook {
    /// Nothing was seen yet.
    pub(crate) fn new() -> Result<Self, reqwest::Error> {
        // A key file that redirects is none: automakers do not follow.
        let client = Client::builder().redirect(Policy::none()).timeout(FETCH_TIMEOUT).build()?;
        Ok(Self { client, seen: Mutex::default(), looks: Locks::default() })
    }

    fn seen(&self, place: &Place, now: Timestamp) -> Option<Seen> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(place).copied().filter(|seen| seen.is_fresh(now))
    }

    fn keep(&self, place: Place, new: Seen) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MANY {
            seen.retain(|_, old| old.is_fresh(new.at));
        }
        seen.insert(place, new);
    }
}

impl Seen {
    fn is_fresh(self, now: Timestamp) -> bool {
        let believed = if self.obstacle.is_none() { FINE_FOR } else { OBSTRUCTED_FOR };
        now.duration_since(self.at) < believed
    }
}

/// What keeps owners of a region from adding the key of a key domain, as far as it is known soon; without a region, of
/// any. Where it cannot be learnt nothing is held against the link.
pub(crate) async fn obstacle(
    gateway: &Gateway,
    mode: Mode,
    adapter: &Arc<dyn Adapter>,
    key_domain: &KeyDomain,
    region: Option<&str>,
) -> Option<Obstacle> {
    adapter.partner_accounts()?;
    let region = region.map(str::to_owned);
    let place = Place { mode, adapter: adapter.name(), key_domain: key_domain.clone(), region };
    if let Some(seen) = gateway.outlook.seen(&place, gateway.clock.now()) {
        return seen.obstacle;
    }
    // On a task of its own, so that it comes to an end though nobody waits any more.
    let looking = tokio::spawn(look(gateway.clone(), Arc::clone(adapter), place));
    tokio::time::timeout(PATIENCE, looking).await.ok()?.ok()?
}

async fn look(gateway: Gateway, adapter: Arc<dyn Adapter>, place: Place) -> Option<Obstacle> {
    let turn = gateway.outlook.looks.of(place.clone());
    let _looking = turn.lock().await;
    if let Some(seen) = gateway.outlook.seen(&place, gateway.clock.now()) {
        return seen.obstacle;
    }
    let obstacle = match find(&gateway, adapter.as_ref(), &place).await {
        Ok(obstacle) => obstacle,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "whether a key can be added could not be looked at");
            return None;
        }
    };
    gateway.outlook.keep(place, Seen { obstacle, at: gateway.clock.now() });
    obstacle
}

async fn find(gateway: &Gateway, adapter: &dyn Adapter, place: &Place) -> Result<Option<Obstacle>, ServiceError> {
    let known = partners::known_as(gateway, place.mode, &place.key_domain).await?;
    let partner = partners::of_domain(gateway, &place.key_domain).await?;
    let key = &partner.key.public;
    let registration = async {
        let (accounts, region) = (adapter.partner_accounts()?, place.region.as_deref()?);
        Some(accounts.registration(&known, region, key.as_str()).await)
    };
    let (registration, file) = tokio::join!(registration, check_file(gateway, place, key));
    let (domain, region) = (&place.key_domain, place.region.as_deref().unwrap_or_default());
    match registration {
        Some(Registration::Missing | Registration::OtherKey { .. }) => {
            let mend = format!("openfob tesla partner register {} --region {region}", partner.name);
            tracing::warn!(%domain, region, mend, "owners cannot add this key: its partner is not registered with it");
            return Ok(Some(Obstacle::NotRegistered));
        }
        Some(Registration::Unknown(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(%domain, region, error, "whether a partner is registered could not be learnt");
        }
        Some(Registration::Complete) | None => {}
    }
    Ok(file.err().map(|fault| {
        let fault = &fault as &dyn std::error::Error;
        tracing::warn!(%domain, fault, "owners cannot add this key: its file is not as the automaker's app wants it");
        Obstacle::KeyFile
    }))
}

/// Whether the key file is where the automaker's app looks for it. The domains of simulated cars lead nowhere; their
/// maker has been given the file.
async fn check_file(gateway: &Gateway, place: &Place, key: &PublicKey) -> Result<(), FileFault> {
    match place.mode {
        Mode::Live => fetch(&gateway.outlook.client, &format!("https://{}", place.key_domain), key).await,
        Mode::Simulated => Ok(()),
    }
}

/// Why a key file is none.
#[derive(Debug, thiserror::Error)]
enum FileFault {
    #[error("no answer: {0}")]
    NoAnswer(reqwest::Error),
    #[error("it answers {0} in place of 200")]
    Status(StatusCode),
    #[error("it is larger than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("it holds another key")]
    OtherKey,
}

impl From<reqwest::Error> for FileFault {
    fn from(error: reqwest::Error) -> Self {
        Self::NoAnswer(error.without_url())
    }
}

/// Fetches the key file of an origin as the automaker's app would.
async fn fetch(client: &Client, origin: &str, key: &PublicKey) -> Result<(), FileFault> {
    let mut answer = client.get(format!("{origin}{}", key_file::PATH)).send().await?;
    if answer.status() != StatusCode::OK {
        return Err(FileFault::Status(answer.status()));
    }
    let mut file = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        file.extend_from_slice(&chunk);
        if file.len() > MOST_BYTES {
            return Err(FileFault::TooLarge);
        }
    }
    // Line ends may be whatever a proxy makes of them.
    let letters = |file: &[u8]| file.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<_>>();
    if letters(&file) == letters(key.pem().as_bytes()) { Ok(()) } else { Err(FileFault::OtherKey) }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    use super::*;

    const KEY: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

    fn outlook() -> Outlook {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Outlook::new().unwrap()
    }

    async fn fetched(router: Router) -> Result<(), FileFault> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        fetch(&outlook().client, &origin, &PublicKey::parse(KEY).unwrap()).await
    }

    fn file(text: String) -> Router {
        Router::new().route(key_file::PATH, get(move || async move { text }))
    }

    #[tokio::test]
    async fn a_key_file_is_the_key_whatever_its_line_ends() {
        let pem = PublicKey::parse(KEY).unwrap().pem();
        fetched(file(pem.clone())).await.unwrap();
        fetched(file(pem.replace('\n', "\r\n"))).await.unwrap();
    }

    #[tokio::test]
    async fn whatever_else_is_there_is_none() {
        let pem = PublicKey::parse(KEY).unwrap().pem();
        assert!(matches!(fetched(Router::new()).await, Err(FileFault::Status(StatusCode::NOT_FOUND))));
        let elsewhere = Router::new()
            .route(key_file::PATH, get(async || Redirect::temporary("/key.pem")))
            .route("/key.pem", get(async move || pem));
        assert!(matches!(fetched(elsewhere).await, Err(FileFault::Status(StatusCode::TEMPORARY_REDIRECT))));
        assert!(matches!(fetched(file("a".repeat(MOST_BYTES + 1))).await, Err(FileFault::TooLarge)));
        assert!(matches!(fetched(file("-----BEGIN PUBLIC KEY-----".to_owned())).await, Err(FileFault::OtherKey)));
        let nobody = fetch(&outlook().client, "http://127.0.0.1:9", &PublicKey::parse(KEY).unwrap()).await;
        assert!(matches!(nobody, Err(FileFault::NoAnswer(_))));
    }
}
