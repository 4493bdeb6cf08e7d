//! Activations as the service takes them in: who asks, the steps before, the challenge, the proof, the record.
//!
//! Requests are handed to the service's router: no time goes into connections. The maker's word on a proof is not asked for.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use openfob_carkey::{LateReactivation, Nonce, Relay, Rules};
use openfob_carkey_service::{Begin, CarKeyService, Complete, Host, Limits, LogSms, Settings, SignInFailed};
use openfob_domain::{AccountId, Evidence, KeyHolder, KeyRecord};
use openfob_store::{Store, StoreError, Vehicle};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use url::Url;

use super::cars::{Car, Maker};
use super::data;
use crate::data::now;
use crate::report::median;

/// Requests under way at once.
const AT_ONCE: usize = 32;
/// No request is longer.
const LARGEST_ANSWER: usize = 64 * 1024;

/// What was measured with so many accounts stored.
pub(crate) struct Figures {
    pub(crate) stored: u32,
    /// In a second.
    pub(crate) challenges: f64,
    /// In a second.
    pub(crate) activations: f64,
    /// How large the database is.
    pub(crate) bytes: u64,
}

/// One request.
struct Ask {
    number: u32,
    path: &'static str,
    body: Vec<u8>,
}

/// Measures each run with accounts of its own.
pub(crate) async fn measure(stored: u32, runs: u32, activations: u32) -> Result<Figures> {
    // On the disk that programs are built on: the system's own folder may be memory.
    let program = std::env::current_exe()?;
    let folder = tempfile::tempdir_in(program.parent().unwrap_or(Path::new(".")))?;
    let directory = folder.path().join("data");
    eprintln!("bench: storing {stored} accounts");
    data::seed(&directory, stored, runs * activations).await?;

    let maker = Maker::new()?;
    let store = Store::open(&directory).await?;
    let router = serve(&maker, &store)?;
    let mut measured = Vec::new();
    for run in 0..runs {
        let numbers = run * activations + 1..=(run + 1) * activations;
        let cars: Vec<Car> = numbers.clone().map(|number| maker.car(number, true)).collect::<Result<_>>()?;
        let ask = |(number, car): (u32, &Car)| {
            Ok(Ask { number, path: "/challenges", body: serde_json::to_vec(&json!({"vin": car.vin}))? })
        };
        let asked = numbers.clone().zip(&cars).map(ask).collect::<Result<Vec<_>>>()?;
        let (took, answers) = all(&router, asked).await?;
        let challenges = f64::from(activations) / took.as_secs_f64();

        let mut relays = Vec::new();
        for (number, answer) in answers {
            let nonce: Nonce = serde_json::from_value(answer["nonce"].clone())?;
            let car = &cars[usize::try_from(number - numbers.start())?];
            let relay = Relay::from(&car.attest(nonce, now()?)?);
            relays.push(Ask { number, path: "/car-key", body: serde_json::to_vec(&relay)? });
        }
        let (took, answers) = all(&router, relays).await?;
        let is_active = |(_, answer): &(u32, Value)| answer["hasCarKey"] == true;
        ensure!(answers.iter().all(is_active), "an activation did not succeed");
        let kept = f64::from(activations) / took.as_secs_f64();
        eprintln!("bench: run {} of {runs}: {challenges:.0} challenges/s, {kept:.0} activations/s", run + 1);
        measured.push((challenges, kept));
    }
    store.close().await;
    let bytes = std::fs::metadata(directory.join(crate::data::DATABASE_FILE))?.len();
    Ok(Figures {
        stored,
        challenges: median(measured.iter().map(|(challenges, _)| *challenges)),
        activations: median(measured.iter().map(|(_, kept)| *kept)),
        bytes,
    })
}

/// Asks all, so many at once, and gives the answers by the accounts' numbers.
async fn all(router: &Router, asks: Vec<Ask>) -> Result<(Duration, Vec<(u32, Value)>)> {
    let begun = Instant::now();
    let (mut under_way, mut answers) = (JoinSet::new(), Vec::with_capacity(asks.len()));
    for ask in asks {
        if under_way.len() == AT_ONCE
            && let Some(answer) = under_way.join_next().await
        {
            answers.push(answer??);
        }
        under_way.spawn(call(router.clone(), ask));
    }
    while let Some(answer) = under_way.join_next().await {
        answers.push(answer??);
    }
    Ok((begun.elapsed(), answers))
}

async fn call(router: Router, ask: Ask) -> Result<(u32, Value)> {
    let request = Request::post(format!("/carkey/v1{}", ask.path))
        .header("authorization", format!("Bearer {}", data::token(ask.number)))
        .body(Body::from(ask.body))?;
    let answer = router.oneshot(request).await?;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), LARGEST_ANSWER).await?;
    ensure!(status.is_success(), "{} answered {status}: {}", ask.path, String::from_utf8_lossy(&body));
    Ok((ask.number, serde_json::from_slice(&body)?))
}

fn serve(maker: &Maker, store: &Store) -> Result<Router> {
    let settings = Settings {
        origin: Url::parse("https://fob.example.com")?,
        key_domain: "fob.example.com".parse()?,
        anchors: maker.anchors()?,
        rules: Rules::default(),
        late: LateReactivation::Refused,
        steps_in_order: true,
        sms: Arc::new(LogSms),
        limits: Limits::default(),
    };
    // Looked at once here, so that a clock that fails does not fail later.
    now().context("the system's clock")?;
    let clock = || now().unwrap_or_default();
    let host = Arc::new(OverStore(store.clone()));
    Ok(CarKeyService::new(settings, store.clone(), host, Arc::new(clock)).router())
}

/// Keeps the proof as the gateway does, without anybody who waits for it.
struct OverStore(Store);

#[async_trait]
impl Host for OverStore {
    async fn begin(&self, _: Begin<'_>) -> Option<Url> {
        None
    }

    async fn complete(&self, _: Complete<'_>) -> Result<AccountId, SignInFailed> {
        Err(SignInFailed::Unavailable)
    }

    async fn known(&self, account: AccountId, vehicle: &Vehicle) -> Result<Option<KeyRecord>, StoreError> {
        let owner = KeyHolder::Account(self.0.key_account(account).await?);
        Ok(self.0.key_record(vehicle.id, &owner).await?.map(Arc::unwrap_or_clone))
    }

    async fn record(&self, account: AccountId, vehicle: &Vehicle, evidence: Evidence) -> Result<(), StoreError> {
        let owner = KeyHolder::Account(self.0.key_account(account).await?);
        let now = evidence.at;
        self.0.record_evidence(vehicle.id, &owner, &vehicle.access, &[evidence], now).await.map(|_| ())
    }
}
