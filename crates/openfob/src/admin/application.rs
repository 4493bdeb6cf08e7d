//! An application as the admin router tells it.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// A registered application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Application {
    /// The client id.
    pub(crate) id: String,
    /// As owners read it.
    pub(crate) name: String,
    /// What it does with the car.
    pub(crate) description: Option<String>,
    /// The address of its logo.
    pub(crate) logo: Option<String>,
    /// Its accent colour.
    pub(crate) accent: Option<String>,
    /// Where Connect may return to.
    pub(crate) redirect_uris: Vec<String>,
    /// What Connect asks for where the link names no scope.
    pub(crate) permissions: String,
    /// The key domain under which it holds keys.
    pub(crate) key_domain: String,
    /// The link that adds its key.
    pub(crate) virtual_key_url: Option<String>,
    /// The page around it, to be sent to owners at any time.
    pub(crate) key_page_url: String,
    /// What it wants of cars that lack the key they ask for.
    pub(crate) without_key: String,
    /// Whether stored values are served where the car may not be asked.
    pub(crate) serve_stored: bool,
}

/// An application as it is registered, with the secrets that are told only then.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Created {
    /// The application.
    #[serde(flatten)]
    pub(crate) application: Application,
    /// What it shows to get tokens.
    pub(crate) client_secret: Secret,
    /// What signs webhooks and opens the management API.
    pub(crate) management_token: Secret,
}

/// What a new application is made of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewApplication {
    /// As owners are to read it.
    pub(crate) name: String,
    /// What it does with the car.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// The address of its logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logo: Option<String>,
    /// Its accent colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accent: Option<String>,
    /// Where Connect may return to.
    pub(crate) redirect_uris: Vec<String>,
    /// What Connect asks for where the link names no scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) permissions: Option<String>,
    /// The partner under which it holds keys; at most one of this and the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) partner: Option<String>,
    /// A key domain of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_domain: Option<String>,
    /// A name below the operator's base domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_subdomain: Option<String>,
    /// What it wants of cars that lack the key they ask for: `limit` or `refuse`.
    pub(crate) without_key: &'static str,
    /// Whether stored values are served where the car may not be asked.
    pub(crate) serve_stored: bool,
}
