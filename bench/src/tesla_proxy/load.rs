//! The load: commands by way of a proxy, or straight to the cars.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use clap::{Args, Subcommand};
use hdrhistogram::Histogram;
use openfob_tesla_command::PrivateKey;
use rustls::ClientConfig;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use super::cars::vin;
use super::client::{Connection, post, tls};
use super::direct::DirectCar;

/// Commands in turn: one for each part of a car.
pub(super) const COMMANDS: [(&str, &str); 2] = [("door_lock", "{}"), ("set_charge_limit", r#"{"percent":80}"#)];
/// Where tokens lead to.
pub(super) const FLEET_API: &str = "fleet-api.prd.na.vn.cloud.tesla.com";
/// What proxies are called.
pub(super) const PROXY: &str = "localhost";

/// Whom to command, and how.
#[derive(Args)]
pub(crate) struct Load {
    /// The proxy, or where the cars are.
    server: SocketAddr,
    /// The certificate to trust.
    #[arg(long)]
    trust: PathBuf,
    #[command(subcommand)]
    way: Way,
}

#[derive(Subcommand)]
enum Way {
    /// As many cars at a time as there are, each told the next thing as soon as it has obeyed.
    Full {
        #[arg(long)]
        cars: u32,
        #[arg(long)]
        seconds: u32,
    },
    /// One command after the other at a steady rate.
    Steady {
        #[arg(long)]
        cars: u32,
        #[arg(long)]
        rate: u32,
        #[arg(long)]
        seconds: u32,
        /// Sign with this key, and ask the cars themselves.
        #[arg(long)]
        direct: Option<PathBuf>,
    },
    /// One command for each car.
    Once {
        #[arg(long)]
        cars: u32,
        #[arg(long)]
        connections: u32,
    },
}

/// What a load took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Took {
    pub(super) commands: u64,
    pub(super) seconds: f64,
    /// The median of the times that commands took, in milliseconds.
    pub(super) median: f64,
    /// The 99th percentile, in milliseconds.
    pub(super) p99: f64,
}

/// Runs a load and prints what it took, as JSON.
pub(crate) async fn run(load: Load) -> Result<()> {
    let tls = tls(&load.trust)?;
    let took = match load.way {
        Way::Full { cars, seconds } => {
            let until = Instant::now() + Duration::from_secs(seconds.into());
            let cars = (1..=cars).map(|number| vec![number]).collect();
            at_once(load.server, tls, cars, Some(until)).await?
        }
        Way::Once { cars, connections } => {
            let share = |connection| (connection..=cars).step_by(connections as usize).collect();
            at_once(load.server, tls, (1..=connections).map(share).collect(), None).await?
        }
        Way::Steady { cars, rate, seconds, direct: None } => {
            let mut connection = Connection::open(load.server, PROXY, tls).await?;
            let requests = (1..=cars).map(requests).collect::<Result<Vec<_>>>()?;
            let mut pace = Pace::new(rate, seconds)?;
            while let Some(turn) = pace.next()? {
                obeyed(connection.ask(turn.of(&requests)?).await?)?;
            }
            pace.took()?
        }
        Way::Steady { cars, rate, seconds, direct: Some(key) } => {
            let key = Arc::new(PrivateKey::from_pem(&std::fs::read_to_string(key)?)?);
            let mut connection = Connection::by_proxy(load.server, FLEET_API, tls).await?;
            let token = token();
            let mut known = Vec::new();
            for number in 1..=cars {
                known.push(DirectCar::meet(number, &key, &mut connection, &token).await?);
            }
            let mut pace = Pace::new(rate, seconds)?;
            while let Some(turn) = pace.next()? {
                let car = known.get_mut(turn.0 % cars as usize).context("no car")?;
                car.command(turn.0 / cars as usize % COMMANDS.len(), &mut connection, &token).await?;
            }
            pace.took()?
        }
    };
    #[expect(clippy::print_stdout, reason = "this is what the program is asked for")]
    {
        println!("{}", serde_json::to_string(&took)?);
    }
    Ok(())
}

/// One connection for each list of cars, which are commanded in turn: until a time, or once.
async fn at_once(
    server: SocketAddr,
    tls: Arc<ClientConfig>,
    cars: Vec<Vec<u32>>,
    until: Option<Instant>,
) -> Result<Took> {
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for (at, cars) in cars.into_iter().enumerate() {
        let tls = tls.clone();
        clients.spawn(async move {
            let requests = cars.into_iter().map(requests).collect::<Result<Vec<_>>>()?;
            let mut connection = Connection::open(server, PROXY, tls).await?;
            let mut times = Vec::new();
            // Half of the cars begin with one command, half with the other.
            let mut turn = at;
            for round in 0.. {
                for car in &requests {
                    let begun = Instant::now();
                    if until.is_some_and(|until| begun >= until) || (until.is_none() && round > 0) {
                        return anyhow::Ok(times);
                    }
                    obeyed(connection.ask(&car[turn % COMMANDS.len()]).await?)?;
                    times.push(begun.elapsed());
                    turn += 1;
                }
            }
            Ok(times)
        });
    }
    let mut times = histogram()?;
    while let Some(client) = clients.join_next().await {
        for time in client?? {
            times.record(u64::try_from(time.as_nanos())?)?;
        }
    }
    Ok(took(&times, start.elapsed()))
}

/// A steady rate. A command's time counts from the moment at which it was to be sent where the one before it was late.
struct Pace {
    began: Instant,
    interval: Duration,
    due: usize,
    total: usize,
    begun: Option<Instant>,
    times: Histogram<u64>,
}

/// Which command it is, from 0.
struct Turn(usize);

impl Turn {
    /// All cars get one command, then all get the other.
    fn of(self, requests: &[[Vec<u8>; COMMANDS.len()]]) -> Result<&[u8]> {
        let car = requests.get(self.0 % requests.len()).context("no car")?;
        Ok(&car[self.0 / requests.len() % COMMANDS.len()])
    }
}

impl Pace {
    fn new(rate: u32, seconds: u32) -> Result<Self> {
        ensure!(rate > 0, "--rate takes numbers from 1");
        let total = usize::try_from(rate * seconds)?;
        let interval = Duration::from_secs(1) / rate;
        Ok(Self { began: Instant::now(), interval, due: 0, total, begun: None, times: histogram()? })
    }

    /// Waits until the next command is due. `None` once all were sent. The whole program waits, as nothing else is to do
    /// meanwhile: the runtime's own timers are too coarse.
    fn next(&mut self) -> Result<Option<Turn>> {
        let now = Instant::now();
        if let Some(begun) = self.begun.take() {
            self.times.record(u64::try_from(now.duration_since(begun).as_nanos())?)?;
        }
        if self.due == self.total {
            return Ok(None);
        }
        let at = self.began + self.interval * u32::try_from(self.due)?;
        self.begun = Some(if at > now {
            std::thread::sleep(at - now);
            Instant::now()
        } else {
            at
        });
        self.due += 1;
        Ok(Some(Turn(self.due - 1)))
    }

    fn took(self) -> Result<Took> {
        ensure!(!self.times.is_empty(), "nothing was measured");
        Ok(took(&self.times, self.began.elapsed()))
    }
}

fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new(3)?)
}

