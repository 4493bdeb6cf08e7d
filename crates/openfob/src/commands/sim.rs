//! `openfob sim`: simulated cars, through the simulator's HTTP interface, or on their own.

mod psa;
mod tesla;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use openfob_simulator::{Clock, Simulator};
use serde_json::{Value, json};

use crate::args::{Car, Sim, SimAction, Switch, Toggle};
use crate::config::{Log, Origin};
use crate::data_dir::DataDir;
use crate::demo::Facts;
use crate::failure::Failure;
use crate::logging;
use crate::printer::Printer;
use crate::serve::{Listener, Servers, Stopping, address_of, bind};

/// Runs one of its commands.
pub(super) async fn run(sim: Sim, printer: &mut Printer) -> Result<(), Failure> {
    let (car, switch, body) = match sim.action {
        SimAction::Serve { listen, state, public_url, seed } => {
            return serve(listen, state, public_url, seed, printer).await;
        }
        SimAction::Tesla(tesla) => return tesla::run(*tesla, sim.simulator, &sim.data.data, printer).await,
        SimAction::Psa(psa) => return psa::run(*psa, sim.simulator, &sim.data.data, printer).await,
        SimAction::List => return list(&remote(sim.simulator, &sim.data.data)?, printer).await,
        SimAction::Time { forward } => {
            return time(&remote(sim.simulator, &sim.data.data)?, forward.as_deref(), printer).await;
        }
        SimAction::Plug(car) => (car, "plug", json!({})),
        SimAction::Unplug(car) => (car, "unplug", json!({})),
        SimAction::StartCharge(car) => (car, "start-charge", json!({})),
        SimAction::StopCharge(car) => (car, "stop-charge", json!({})),
        SimAction::ChargeLevel { car, percent } => (car, "charge-level", json!({"percent": percent})),
        SimAction::ChargeLimit { car, percent } => (car, "charge-limit", json!({"percent": percent})),
        SimAction::Drive(car) => (car, "drive", json!({})),
        SimAction::Park(car) => (car, "park", json!({})),
        SimAction::Sleep(car) => (car, "sleep", json!({})),
        SimAction::Wake(car) => (car, "wake", json!({})),
        SimAction::Offline(car) => (car, "offline", json!({})),
        SimAction::Online(car) => (car, "online", json!({})),
        SimAction::Lock(car) => (car, "lock", json!({})),
        SimAction::Unlock(car) => (car, "unlock", json!({})),
        SimAction::ChargeFault(toggle) => on_or_off(toggle, "charge-fault"),
        SimAction::FuelLevel { car, percent } => (car, "fuel-level", json!({"percent": percent})),
        SimAction::Open { car, part } => (car, "open", json!({"part": part})),
        SimAction::Close { car, part } => (car, "close", json!({"part": part})),
        SimAction::Ambient { car, celsius } => (car, "ambient", json!({"celsius": celsius})),
        SimAction::AtHome { car, at } => (car, "at-home", json!({"at": at})),
        SimAction::InService(toggle) => on_or_off(toggle, "in-service"),
        SimAction::Low12V(toggle) => on_or_off(toggle, "low-12v"),
        SimAction::RemoteAccess(toggle) => on_or_off(toggle, "remote-access"),
        SimAction::Streaming(toggle) => on_or_off(toggle, "streaming"),
        SimAction::LocationPermission(toggle) => on_or_off(toggle, "location-permission"),
        SimAction::Account { car, state } => (car, "account", json!({"state": state})),
        SimAction::InAccount(toggle) => on_or_off(toggle, "in-account"),
        SimAction::AddKey { car, domain } => (car, "add-key", json!({"key": domain})),
        SimAction::RemoveKey { car, domain } => (car, "remove-key", json!({"key": domain})),
        SimAction::Fail { car, error } => (car, "fail", json!({"error": (error != "none").then_some(error)})),
    };
    turn(&remote(sim.simulator, &sim.data.data)?, &car, switch, &body, printer).await
}

fn on_or_off(toggle: Toggle, switch: &'static str) -> (Car, &'static str, Value) {
    (toggle.car, switch, json!({"on": toggle.switch == Switch::On}))
}

async fn list(remote: &Remote, printer: &mut Printer) -> Result<(), Failure> {
    let answer = remote.get(&["cars"]).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let cars = answer["cars"].as_array().ok_or_else(not_understood)?;
    printer.table(&["CAR", "MODEL", "YEAR", "VIN", "CHARGE", "STATE", "KEYS"], cars.iter().map(row).collect())
}

async fn turn(remote: &Remote, car: &Car, switch: &str, body: &Value, printer: &mut Printer) -> Result<(), Failure> {
    let answer = remote.post(&["cars", &car.name, switch], body).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    printer.line(row(&answer).join("  ").trim_end())
}

async fn time(remote: &Remote, forward: Option<&str>, printer: &mut Printer) -> Result<(), Failure> {
    let answer = match forward {
        None => remote.get(&["time"]).await?,
        Some(text) => remote.post(&["time"], &json!({"advance": duration(text)?.to_string()})).await?,
    };
    if printer.wants_json() {
        return printer.json(&answer);
    }
    printer.line(answer["now"].as_str().ok_or_else(not_understood)?)
}

