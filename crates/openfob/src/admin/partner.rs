//! A partner as the admin router tells it.

use serde::{Deserialize, Serialize};

/// A partner.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Partner {
    /// What the operator calls it.
    pub(crate) name: String,
    /// Whether applications that name none are served under it.
    pub(crate) default: bool,
    /// The domain that names it and its key.
    pub(crate) key_domain: String,
    /// Where its public key is published.
    pub(crate) key_file: String,
    /// What it signs in with at the automaker.
    pub(crate) client_id: Option<String>,
    /// The regions that it serves; empty: all of them.
    pub(crate) regions: Vec<String>,
    /// The key that is published.
    pub(crate) key: PartnerKey,
    /// Keys that cars may still have.
    pub(crate) earlier_keys: Vec<PartnerKey>,
    /// How it stands in each region, as it was last seen.
    pub(crate) registrations: Vec<Registration>,
    /// How many applications have it.
    pub(crate) applications: u64,
    /// How many owners' accounts are linked under it.
    pub(crate) account_links: u64,
}

/// The public half of a key pair.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PartnerKey {
    /// Its short name.
    pub(crate) id: String,
    /// When it was made or imported.
    pub(crate) made_at: jiff::Timestamp,
    /// When another replaced it.
    pub(crate) retired_at: Option<jiff::Timestamp>,
    /// How many cars are known to have it.
    pub(crate) cars: u64,
}

/// How a partner stands in one region.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Registration {
    /// `live` or `simulated` cars.
    pub(crate) mode: String,
    /// The automaker's word for the region.
    pub(crate) region: String,
    /// Whether the automaker knows the partner there.
    pub(crate) registered: bool,
    /// Whether it has the key that is published.
    pub(crate) key_matches: bool,
    /// What is missing, and the next step.
    pub(crate) missing: Option<String>,
    /// When it was seen.
    pub(crate) checked_at: Option<jiff::Timestamp>,
}

/// What the operator says of a partner.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewPartner {
    /// What to call it.
    pub(crate) name: String,
    /// The domain that names it and its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_domain: Option<String>,
    /// What it signs in with at the automaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
    /// The secret that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_secret: Option<crate::secret::Secret>,
    /// A private key in PEM form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_key: Option<crate::secret::Secret>,
    /// The regions that it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) regions: Option<Vec<String>>,
}
