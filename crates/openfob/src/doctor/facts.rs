//! What the admin router tells the doctor.

use openfob_gateway::Position;
use serde::Deserialize;

use crate::admin::CostStanding;

/// What cannot be seen from outside.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Facts {
    pub(super) partners: Vec<Partner>,
    pub(super) accounts: Accounts,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) standings: Vec<CostStanding>,
    pub(super) mail: Option<Mail>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Partner {
    pub(super) name: String,
    pub(super) key_domain: String,
    pub(super) client_id: Option<String>,
    /// An uncompressed point in hexadecimal.
    pub(super) public_key: String,
    pub(super) regions: Vec<Registered>,
}

impl Partner {
    /// Whether it is meant for real cars.
    pub(super) fn is_live(&self) -> bool {
        self.client_id.is_some()
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Registered {
    /// `live` or `simulated`.
    pub(super) mode: String,
    pub(super) region: String,
    pub(super) position: Position,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Accounts {
    pub(super) links: u64,
    pub(super) needs_sign_in: u64,
    pub(super) lacking: u64,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Webhook {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) pending: u64,
    pub(super) failed: u64,
    pub(super) last_error: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Mail {
    pub(super) error: Option<String>,
}
