//! `openfob app`: applications, through the admin router.

use openfob_gateway::Clock;
use serde_json::{Value, json};

use crate::admin::{Admin, Application, Created, NewApplication};
use crate::args::{App, AppCreate, AppDelete, AppNamed, AppRotate, DataSource};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::registry;

/// Runs one of its commands.
pub(super) async fn run(app: App, printer: &mut Printer) -> Result<(), Failure> {
    match app {
        App::Create(create) => create_one(*create, printer).await,
        App::List(source) => list(&source, printer).await,
        App::Show(named) => show(&named, printer).await,
        App::Rotate(rotate) => rotate_one(&rotate, printer).await,
        App::Delete(delete) => delete_one(&delete, printer).await,
    }
}

/// A way to the admin router of the server that uses this data directory.
pub(super) async fn admin(source: &DataSource, command: &str) -> Result<Admin, Failure> {
    let config = source.config()?;
    let data = DataDir::open(&config.data.dir)?;
    admin_of(config, data, command).await
}

/// The same, for a configuration and a data directory that were looked at.
pub(crate) async fn admin_of(config: crate::config::Config, data: DataDir, command: &str) -> Result<Admin, Failure> {
    Admin::connect(&data, command, async || {
        let gateway = registry::gateway(&config, &data, Clock::system()).await?;
        Ok(gateway.admin_router())
    })
    .await
}

async fn create_one(create: AppCreate, printer: &mut Printer) -> Result<(), Failure> {
    let new = NewApplication {
        name: create.name,
        description: create.description,
        logo: create.logo.map(String::from),
        accent: create.accent,
        redirect_uris: create.redirect_uris,
        permissions: create.permissions.map(|scope| scope.to_string()),
        partner: create.partner,
        key_domain: create.key_domain.map(String::from),
        key_subdomain: create.key_subdomain,
        without_key: create.without_key.as_str(),
        serve_stored: !create.no_stored,
    };
    let config = create.source.config()?;
    let data = DataDir::create(&config.data.dir)?;
    let answer: Value = admin_of(config, data, "app create").await?.post("/applications", &new).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let created: Created = understood(answer)?;
    printer.facts(&[
        ("client id", created.application.id),
        ("client secret", created.client_secret.expose().to_owned()),
        ("management token", created.management_token.expose().to_owned()),
    ])?;
    printer.note("Keep the secrets now: openfob does not show them again.");
    Ok(())
}

async fn list(source: &DataSource, printer: &mut Printer) -> Result<(), Failure> {
    let answer: Value = admin(source, "app list").await?.get("/applications").await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let applications: Vec<Application> = understood(answer)?;
    if applications.is_empty() {
        printer.note("There are no applications yet. `openfob app create NAME --redirect-uri URI` registers one.");
        return Ok(());
    }
    let rows = applications
        .into_iter()
        .map(|app| vec![app.id, app.name, app.key_domain, app.redirect_uris.join(" ")])
        .collect();
    printer.table(&["CLIENT ID", "NAME", "KEY DOMAIN", "REDIRECT URIS"], rows)
}

async fn show(named: &AppNamed, printer: &mut Printer) -> Result<(), Failure> {
    let answer: Value = admin(&named.source, "app show").await?.get(&path(&named.id)?).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let app: Application = understood(answer)?;
    let mut facts = vec![("client id", app.id), ("name", app.name)];
    facts.extend(app.description.map(|text| ("description", text)));
    facts.extend(app.logo.map(|text| ("logo", text)));
    facts.extend(app.accent.map(|text| ("accent", text)));
    facts.extend(app.redirect_uris.into_iter().map(|uri| ("redirect uri", uri)));
    facts.push(("permissions", app.permissions));
    facts.push(("key domain", app.key_domain));
    facts.extend(app.virtual_key_url.map(|link| ("key link", link)));
    facts.push(("key page", app.key_page_url));
    facts.push(("without key", app.without_key));
    facts.push(("stored values", if app.serve_stored { "served" } else { "refused" }.to_owned()));
    printer.facts(&facts)
}

async fn rotate_one(rotate: &AppRotate, printer: &mut Printer) -> Result<(), Failure> {
    let what = rotate.what.as_str();
    let path = format!("{}/rotate", path(&rotate.id)?);
    let answer: Value = admin(&rotate.source, "app rotate").await?.post(&path, &json!({"what": what})).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let Some(value) = answer.get(what).and_then(Value::as_str) else {
        return Err(Failure::ours(format!("the server's answer has no `{what}`")));
    };
    printer.line(value)?;
    printer.note("Keep it now: openfob does not show it again. The earlier one no longer works.");
    Ok(())
}

async fn delete_one(delete: &AppDelete, printer: &mut Printer) -> Result<(), Failure> {
    if !delete.yes {
        return Err(Failure::user("deleting an application ends every connection that its users made")
            .hint("repeat the command with --yes to do it"));
    }
    let _: Value = admin(&delete.source, "app delete").await?.delete(&path(&delete.id)?).await?;
    if printer.wants_json() {
        return printer.json(&json!({"deleted": delete.id}));
    }
    printer.line(format!("deleted {}", delete.id))
}

pub(super) fn understood<T: serde::de::DeserializeOwned>(answer: Value) -> Result<T, Failure> {
    serde_json::from_value(answer).map_err(|error| Failure::caused("the server's answer is not understood", error))
}

/// The application's place. Client ids are UUIDs; whatever else is typed must not become another path.
pub(super) fn path(id: &str) -> Result<String, Failure> {
    let id: uuid::Uuid = id.parse().map_err(|_| {
        Failure::user(format!("`{id}` is no client id: they are UUIDs")).hint("`openfob app list` shows them")
    })?;
    Ok(format!("/applications/{id}"))
}
