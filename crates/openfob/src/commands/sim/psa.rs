//! `openfob sim psa`: the PSA brands' side of CarKey, on its own or by its switches.

use std::path::Path;

use openfob_simulator::{Clock, Simulator};
use serde_json::{Value, json};

use super::{Remote, not_understood, remote};
use crate::args::{PsaAction, PsaApp, PsaPlace, PsaServe, SimPsa};
use crate::config::{Log, Origin};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::Lock;
use crate::logging;
use crate::printer::Printer;
use crate::serve::{Listener, Servers, Stopping, address_of, bind};

/// The folder of its state within the data directory.
const FOLDER: &str = "psa-simulator";

/// Runs one of its commands.
pub(super) async fn run(
    psa: SimPsa,
    simulator: Option<Origin>,
    data: &Path,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let Some(action) = psa.action else { return serve(psa.serve, data, printer).await };
    let reach = |at: &PsaPlace| remote(at.url.clone().or(simulator), data);
    match action {
        PsaAction::Set { at, switch, value } => {
            let answer = post(&reach(&at)?, &at, &switch, &json!({"value": value})).await?;
            if printer.wants_json() {
                return printer.json(&answer);
            }
            printer.line(format!("{switch} {}", value.as_deref().unwrap_or("done")))
        }
        PsaAction::Status(at) => {
            let answer = reach(&at)?.get(&["psa", "cars", car(&at)]).await?;
            if printer.wants_json() {
                return printer.json(&answer);
            }
            for (name, value) in answer.as_object().ok_or_else(not_understood)? {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                if !matches!(name.as_str(), "last") {
                    printer.line(format!("{name:<10} {value}"))?;
                }
            }
            Ok(())
        }
        PsaAction::Activate(app) => do_in_app(&reach(&app.at)?, &app, "activate", printer).await,
        PsaAction::Check(app) => do_in_app(&reach(&app.at)?, &app, "check", printer).await,
        PsaAction::Remove(app) => do_in_app(&reach(&app.at)?, &app, "remove", printer).await,
        PsaAction::Sms(at) => {
            let answer = reach(&at)?.get(&["psa", "sms"]).await?;
            if printer.wants_json() {
                return printer.json(&answer);
            }
            for message in answer["messages"].as_array().ok_or_else(not_understood)? {
                let [to, text] = ["to", "text"].map(|name| message[name].as_str().unwrap_or_default().to_owned());
                printer.line(format!("{to}  {text}"))?;
            }
            Ok(())
        }
        PsaAction::Anchor(at) => {
            let facts = reach(&at)?.get(&["psa"]).await?;
            printer.line(facts["anchor_pem"].as_str().ok_or_else(not_understood)?.trim_end())
        }
    }
}

async fn serve(serve: PsaServe, data: &Path, printer: &mut Printer) -> Result<(), Failure> {
    logging::start(&Log::quiet());
    let data = DataDir::create(&data.join(FOLDER))?;
    let lock = Lock::try_take(&data, "sim psa")?.map_or_else(|| Err(crate::lock::held(&data)?), Ok)?;
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
    let anchor =
        simulator.psa_anchor().await.map_err(|error| Failure::caused("cannot save the simulated cars", error))?;
    let anchor = anchor.ok_or_else(|| Failure::ours("the simulated cars have no anchor"))?;
    let anchor_file = data.file("psa-anchor.pem");
    std::fs::write(&anchor_file, &anchor)
        .map_err(|error| Failure::caused(format!("cannot write {}", anchor_file.display()), error))?;
    let links = bind(serve.link_listen).await?;
    let links_at = address_of(&links)?;
    let links = simulator.car_links(links).map_err(|error| Failure::caused("cannot serve the car link", error))?;
    let facts = simulator.psa_facts();
    let mut servers = Servers::new()?;
    servers.http(Listener::new(listener, simulator.router()));
    let stop = servers.stop();
    servers.add(async move {
        tokio::select! {
            ended = links => ended,
            () = stop.asked() => Ok(()),
        }
    });
    if printer.wants_json() {
        printer.json(&facts)?;
    } else {
        printer.line(format!("Cars with CarKey, simulated, at {origin}. Press Ctrl-C to stop."))?;
        printer.facts(&[
            ("Page", facts["page"].as_str().unwrap_or_default().to_owned()),
            ("Car link", links_at.to_string()),
            ("SMS inbox", facts["sms"].as_str().unwrap_or_default().to_owned()),
            ("Anchor", anchor_file.display().to_string()),
        ])?;
    }
    let ended = servers.run(Stopping::PROMPT, || ()).await;
    drop(lock);
    ended
}

fn car(at: &PsaPlace) -> &str {
    at.vin.as_deref().unwrap_or("first")
}

async fn post(remote: &Remote, at: &PsaPlace, what: &str, body: &Value) -> Result<Value, Failure> {
    remote.post(&["psa", "cars", car(at), what], body).await
}

async fn do_in_app(remote: &Remote, app: &PsaApp, what: &str, printer: &mut Printer) -> Result<(), Failure> {
    let body = json!({
        "url": app.service, "client_id": app.client_id, "redirect_uri": app.redirect_uri, "user": app.user,
        "phone": app.phone, "pin": app.pin,
    });
    told(&post(remote, &app.at, what, &body).await?, printer)
}

/// What the owner's app did, and what came back; a failure of the app is one of the command.
fn told(walk: &Value, printer: &mut Printer) -> Result<(), Failure> {
    if printer.wants_json() {
        printer.json(walk)?;
    } else {
        for step in walk["steps"].as_array().ok_or_else(not_understood)? {
            printer.line(step.as_str().unwrap_or_default())?;
        }
        if let Some(result) = walk["result"].as_object() {
            for (name, value) in result {
                printer.line(format!("{name}  {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))?;
            }
        }
    }
    let error = &walk["error"];
    if error.is_null() {
        return Ok(());
    }
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    let word = error["subErrors"][0].as_str().map(|word| format!(" ({word})")).unwrap_or_default();
    Err(Failure::user(format!("{}{word}: {}", error["code"], text("label"))).hint(text("advice")))
}
