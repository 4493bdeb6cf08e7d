//! Applications as Tesla's developer portal keeps them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::scope;
use crate::dice::Dice;

/// An entry of the developer portal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) name: String,
    /// The application's own account.
    pub(crate) account_id: Uuid,
    /// Origins whose root domain a key domain must have.
    pub(crate) allowed_origins: Vec<String>,
    /// Where sign-in may return to.
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) scopes: BTreeSet<String>,
    /// Whether it is there from the start: any key domain and any redirect on this machine does, and keys that nobody
    /// registered count as its own.
    pub(crate) seeded: bool,
}

/// What an entry is made of; what is left out is chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApplication {
    pub(crate) name: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
    #[serde(default)]
    pub(crate) allowed_origins: Vec<String>,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<String>,
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
}

/// Why an entry is not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidApplication {
    #[error(
        "\u{201c}{0}\u{201d} is no address: give allowed_origins and redirect_uris such as https://fob.example.com."
    )]
    Address(String),
    #[error("\u{201c}{0}\u{201d} is no scope of Tesla. Scopes: {names}.", names = scope::ALL.join(", "))]
    Scope(String),
    #[error("client_id and client_secret have 1 to 100 characters without spaces.")]
    Credentials,
    #[error("An application with this client_id exists, with another secret.")]
    Taken,
}

impl Application {
    /// The one that a fresh simulator has.
    pub(crate) fn seeded(seed: u64) -> Self {
        let client_id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("openfob-simulator/tesla/{seed}").as_bytes());
        let dice = Dice::new(seed, "tesla/application");
        let letter = |index: u32| char::from_digit(dice.below(&format!("secret/{index}"), 16), 16).unwrap_or('0');
        Self {
            client_id: client_id.to_string(),
            client_secret: format!("ta-secret.{}", (0..24).map(letter).collect::<String>()),
            name: "Simulated application".to_owned(),
            account_id: Uuid::new_v5(&client_id, b"account"),
            allowed_origins: Vec::new(),
            redirect_uris: Vec::new(),
            scopes: scope::ALL.into_iter().map(str::to_owned).collect(),
            seeded: true,
        }
    }

    pub(crate) fn new(new: NewApplication) -> Result<Self, InvalidApplication> {
        let addresses = new.allowed_origins.iter().chain(&new.redirect_uris);
        if let Some(bad) = addresses.into_iter().find(|address| Url::parse(address).is_err()) {
            return Err(InvalidApplication::Address(bad.chars().take(100).collect()));
        }
        if let Some(bad) = new.scopes.iter().find(|scope| !scope::ALL.contains(&scope.as_str())) {
            return Err(InvalidApplication::Scope(bad.chars().take(40).collect()));
        }
        let client_id = new.client_id.unwrap_or_else(|| Uuid::new_v4().to_string());
        let client_secret =
            new.client_secret.unwrap_or_else(|| format!("ta-secret.{}", &Uuid::new_v4().simple().to_string()[..24]));
        let fits = |text: &str| (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if !fits(&client_id) || !fits(&client_secret) {
            return Err(InvalidApplication::Credentials);
        }
        let scopes = if new.scopes.is_empty() {
            scope::ALL.into_iter().map(str::to_owned).collect()
        } else {
            new.scopes.into_iter().collect()
        };
        Ok(Self {
            account_id: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("openfob-simulator/tesla/{client_id}").as_bytes()),
            name: new.name.unwrap_or_else(|| "Application".to_owned()),
            client_id,
            client_secret,
            allowed_origins: new.allowed_origins,
            redirect_uris: new.redirect_uris,
            scopes,
            seeded: false,
        })
    }

    /// Whether sign-in may return there. The seeded application may return to any address.
    pub(crate) fn returns_to(&self, redirect_uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == redirect_uri)
            || (self.redirect_uris.is_empty()
                && self.seeded
                && Url::parse(redirect_uri).is_ok_and(|url| url.has_host()))
    }

    /// Whether an address has an origin of its own: an allowed one, or that of an address which sign-in may return to.
    pub(crate) fn is_at(&self, url: &Url) -> bool {
        let mut own = self.allowed_origins.iter().chain(&self.redirect_uris).filter_map(|own| Url::parse(own).ok());
        matches!(url.scheme(), "http" | "https")
            && (self.seeded && self.redirect_uris.is_empty() || own.any(|own| own.origin() == url.origin()))
    }

    /// Whether a key domain has the root of an allowed origin.
    pub(crate) fn allows_domain(&self, domain: &str) -> bool {
        if self.seeded && self.allowed_origins.is_empty() {
            return true;
        }
        let hosts =
            self.allowed_origins.iter().filter_map(|origin| Some(Url::parse(origin).ok()?.host_str()?.to_owned()));
        hosts.into_iter().any(|host| root(&host) == root(domain))
    }
}

/// The last two labels of a host name.
pub(crate) fn root(host: &str) -> String {
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    labels.into_iter().rev().collect::<Vec<_>>().join(".")
}
