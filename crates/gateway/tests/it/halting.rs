//! An adapter whose process is killed while it refreshes a token: at the step that a test chooses it stops for good.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_automaker::{
    AccountLink, Adapter, AdapterError, Brand, CarState, Commands, Fetched, KeyReport, LinkedAccount, ModelRange,
    Partner, PartnerAccounts, Refreshed, Returned, Session, SignIn, SignInRefused, VehicleRecord, VinCompatibility,
};
use openfob_domain::{KeyDomain, Make, Signal, Vin};
use secrecy::SecretString;
use tokio::sync::Notify;
use url::Url;

/// Where it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Before the automaker is asked.
    BeforeAsking,
    /// With the automaker's answer in hand.
    WithTheAnswer,
}

pub(crate) struct Halting {
    pub(crate) inner: Arc<dyn Adapter>,
    /// `None`: nowhere.
    pub(crate) halt: Option<Halt>,
    /// Told when it has stopped.
    pub(crate) halted: Arc<Notify>,
    /// Lets it go on; one that nobody lets go on is dead.
    pub(crate) go_on: Arc<Notify>,
}

impl Halting {
    async fn stop(&self, at: Halt) {
        if self.halt == Some(at) {
            self.halted.notify_one();
            self.go_on.notified().await;
        }
    }
}

#[async_trait]
impl AccountLink for Halting {
    fn sign_in_page(&self) -> Url {
        self.inner.link().sign_in_page()
    }

    fn begin(&self, sign_in: SignIn<'_>) -> Result<Url, AdapterError> {
        self.inner.link().begin(sign_in)
    }

    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused> {
        self.inner.link().returned(query)
    }

    async fn complete(&self, partner: &Partner, returned: Returned<'_>) -> Result<LinkedAccount, AdapterError> {
        self.inner.link().complete(partner, returned).await
    }

    async fn refresh(
        &self,
        partner: &Partner,
        refresh: &SecretString,
        region: Option<&str>,
    ) -> Result<Refreshed, AdapterError> {
        self.stop(Halt::BeforeAsking).await;
        let refreshed = self.inner.link().refresh(partner, refresh, region).await;
        self.stop(Halt::WithTheAnswer).await;
        refreshed
    }

    async fn revoke(&self, session: &Session) -> Result<(), AdapterError> {
        self.inner.link().revoke(session).await
    }
}

#[async_trait]
impl Adapter for Halting {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn brands(&self) -> &[Brand] {
        self.inner.brands()
    }

    fn compatibility(&self, vin: &Vin) -> Option<VinCompatibility> {
        self.inner.compatibility(vin)
    }

    fn models(&self) -> Vec<ModelRange> {
        self.inner.models()
    }

    fn link(&self) -> &dyn AccountLink {
        self
    }

    async fn vehicles(&self, session: &Session) -> Result<Vec<VehicleRecord>, AdapterError> {
        self.inner.vehicles(session).await
    }

    async fn state(&self, session: &Session, vin: &Vin) -> Result<CarState, AdapterError> {
        self.inner.state(session, vin).await
    }

    async fn read(&self, session: &Session, vin: &Vin, want: &[Signal]) -> Result<Fetched, AdapterError> {
        self.inner.read(session, vin, want).await
    }

    async fn key_reports(&self, session: &Session, vins: &[&Vin]) -> Result<BTreeMap<Vin, KeyReport>, AdapterError> {
        self.inner.key_reports(session, vins).await
    }

    fn key_evidence_max_age(&self) -> SignedDuration {
        self.inner.key_evidence_max_age()
    }

    fn key_link(&self, make: &Make, key_domain: &KeyDomain, vin: Option<&Vin>) -> Option<Url> {
        self.inner.key_link(make, key_domain, vin)
    }

    fn commands(&self) -> Option<&dyn Commands> {
        self.inner.commands()
    }

    fn partner_accounts(&self) -> Option<&dyn PartnerAccounts> {
        self.inner.partner_accounts()
    }
}
