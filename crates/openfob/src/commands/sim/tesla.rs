//! `openfob sim tesla`: Tesla's side of every protocol, on its own or by its levers.

use std::path::Path;

use openfob_simulator::{Clock, Simulator};
use serde_json::{Value, json};

use super::{Remote, not_understood, remote};
use crate::args::{SimTesla, TeslaAction, TeslaPlace, TeslaServe};
use crate::config::{Log, Origin};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::Lock;
use crate::logging;
use crate::printer::Printer;
use crate::serve::{Listener, Servers, Stopping, address_of, bind};
use crate::shell::quoted;

/// The folder of its state within the data directory.
const FOLDER: &str = "tesla-simulator";

/// Runs one of its commands.
pub(super) async fn run(
    tesla: SimTesla,
    simulator: Option<Origin>,
    data: &Path,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let Some(action) = tesla.action else { return serve(tesla.serve, data, printer).await };
    let reach = |at: &TeslaPlace| remote(at.url.clone().or(simulator), data);
    match action {
        TeslaAction::Token { at, user, scopes } => {
            let answer = reach(&at)?.post(&["tesla", "token"], &json!({"user": user, "scopes": scopes})).await?;
            if printer.wants_json() {
                return printer.json(&answer);
            }
            printer.line(answer["access_token"].as_str().ok_or_else(not_understood)?)
        }
        TeslaAction::Enrol { at, key, role } => {
            let mut key = key_file(&key)?;
            if let Some(role) = role {
                key["role"] = role.into();
            }
            lever(&reach(&at)?, &at, "enrol", &key, printer).await
        }
        TeslaAction::Remove { at, key } => lever(&reach(&at)?, &at, "remove", &key_file(&key)?, printer).await,
        TeslaAction::Sleep(at) => lever(&reach(&at)?, &at, "sleep", &json!({}), printer).await,
        TeslaAction::Wake(at) => lever(&reach(&at)?, &at, "wake", &json!({}), printer).await,
        TeslaAction::Reboot(at) => lever(&reach(&at)?, &at, "reboot", &json!({}), printer).await,
        TeslaAction::Env(at) => {
            let facts = reach(&at)?.get(&["tesla"]).await?;
            let [Some(proxy), Some(authority)] = ["proxy", "authority"].map(|name| facts[name].as_str()) else {
                return Err(Failure::user("this simulator has no proxy for Tesla's hosts")
                    .hint("start one with `openfob sim tesla --data DIR`"));
            };
            let variables = [("HTTPS_PROXY", proxy), ("SSL_CERT_FILE", authority)];
            if printer.wants_json() {
                return printer.json(&variables.into_iter().collect::<std::collections::BTreeMap<_, _>>());
            }
            for (name, value) in variables {
                printer.line(format!("export {name}={}", quoted(value)))?;
            }
            Ok(())
        }
        TeslaAction::Script { at, script, value, user } => {
            let body = json!({"value": value, "user": user, "vin": at.vin});
            let answer = reach(&at)?.post(&["tesla", "scripts", &script], &body).await?;
            if printer.wants_json() {
                return printer.json(&answer);
            }
            printer.line(format!("{script} {}", value.as_deref().unwrap_or("on")))
        }
    }
}

async fn serve(serve: TeslaServe, data: &Path, printer: &mut Printer) -> Result<(), Failure> {
    logging::start(&Log::quiet());
    let data = DataDir::create(&data.join(FOLDER))?;
    let lock = Lock::try_take(&data, "sim tesla")?.map_or_else(|| Err(crate::lock::held(&data)?), Ok)?;
    let listener = bind(serve.listen).await?;
    let origin = match serve.public_url {
        Some(origin) => origin,
        None => Origin::local(address_of(&listener)?),
    };
    let settings = openfob_simulator::Settings {
        public_url: origin.url().clone(),
        state_file: data.file("simulator.json"),
        seed: serve.seed,
        clock: Clock::real(),
    };
    let simulator =
        Simulator::open(settings).map_err(|error| Failure::caused("cannot set up the simulated cars", error))?;
    for (domain, key_origin) in &serve.resolve {
        simulator
            .resolve_key_domain(domain.as_str(), Some(key_origin.url().clone()))
            .await
            .map_err(|error| Failure::caused("cannot keep where a key domain is served", error))?;
    }
    let mut servers = Servers::new()?;
    for (region, address) in serve.regions {
        let listener = bind(address).await?;
        let url = Origin::local(address_of(&listener)?);
        servers.http(Listener::new(listener, simulator.region_router(region, url.url().clone())));
    }
    servers.http(Listener::new(listener, simulator.router()));
    let proxy_listener = bind(serve.proxy_listen).await?;
    let proxy_url = Origin::local(address_of(&proxy_listener)?);
    let proxy = simulator
        .proxy(proxy_url.url().clone())
        .map_err(|error| Failure::caused("cannot set up the proxy for Tesla's hosts", error))?;
    let stop = servers.stop();
    servers.add(async move {
        tokio::select! {
            ended = proxy.serve(proxy_listener) => ended,
            () = stop.asked() => Ok(()),
        }
    });
    if let Some(address) = serve.ble_listen {
        let links = simulator.tesla_ble(bind(address).await?);
        let links = links.map_err(|error| Failure::caused("cannot serve the cars' Bluetooth", error))?;
        let stop = servers.stop();
        servers.add(async move {
            tokio::select! {
                ended = links => ended,
                () = stop.asked() => Ok(()),
            }
        });
    }
    let facts = simulator.tesla_facts();
    if printer.wants_json() {
        printer.json(&facts)?;
    } else {
        printer.line(format!("Tesla, simulated, at {origin}. Press Ctrl-C to stop."))?;
        let mut shown = vec![
            ("Client id", facts["client_id"].as_str().unwrap_or_default().to_owned()),
            ("Client secret", facts["client_secret"].as_str().unwrap_or_default().to_owned()),
            ("Control page", facts["control"].as_str().unwrap_or_default().to_owned()),
        ];
        shown.extend(facts["ble"].as_str().map(|address| ("Bluetooth", address.to_owned())));
        printer.facts(&shown)?;
    }
    let ended = servers.run(Stopping::PROMPT, || ()).await;
    drop(lock);
    ended
}

async fn lever(
    remote: &Remote,
    at: &TeslaPlace,
    lever: &str,
    body: &Value,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let car = at.vin.as_deref().unwrap_or("first");
    let answer = remote.post(&["tesla", "cars", car, lever], body).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let keys = answer["keys"].as_array().map_or(0, Vec::len);
    let [vin, state] = ["vin", "state"].map(|name| answer[name].as_str().unwrap_or_default().to_owned());
    printer.line(format!("{vin}  {state}, {keys} {}", if keys == 1 { "key" } else { "keys" }))
}

fn key_file(path: &Path) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::user(format!("cannot read the key file {}: {error}", path.display())))?;
    Ok(json!({"public_key": text}))
}
