//! The adapter: what each question of the gateway comes to at Tesla.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{
    AccountLink, Adapter, AdapterError, AdapterErrorKind, Brand, CarState, Commands, Fetched, Http, KeyReport, Ledger,
    ModelRange, PartnerAccounts, Session, VehicleRecord, VinCompatibility,
};
use openfob_domain::{KeyDomain, Make, Permission, Reading, Signal, UpstreamFault, Vin};
use url::Url;

use crate::region::Hosts;
use crate::signed::SigningKeys;
use crate::signers::Signers;
use crate::token::Claims;
use crate::transport::{Caller, Transport};
use crate::wire::{FleetStatus, FleetVehicle};
use crate::{models, refusal, scope, translate};

/// How long fleet status may be relied on.
const KEY_EVIDENCE_AGE: SignedDuration = SignedDuration::from_secs(60);
/// How many vehicles one question about their status names.
const VEHICLES_PER_STATUS: usize = 100;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The adapter.
pub struct Tesla {
    transport: Transport,
    signers: Signers,
    brands: Vec<Brand>,
    clock: Clock,
}

impl Tesla {
    /// Speaks to Tesla at `hosts`. `ledger` is told of every call; commands are signed with `keys`; `clock` dates what is
    /// learnt and signed.
    #[must_use]
    pub fn new(http: Http, hosts: Hosts, ledger: Arc<dyn Ledger>, keys: Arc<dyn SigningKeys>, clock: Clock) -> Self {
        let signers = Signers::new(keys, Arc::clone(&clock));
        Self { transport: Transport::new(http, hosts, ledger), signers, brands: models::brands(), clock }
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn signers(&self) -> &Signers {
        &self.signers
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Fleet status of vehicles, by VIN. Where it cannot be learnt model and year decide, so that a sign-in does not fail
    /// for want of it.
    async fn statuses(&self, caller: Caller<'_>, vins: &[&Vin]) -> BTreeMap<String, FleetVehicle> {
        let mut statuses = BTreeMap::new();
        for some in vins.chunks(VEHICLES_PER_STATUS) {
            match self.transport.fleet_status(caller, some).await {
                Ok(FleetStatus { vehicle_info, .. }) => statuses.extend(vehicle_info),
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what cars ask for could not be learnt; their model and year decide"
                ),
            }
        }
        statuses
    }
}

impl fmt::Debug for Tesla {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tesla").finish_non_exhaustive()
    }
}

