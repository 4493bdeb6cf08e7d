//! Every call to Tesla: held back where it is in vain, announced, sent, and sent again where that is harmless and may help.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::rand;
use openfob_automaker::{
    AdapterError, AdapterErrorKind, Call, Http, Ledger, Method, Payload, PriceClass, RawAnswer, Session,
};
use openfob_domain::{ApplicationId, KeyDomain, UpstreamFault, Vin};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::pause::{Limited, Paused, Pauses};
use crate::refusal::{self, Fault, Sort};
use crate::region::{Hosts, Region};
use crate::wire::Envelope;

const FIRST_WAIT: Duration = Duration::from_millis(250);
/// A limit that ends sooner than this is waited for rather than told.
const SHORT_LIMIT: Duration = Duration::from_secs(2);

/// Who calls, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller<'a> {
    pub(crate) partner: &'a KeyDomain,
    pub(crate) token: &'a SecretString,
    pub(crate) application: Option<ApplicationId>,
    pub(crate) region: Region,
}

impl<'a> From<&'a Session> for Caller<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            partner: &session.partner.key_domain,
            token: &session.access,
            application: session.application,
            region: session.region.as_deref().and_then(Region::of_code).unwrap_or(Region::Na),
        }
    }
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endpoint<'a> {
    /// Tesla's name for it.
    pub(crate) operation: &'static str,
    pub(crate) class: PriceClass,
    pub(crate) vin: Option<&'a Vin>,
    /// Whether it may be sent again: everything but commands.
    pub(crate) repeatable: bool,
}

/// The way to Tesla.
pub(crate) struct Transport {
    http: Http,
    hosts: Hosts,
    ledger: Arc<dyn Ledger>,
    pauses: Pauses,
}

impl Transport {
    pub(crate) fn new(http: Http, hosts: Hosts, ledger: Arc<dyn Ledger>) -> Self {
        Self { http, hosts, ledger, pauses: Pauses::default() }
    }

    pub(crate) fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Calls the Fleet API and opens its envelope.
    pub(crate) async fn fleet<T: DeserializeOwned>(
        &self,
        caller: Caller<'_>,
        endpoint: Endpoint<'_>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, AdapterError> {
        let answer = self.fleet_raw(caller, endpoint, method, path, body).await?;
        let envelope: Envelope<T> = read(&answer)?;
        Ok(envelope.response)
    }

    /// Calls the Fleet API and answers what came, which is a success.
    pub(crate) async fn fleet_raw(
        &self,
        caller: Caller<'_>,
        endpoint: Endpoint<'_>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<RawAnswer, Fault> {
        let payload = body.map_or(Payload::Empty, Payload::Json);
        self.send(self.hosts.api(caller.region), caller, endpoint, method, path, Some(caller.token), payload).await
    }

    /// Asks for tokens.
    pub(crate) async fn token<T: DeserializeOwned>(
        &self,
        partner: &KeyDomain,
        region: Region,
        form: &[(&str, &str)],
    ) -> Result<T, AdapterError> {
        let nobody = SecretString::default();
        let caller = Caller { partner, token: &nobody, application: None, region };
        let endpoint = Endpoint { operation: "token", class: PriceClass::Free, vin: None, repeatable: true };
        let host = self.hosts.tokens(region);
        let answer = self.send(host, caller, endpoint, Method::POST, "/token", None, Payload::Form(form)).await?;
        read(&answer)
    }

    #[expect(clippy::too_many_arguments, reason = "the one place where a request is put together")]
    async fn send(
        &self,
        host: &Url,
        caller: Caller<'_>,
        endpoint: Endpoint<'_>,
        method: Method,
        path: &str,
        token: Option<&SecretString>,
        payload: Payload<'_>,
    ) -> Result<RawAnswer, Fault> {
        let http = self.http.at(host.clone());
        let limited = Limited {
            partner: caller.partner.clone(),
            region: caller.region,
            class: endpoint.class,
            vin: endpoint.vin.cloned(),
        };
        let retries = if endpoint.repeatable { http.retries() } else { 0 };
        for attempt in 0.. {
            self.pauses.check(&limited, Instant::now()).map_err(paused)?;
            self.announce(caller, endpoint).await?;
            let sent = http.exchange(method.clone(), path, token, payload).await;
            let fault = match sent {
                Ok(answer) if answer.status.is_success() => {
                    self.pauses.fine(caller.region);
                    return Ok(answer);
                }
                Ok(answer) => refusal::of_answer(&answer),
                Err(error) => refusal::of_failure(error),
            };
            let Some(wait) = self.wait_before_retry(&fault, &limited, attempt) else { return Err(fault) };
            if attempt >= retries {
                return Err(fault);
            }
            tokio::time::sleep(wait).await;
        }
        Err(refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::NoResponse)).into())
    }

    /// Notes what a fault says of Tesla; how long to wait before a retry that may help.
    fn wait_before_retry(&self, fault: &Fault, limited: &Limited, attempt: usize) -> Option<Duration> {
        match fault.sort {
            Sort::Said => {
                self.pauses.fine(limited.region);
                None
            }
            Sort::Limited(wait) if wait <= SHORT_LIMIT && attempt == 0 => Some(wait + jittered(FIRST_WAIT)),
            Sort::Limited(wait) => {
                self.pauses.limit(limited.clone(), wait, Instant::now());
                None
            }
            Sort::Trouble(upstream) => {
                let doublings = u32::try_from(attempt.min(6)).unwrap_or(6);
                self.pauses
                    .trouble(limited.region, upstream, Instant::now())
                    .then(|| jittered(FIRST_WAIT * 2_u32.pow(doublings)))
            }
        }
    }

    async fn announce(&self, caller: Caller<'_>, endpoint: Endpoint<'_>) -> Result<(), AdapterError> {
        let call = Call {
            automaker: refusal::NAME,
            class: endpoint.class,
            operation: endpoint.operation,
            partner: caller.partner,
            application: caller.application,
            vin: endpoint.vin,
        };
        self.ledger.announce(call).await.map_err(|_| refusal::refused(AdapterErrorKind::CapReached))
    }
}

fn paused(paused: Paused) -> AdapterError {
    refusal::refused(match paused {
        Paused::Limited { wait } => AdapterErrorKind::RateLimited { retry_after: wait },
        Paused::Region(fault) => AdapterErrorKind::Upstream(fault),
    })
}

/// Reads an answer as what Tesla documents.
pub(crate) fn read<T: DeserializeOwned>(answer: &RawAnswer) -> Result<T, AdapterError> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        let reason = format!("{:?} at line {} column {}", error.classify(), error.line(), error.column());
        refusal::not_understood(answer.status, reason)
    })
}

/// Half of it to all of it, so that those who failed together do not come back together.
fn jittered(wait: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    // Without randomness the wait is as long as it gets.
    let share = if rand::fill(&mut byte).is_ok() { f64::from(byte[0]) / 255.0 } else { 1.0 };
    wait.mul_f64(0.5 + share / 2.0)
}
