//! The protocol's endpoints.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_automaker::{
    AccountLink, Adapter, AdapterError, Brand, CarState, CommandAnswer, Commanded, Commands, Fetched, Http, KeyReport,
    ModelRange, Session, VehicleRecord, Verdict, VinCompatibility,
};
use openfob_domain::{Command, KeyDomain, Make, Signal, Vin};
use url::Url;

use crate::brands::brands;
use crate::compatibility;
use crate::translate;
use crate::wire::{self, Done, KeyAnswer, SignalsAnswer, Vehicles, Wanted};

/// The adapter.
#[derive(Clone, Debug)]
pub struct Garage {
    http: Http,
    pub(crate) public_url: Url,
    brands: Vec<Brand>,
}

impl Garage {
    /// Speaks to the garage through `http`; owners' browsers reach it at `public_url`.
    #[must_use]
    pub fn new(http: Http, public_url: Url) -> Self {
        Self { http, public_url, brands: brands() }
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }
}

#[async_trait]
impl Adapter for Garage {
    fn name(&self) -> &'static str {
        translate::NAME
    }

    fn brands(&self) -> &[Brand] {
        &self.brands
    }

    fn compatibility(&self, vin: &Vin) -> Option<VinCompatibility> {
        compatibility::of_vin(&self.brands, vin)
    }

    fn models(&self) -> Vec<ModelRange> {
        compatibility::models()
    }

    fn link(&self) -> &dyn AccountLink {
        self
    }

    async fn vehicles(&self, session: &Session) -> Result<Vec<VehicleRecord>, AdapterError> {
        let answer: Vehicles = translate::answer(self.http.get("/garage/v1/vehicles", &session.access).await)?;
        answer.vehicles.into_iter().map(translate::vehicle).collect()
    }

    async fn state(&self, session: &Session, vin: &Vin) -> Result<CarState, AdapterError> {
        let answer: wire::CarState = translate::answer(self.http.get(&path(vin, "state"), &session.access).await)?;
        translate::state(&answer)
    }

    async fn read(&self, session: &Session, vin: &Vin, want: &[Signal]) -> Result<Fetched, AdapterError> {
        let wanted = Wanted { signals: want.iter().map(|signal| signal.code()).collect() };
        let answer: SignalsAnswer =
            translate::answer(self.http.post(&path(vin, "signals"), &session.access, &wanted).await)?;
        translate::fetched(answer, want)
    }

    async fn key_reports(&self, session: &Session, vins: &[&Vin]) -> Result<BTreeMap<Vin, KeyReport>, AdapterError> {
        let mut reports = BTreeMap::new();
        for vin in vins {
            let answer: KeyAnswer = translate::answer(self.http.get(&path(vin, "key"), &session.access).await)?;
            let report = KeyReport { evidence: vec![translate::evidence(&answer)?], ..KeyReport::default() };
            reports.insert((*vin).clone(), report);
        }
        Ok(reports)
    }

    /// The garage knows at once what became of a key.
    fn key_evidence_max_age(&self) -> SignedDuration {
        SignedDuration::ZERO
    }

    /// No car of the garage takes a key by a link.
    fn key_link(&self, _make: &Make, _key_domain: &KeyDomain, _vin: Option<&Vin>) -> Option<Url> {
        None
    }

    fn commands(&self) -> Option<&dyn Commands> {
        Some(self)
    }
}

#[async_trait]
impl Commands for Garage {
    async fn run(
        &self,
        session: &Session,
        car: Commanded<'_>,
        command: &Command,
    ) -> Result<CommandAnswer, AdapterError> {
        let done: Done = translate::answer(self.http.post(&path(car.vin, "commands"), &session.access, command).await)?;
        translate::done(&done).map(|()| CommandAnswer::unsigned(Verdict::Obeyed))
    }
}

fn path(vin: &Vin, what: &str) -> String {
    format!("/garage/v1/vehicles/{vin}/{what}")
}