#[async_trait]
impl Adapter for Tesla {
    fn name(&self) -> &'static str {
        refusal::NAME
    }

    fn brands(&self) -> &[Brand] {
        &self.brands
    }

    fn compatibility(&self, vin: &Vin) -> Option<VinCompatibility> {
        models::compatibility(vin)
    }

    fn models(&self) -> Vec<ModelRange> {
        models::ranges()
    }

    fn link(&self) -> &dyn AccountLink {
        self
    }

    async fn vehicles(&self, session: &Session) -> Result<Vec<VehicleRecord>, AdapterError> {
        let caller = Caller::from(session);
        let vehicles: Vec<(Vin, _)> = self
            .transport
            .vehicles(caller)
            .await?
            .into_iter()
            .filter_map(|vehicle| Some((vehicle.vin.parse().ok()?, vehicle)))
            .collect();
        let vins: Vec<&Vin> = vehicles.iter().map(|(vin, _)| vin).collect();
        let statuses = self.statuses(caller, &vins).await;
        let record = |(vin, vehicle): &(Vin, _)| translate::vehicle(vin, vehicle, statuses.get(vin.as_str()));
        Ok(vehicles.iter().map(record).collect())
    }

    async fn state(&self, session: &Session, vin: &Vin) -> Result<CarState, AdapterError> {
        let vehicle = self.transport.vehicle(session.into(), vin).await?;
        Ok(CarState { availability: translate::availability(&vehicle), idle: None })
    }

    async fn read(&self, session: &Session, vin: &Vin, want: &[Signal]) -> Result<Fetched, AdapterError> {
        let scopes = Claims::of(&session.access).map(|claims| claims.scp).unwrap_or_default();
        let given = scope::permissions(&scopes);
        let mut fetched = Fetched::default();
        let mut ask = Vec::new();
        for signal in want {
            if translate::never(*signal) {
                fetched.not_capable.push(*signal);
            } else if given.contains(&signal.permission())
                && (!translate::tells_place(*signal) || given.contains(&Permission::ReadLocation))
            {
                ask.push(*signal);
            } else {
                fetched.forbidden.push(*signal);
            }
        }
        let mut readings = self.live(session, vin, &ask, &mut fetched).await?;
        for signal in [Signal::Alerts, Signal::ChargeRecords].into_iter().filter(|signal| ask.contains(signal)) {
            let read = match signal {
                Signal::Alerts => self.alerts(session, vin).await,
                _ => self.charge_records(session, vin).await,
            };
            match read {
                Ok(reading) => {
                    fetched.asked = true;
                    readings.push(reading);
                }
                Err(error) if error.kind == AdapterErrorKind::Forbidden => fetched.forbidden.push(signal),
                // What was read already is not thrown away for it.
                Err(error) if !readings.is_empty() => {
                    tracing::warn!(error = &error as &dyn std::error::Error, signal = %signal, "left out of a read");
                }
                Err(error) => return Err(error),
            }
        }
        fetched.readings = readings.into_iter().collect();
        Ok(fetched)
    }

    async fn key_reports(&self, session: &Session, vins: &[&Vin]) -> Result<BTreeMap<Vin, KeyReport>, AdapterError> {
        let mut reports = BTreeMap::new();
        for some in vins.chunks(VEHICLES_PER_STATUS) {
            let answer = self.transport.fleet_status(session.into(), some).await?;
            let at = (self.clock)();
            let report = |vin: &Vin| translate::key_report(vin, &session.partner.key_domain, &answer, at);
            reports.extend(some.iter().map(|vin| ((*vin).clone(), report(vin))));
        }
        Ok(reports)
    }

    fn key_evidence_max_age(&self) -> SignedDuration {
        KEY_EVIDENCE_AGE
    }

    fn key_link(&self, make: &Make, key_domain: &KeyDomain, vin: Option<&Vin>) -> Option<Url> {
        self.brands.iter().find(|brand| brand.make == *make)?;
        let mut url = self.transport.hosts().key_page.join(key_domain.as_str()).ok()?;
        if let Some(vin) = vin {
            url.query_pairs_mut().append_pair("vin", vin.as_str());
        }
        Some(url)
    }

    fn commands(&self) -> Option<&dyn Commands> {
        Some(self)
    }

    fn partner_accounts(&self) -> Option<&dyn PartnerAccounts> {
        Some(self)
    }
}

impl Tesla {
    /// What the car itself tells, in one call that names the groups asked for alone.
    async fn live(
        &self,
        session: &Session,
        vin: &Vin,
        ask: &[Signal],
        fetched: &mut Fetched,
    ) -> Result<Vec<Reading>, AdapterError> {
        let groups = translate::groups(ask);
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let data = self.transport.vehicle_data(session.into(), vin, &groups).await?;
        fetched.asked = true;
        if ask.contains(&Signal::Location) && translate::hides_place(&data) {
            fetched.forbidden.push(Signal::Location);
        }
        Ok(translate::readings(&data, ask, vin, (self.clock)()))
    }

    async fn alerts(&self, session: &Session, vin: &Vin) -> Result<Reading, AdapterError> {
        let alerts = self.transport.recent_alerts(session.into(), vin).await?;
        Ok(translate::alerts(alerts, (self.clock)()))
    }

    async fn charge_records(&self, session: &Session, vin: &Vin) -> Result<Reading, AdapterError> {
        let history = self.transport.charging_history(session.into(), vin).await?;
        translate::charge_records(history, (self.clock)())
            .ok_or_else(|| refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::InvalidData)))
    }
}
