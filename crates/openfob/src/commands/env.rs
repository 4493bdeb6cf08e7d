//! `openfob env`: the variables that make an SDK talk to this server. Each SDK names and means them differently.

use serde_json::{Map, Value};

use super::app;
use crate::admin::Application;
use crate::args::{Env, Sdk};
use crate::data_dir::DataDir;
use crate::demo::{Facts, invocation};
use crate::failure::Failure;
use crate::printer::Printer;
use crate::shell::quoted;

/// Prints `export` lines, for `eval "$(openfob env --sdk …)"`.
pub(super) async fn run(env: Env, printer: &mut Printer) -> Result<(), Failure> {
    let client = match &env.app {
        None => Client::of_demo(&env)?,
        Some(id) => Client::of_application(&env, id).await?,
    };
    let variables = variables(env.sdk, &client);
    if printer.wants_json() {
        let object: Map<String, Value> =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        return printer.json(&object);
    }
    for (name, value) in variables {
        printer.line(format!("export {name}={}", quoted(&value)))?;
    }
    if client.secret.is_none() {
        printer.note(format!(
            "The client secret is not among them: openfob does not keep it readable. \
             `{} app rotate CLIENT_ID client-secret` makes another.",
            invocation()
        ));
    }
    Ok(())
}

/// An application, and the server that it is registered with.
struct Client {
    origin: String,
    id: String,
    secret: Option<String>,
    redirect_uri: Option<String>,
    management_token: Option<String>,
    connect_url: Option<String>,
}

impl Client {
    fn of_demo(env: &Env) -> Result<Self, Failure> {
        let data = DataDir::open(&env.source.config()?.data.dir)?;
        let facts = Facts::load(&data)?.ok_or_else(|| {
            Failure::user(format!("no demo has run on {}", data.given().display()))
                .hint("run `openfob demo`, or name an application with --app CLIENT_ID")
        })?;
        Ok(Self {
            origin: facts.origin,
            id: facts.client_id,
            secret: Some(facts.client_secret.expose().to_owned()),
            redirect_uri: Some(facts.redirect_uri),
            management_token: Some(facts.management_token.expose().to_owned()),
            connect_url: Some(facts.connect_url),
        })
    }

    async fn of_application(env: &Env, id: &str) -> Result<Self, Failure> {
        let config = env.source.config()?;
        let demo = Facts::load(&DataDir::open(&config.data.dir)?)?;
        let application: Application = app::admin(&env.source, "env").await?.get(&app::path(id)?).await?;
        Ok(Self {
            // Without a configuration the data directory is a demo's, which has told where it listens.
            origin: match (&env.source.config, demo) {
                (None, Some(facts)) => facts.origin,
                _ => config.server.origin().to_string(),
            },
            id: application.id,
            secret: None,
            redirect_uri: application.redirect_uris.into_iter().next(),
            management_token: None,
            connect_url: None,
        })
    }
}

fn variables(sdk: Sdk, client: &Client) -> Vec<(&'static str, String)> {
    let origin = || client.origin.clone();
    let mut variables = match sdk {
        Sdk::Python => vec![
            ("SMARTCAR_API_ORIGIN", origin()),
            // The one SDK that takes the whole address here.
            ("SMARTCAR_AUTH_ORIGIN", format!("{}/oauth/token", client.origin)),
            ("SMARTCAR_CONNECT_ORIGIN", origin()),
            ("SMARTCAR_MANAGEMENT_API_ORIGIN", origin()),
            ("SMARTCAR_VEHICLE_API_V3_ORIGIN", origin()),
        ],
        // Connect's address is taken from SMARTCAR_API_ORIGIN.
        Sdk::Node => vec![
            ("SMARTCAR_API_ORIGIN", origin()),
            ("SMARTCAR_AUTH_ORIGIN", origin()),
            ("SMARTCAR_MANAGEMENT_API_ORIGIN", origin()),
            ("SMARTCAR_API_V3_ORIGIN", origin()),
        ],
        Sdk::Java => vec![
            ("SMARTCAR_API_ORIGIN", origin()),
            ("SMARTCAR_AUTH_ORIGIN", origin()),
            ("SMARTCAR_CONNECT_ORIGIN", origin()),
            ("SMARTCAR_MANAGEMENT_API_ORIGIN", origin()),
            ("SMARTCAR_API_V3_ORIGIN", origin()),
        ],
        Sdk::Ruby => vec![
            ("SMARTCAR_API_ORIGIN", origin()),
            ("SMARTCAR_AUTH_ORIGIN", origin()),
            ("SMARTCAR_CONNECT_ORIGIN", origin()),
            ("SMARTCAR_MANAGEMENT_API_ORIGIN", origin()),
            ("SMARTCAR_VEHICLE_API_ORIGIN", origin()),
        ],
        Sdk::Curl => vec![("OPENFOB_ORIGIN", origin())],
    };
    let credentials = match sdk {
        Sdk::Curl => {
            variables.extend(client.connect_url.clone().map(|url| ("OPENFOB_CONNECT_URL", url)));
            variables.extend(client.management_token.clone().map(|token| ("OPENFOB_MANAGEMENT_TOKEN", token)));
            ["OPENFOB_CLIENT_ID", "OPENFOB_CLIENT_SECRET", "OPENFOB_REDIRECT_URI"]
        }
        Sdk::Python | Sdk::Node | Sdk::Java | Sdk::Ruby => {
            ["SMARTCAR_CLIENT_ID", "SMARTCAR_CLIENT_SECRET", "SMARTCAR_REDIRECT_URI"]
        }
    };
    let values = [Some(client.id.clone()), client.secret.clone(), client.redirect_uri.clone()];
    variables.extend(credentials.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))));
    variables
}
