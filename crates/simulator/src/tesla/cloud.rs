//! What Tesla keeps beside accounts and cars: applications, their registrations, tokens, scripts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::air::Air;
use super::application::Application;
use super::calls::Calls;
use super::jwt::SigningKey;
use super::limits::Limits;
use super::partner::Registration;
use super::public_key::from_pem;
use super::region::Region;
use super::script::Scripts;
use super::session::{ACCESS_LIFE, Session, Sessions};
use super::sharing::Invitation;
use super::signed::Computers;
use crate::account::{Account, Platform};
use crate::car::keys::VirtualKey;
use crate::car::{Car, CarId};
use crate::world::World;

/// What tokens of accounts that were linked before the Fleet API are for.
const OWNER_API: &str = "https://owner-api.teslamotors.com/";

/// Tesla's part of the world.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Cloud {
    pub(crate) signing_key: SigningKey,
    pub(crate) applications: BTreeMap<String, Application>,
    pub(crate) registrations: Vec<Registration>,
    pub(crate) sessions: Sessions,
    pub(crate) scripts: Scripts,
    /// What stands behind key domains that the network does not know.
    pub(crate) key_domains: BTreeMap<String, Behind>,
    pub(crate) invitations: Vec<Invitation>,
    /// Those of the cars that take signed messages.
    pub(crate) computers: Computers,
    /// What was set at energy sites, by their ids.
    pub(crate) energy: BTreeMap<u64, Map<String, Value>>,
    /// What they say by Bluetooth.
    #[serde(skip)]
    pub(crate) air: Air,
    #[serde(skip)]
    pub(crate) limits: Limits,
    #[serde(skip)]
    pub(crate) calls: Calls,
}

/// What stands behind a key domain.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Behind {
    /// A server, which is asked for the key file in the domain's name.
    Origin(Url),
    /// The key file itself (PEM).
    KeyFile(String),
}

impl Cloud {
    /// Makes sure of the application that is there from the start.
    pub(crate) fn seed(&mut self, seed: u64) {
        let seeded = Application::seeded(seed);
        self.applications.entry(seeded.client_id.clone()).or_insert(seeded);
    }

    /// The application that is there from the start.
    pub(crate) fn seeded(&self) -> Option<&Application> {
        self.applications.values().find(|application| application.seeded)
    }

    /// The application with these credentials.
    pub(crate) fn application(&self, client_id: &str, client_secret: &str) -> Option<&Application> {
        let application = self.applications.get(client_id)?;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(
            application.client_secret.as_bytes(),
            client_secret.as_bytes(),
        );
        same.is_ok().then_some(application)
    }

    /// Whether an application may serve the accounts of a region. The seeded one need not register.
    pub(crate) fn is_registered(&self, client_id: &str, region: Region) -> bool {
        self.applications.get(client_id).is_some_and(|application| application.seeded)
            || self.registrations.iter().any(|known| known.client_id == client_id && known.region == region)
    }

    /// Whether a key is an application's own: one that it registered or, for the seeded application, one that nobody did.
    pub(crate) fn owns_key(&self, client_id: &str, public_key: &str) -> bool {
        let mut of_key = self.registrations.iter().filter(|known| known.public_key == public_key).peekable();
        if of_key.peek().is_none() {
            return self.seeded().is_some_and(|seeded| seeded.client_id == client_id);
        }
        of_key.any(|known| known.client_id == client_id)
    }

    /// Whether a car holds an application's key, as the fleet status tells at this moment.
    pub(crate) fn is_paired(&self, client_id: &str, car: &Car, now: Timestamp) -> bool {
        let lag = self.scripts.fleet_status_lag();
        let told = |key: &&VirtualKey| key.is_told(now, lag);
        car.keys.virtual_keys.iter().filter(told).any(|key| match &key.public_key {
            Some(public_key) => self.owns_key(client_id, public_key),
            None => false,
        })
    }

    /// The registration under a key domain, the newest first.
    pub(crate) fn of_domain(&self, domain: &str) -> Option<&Registration> {
        self.registrations.iter().rev().find(|known| known.domain == domain)
    }

    /// Says what stands behind a key domain. Who had registered it with another key has lost it.
    pub(crate) fn resolve(&mut self, domain: &str, behind: Behind) {
        if let Behind::KeyFile(file) = &behind
            && let Ok(key) = from_pem(file)
        {
            self.registrations.retain(|known| known.domain != domain || known.public_key == key);
        }
        self.key_domains.insert(domain.to_owned(), behind);
    }

    /// The key domains of the applications whose key an account lets onto its cars.
    pub(crate) fn key_domains_of(&self, account: &Account) -> impl Iterator<Item = &str> {
        let allowed = self.registrations.iter().filter(|known| account.tesla.allows_key(&known.client_id));
        let domains: BTreeSet<&str> = allowed.map(|known| known.domain.as_str()).collect();
        domains.into_iter()
    }

    /// The domain under which a key is registered.
    pub(crate) fn domain_of_key(&self, public_key: &str) -> Option<String> {
        self.registrations.iter().rev().find(|known| known.public_key == public_key).map(|known| known.domain.clone())
    }

    /// The claims of an owner's access token.
    pub(crate) fn claims(
        &self,
        session: &Session,
        account: &Account,
        region: Region,
        issuer: &str,
        now: Timestamp,
    ) -> Map<String, Value> {
        let given = account.tesla.scopes(&session.client_id);
        let scopes: Vec<&String> =
            session.scopes.iter().filter(|scope| given.is_some_and(|given| given.contains(*scope))).collect();
        let application = self.applications.get(&session.client_id);
        let userinfo = "https://auth.tesla.com/oauth2/v3/userinfo".to_owned();
        let audiences = match account.platform {
            Platform::Current if region == Region::Cn => vec![Region::Na.audience(), region.audience(), userinfo],
            Platform::Current => vec![Region::Na.audience(), Region::Eu.audience(), userinfo],
            Platform::Legacy => vec![OWNER_API.to_owned(), userinfo],
        };
        let claims = json!({
            "iss": issuer,
            "azp": session.client_id,
            "sub": account.subject,
            "aud": audiences,
            "scp": scopes,
            "amr": ["pwd", "mfa", "otp"],
            "iat": now.as_second(),
            "exp": now.as_second() + ACCESS_LIFE.as_secs(),
            "auth_time": session.signed_in.as_second(),
            "ou_code": region.code().to_uppercase(),
            "locale": session.locale.as_deref().unwrap_or("en-US"),
            "account_type": "person",
            "open_source": false,
            "account_id": application.map(|application| application.account_id),
            "sid": session.id,
        });
        match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        }
    }
}

/// Where an account is served: where it was told to be, or where its first car is at home.
pub(crate) fn region_of(world: &World, account: &Account) -> Region {
    region_by_cars(&world.cars, account)
}

/// The same, with the cars alone at hand.
pub(crate) fn region_by_cars(cars: &BTreeMap<CarId, Car>, account: &Account) -> Region {
    if let Some(region) = account.tesla.region {
        return region;
    }
    match account.cars.first().and_then(|share| cars.get(&share.car)).map(|car| car.motion.home) {
        Some(home) if home.is_chinese() => Region::Cn,
        Some(home) if !home.is_american() => Region::Eu,
        _ => Region::Na,
    }
}