async fn serve(
    listen: SocketAddr,
    state_file: PathBuf,
    public_url: Option<Origin>,
    seed: u64,
    printer: &mut Printer,
) -> Result<(), Failure> {
    logging::start(&Log::quiet());
    let listener = bind(listen).await?;
    let origin = match public_url {
        Some(origin) => origin,
        None => Origin::local(address_of(&listener)?),
    };
    let settings =
        openfob_simulator::Settings { public_url: origin.url().clone(), state_file, seed, clock: Clock::real() };
    let simulator =
        Simulator::open(settings).map_err(|error| Failure::caused("cannot set up the simulated cars", error))?;
    let mut servers = Servers::new()?;
    servers.http(Listener::new(listener, simulator.router()));
    if printer.wants_json() {
        printer.json(&json!({"simulator": origin.as_str()}))?;
    } else {
        printer.line(format!("Simulated cars at {origin}. Press Ctrl-C to stop."))?;
    }
    servers.run(Stopping::PROMPT, || ()).await
}

/// The simulator at the address given, or the one of the demo that runs on the data directory.
fn remote(simulator: Option<Origin>, data: &Path) -> Result<Remote, Failure> {
    let address = simulator.map_or_else(|| address_of_demo(data), Ok)?;
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build();
    Ok(Remote { http: http.map_err(|error| Failure::caused("cannot make an HTTP client", error))?, address })
}

fn address_of_demo(data: &Path) -> Result<Origin, Failure> {
    let asked = "name the simulator with --simulator URL, or the demo's data directory with --data DIR";
    let data = DataDir::open(data).map_err(|failure| failure.hint(asked))?;
    let facts = Facts::load(&data)?
        .ok_or_else(|| Failure::user(format!("no demo has run on {}", data.given().display())).hint(asked))?;
    facts.simulator.parse().map_err(|error| Failure::caused("the demo's facts hold no address of a simulator", error))
}

/// A running simulator's HTTP interface.
struct Remote {
    http: reqwest::Client,
    address: Origin,
}

impl Remote {
    async fn get(&self, path: &[&str]) -> Result<Value, Failure> {
        self.send(self.http.get(self.url(path))).await
    }

    async fn post(&self, path: &[&str], body: &Value) -> Result<Value, Failure> {
        self.send(self.http.post(self.url(path)).json(body)).await
    }

    /// What is typed becomes one segment of the path, whatever it holds.
    fn url(&self, path: &[&str]) -> url::Url {
        let mut url = self.address.url().clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().push("api").extend(path);
        }
        url
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let unreachable = |_| {
            Failure::user(format!("no simulator answers at {}", self.address))
                .hint("start one with `openfob demo` or `openfob sim serve`, or name another with --simulator URL")
        };
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let body: Value = response.json().await.map_err(|_| not_understood())?;
        if status.is_success() {
            return Ok(body);
        }
        let message = body["error"]["message"].as_str().unwrap_or("it gave no reason");
        let message = format!("the simulator refused ({status}): {message}");
        Err(if status.is_client_error() { Failure::user(message) } else { Failure::ours(message) })
    }
}

/// A car in the columns of the list.
fn row(car: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let battery = &car["battery"];
    let charge = battery["percent"].as_f64().map(|percent| {
        let plug = if battery["plugged_in"] == true { ", plugged in" } else { "" };
        format!("{percent:.0} %{plug}")
    });
    let state = if car["driving"] == true { "driving".to_owned() } else { word(&car["state"]) };
    let lock = if car["locked"] == true { "locked" } else { "unlocked" };
    let streaming = car["streaming"].as_bool().map(|on| if on { ", streaming" } else { ", not streaming" });
    let keys = car["keys"].as_object().map(|keys| keys.keys().cloned().collect::<Vec<_>>().join(" "));
    let car_key = car["car_key"].is_object().then(|| "CarKey".to_owned());
    let vin = word(&car["vin"]);
    vec![
        // The end of the VIN is what the control page calls a car by.
        vin.get(vin.len().saturating_sub(4)..).unwrap_or(&vin).to_owned(),
        word(&car["model"]),
        car["year"].to_string(),
        vin,
        charge.unwrap_or_default(),
        format!("{state}, {lock}{}", streaming.unwrap_or_default()),
        car_key.or(keys).unwrap_or_default(),
    ]
}

fn duration(text: &str) -> Result<SignedDuration, Failure> {
    let forward = text.strip_prefix('+').unwrap_or(text).parse().ok().filter(SignedDuration::is_positive);
    forward.ok_or_else(|| {
        Failure::user(format!("`{text}` is no duration to move on by"))
            .hint("time only moves forward: write it as in +8h, \"+1h 30m\" or +90s")
    })
}

fn not_understood() -> Failure {
    Failure::ours("the simulator's answer is not understood").hint("is it of the same version as this program?")
}
