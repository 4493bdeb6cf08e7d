//! The gateway as handlers are given it.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use openfob_domain::{AccountId, KeyDomain, KeyHolder, VehicleId};
use openfob_store::{KeyChange, PublicKey, Store};
use tokio::sync::{Notify, broadcast, watch};
use uuid::Uuid;

use crate::events::Sender;
use crate::http::rate_limit::AllBuckets;
use crate::measure::Requests;
use crate::service::locks::Locks;
use crate::service::mail::Mailer;
use crate::service::pairing::Outlook;
use crate::{Adapters, Clock, Costs, Jobs, MailError, Settings, admin, health, http};

const KEY_CHANGES_KEPT: usize = 256;

/// The gateway. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Gateway(Arc<Parts>);

/// What the gateway is made of.
pub struct Parts {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) adapters: Adapters,
    pub(crate) costs: Costs,
    pub(crate) clock: Clock,
    pub(crate) key_changes: broadcast::Sender<KeyChange>,
    pub(crate) refreshes: Locks<AccountId>,
    /// Who this process is among those that refresh tokens of one store.
    pub(crate) refresher: Uuid,
    pub(crate) key_questions: Locks<(VehicleId, KeyHolder)>,
    /// The partners that are entered at the simulator, with the keys that they were registered with.
    pub(crate) entered: tokio::sync::Mutex<HashMap<KeyDomain, PublicKey>>,
    pub(crate) fetches_without_key: Locks<(VehicleId, KeyHolder)>,
    pub(crate) outlook: Outlook,
    pub(crate) buckets: AllBuckets,
    pub(crate) requests: Requests,
    pub(crate) mailer: Option<Mailer>,
    pub(crate) draining: watch::Sender<bool>,
    pub(crate) sender: Sender,
    /// Rung when something new has to leave.
    pub(crate) outbox: Notify,
}

/// Why a gateway cannot be made of its settings.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The settings for e-mail.
    #[error("the settings for e-mail cannot be used")]
    Mail(#[from] MailError),
    /// The client that sends webhooks.
    #[error("the HTTP client for webhooks cannot be made")]
    Webhooks(#[from] reqwest::Error),
    /// The client that looks at key files.
    #[error("the HTTP client that looks at key files cannot be made")]
    KeyFiles(#[source] reqwest::Error),
}

impl Gateway {
    /// A gateway over a store and adapters, which announce what they ask to the ledgers of `costs`.
    ///
    /// # Errors
    /// When the settings for e-mail cannot be used, or TLS cannot be set up.
    pub fn new(
        settings: Settings,
        store: Store,
        adapters: Adapters,
        costs: Costs,
        clock: Clock,
    ) -> Result<Self, SetUpError> {
        let (key_changes, _) = broadcast::channel(KEY_CHANGES_KEPT);
        let mailer = settings.mail.as_ref().map(Mailer::new).transpose()?;
        let sender = Sender::new(&settings.webhooks)?;
        let buckets = AllBuckets::new(settings.rate_limits);
        Ok(Self(Arc::new(Parts {
            settings,
            store,
            adapters,
            costs,
            clock,
            key_changes,
            refreshes: Locks::default(),
            refresher: Uuid::new_v4(),
            key_questions: Locks::default(),
            entered: tokio::sync::Mutex::default(),
            fetches_without_key: Locks::default(),
            outlook: Outlook::new().map_err(SetUpError::KeyFiles)?,
            buckets,
            requests: Requests::default(),
            mailer,
            draining: watch::Sender::new(false),
            sender,
            outbox: Notify::new(),
        })))
    }

    /// The store that it works on.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the world reaches.
    pub fn router(&self) -> Router {
        self.router_with(Router::new())
    }

    /// The same, with more routes: they share its request ids, bounds, log and measures.
    pub fn router_with(&self, beside: Router) -> Router {
        http::router(self.clone(), beside)
    }

    /// What the gateway does by itself.
    #[must_use]
    pub fn jobs(&self) -> Jobs {
        Jobs::new(self.clone())
    }

    /// Whether the gateway is alive and ready, for a listener of the operator's own.
    pub fn health_router(&self) -> Router {
        health::router().with_state(self.clone())
    }

    /// Makes ready for the end: from now on `/readyz` refuses, and pages that wait for a change are let go.
    pub fn drain(&self) {
        self.draining.send_replace(true);
    }

    /// What the command line reaches; never to be served to the world.
    pub fn admin_router(&self) -> Router {
        admin::router(self.clone())
    }
}

impl Deref for Gateway {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