fn took(times: &Histogram<u64>, lasted: Duration) -> Took {
    let milliseconds = |quantile| Duration::from_nanos(times.value_at_quantile(quantile)).as_secs_f64() * 1e3;
    Took { commands: times.len(), seconds: lasted.as_secs_f64(), median: milliseconds(0.5), p99: milliseconds(0.99) }
}

fn requests(number: u32) -> Result<[Vec<u8>; COMMANDS.len()]> {
    let (vin, token) = (vin(number)?, token());
    Ok(COMMANDS.map(|(name, body)| {
        let path = format!("/api/1/vehicles/{}/command/{name}", vin.as_str());
        post(PROXY, &path, &token, body.as_bytes())
    }))
}

/// Of nobody; its signature is nobody's matter here.
fn token() -> String {
    let claims = format!(r#"{{"sub":"bench","ou_code":"NA","aud":["https://{FLEET_API}"]}}"#);
    ["e30", &STANDARD_NO_PAD.encode(claims), "c2ln"].join(".")
}

fn obeyed(answer: &[u8]) -> Result<()> {
    if answer.trim_ascii() == br#"{"response":{"result":true,"reason":""}}"# {
        return Ok(());
    }
    bail!("a command was not obeyed: {}", String::from_utf8_lossy(answer))
}
