//! `openfob webhook`: where applications are told of events, through the admin router.

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::app::{self, admin, understood};
use crate::admin::{Admin, Application};
use crate::args::{Webhook, WebhookCreate, WebhookDeliveries, WebhookList, WebhookNamed};
use crate::failure::Failure;
use crate::printer::Printer;

/// A webhook as the admin router tells it.
#[derive(Deserialize)]
struct Shown {
    id: String,
    application: String,
    name: String,
    url: String,
    #[serde(flatten)]
    occasion: Occasion,
    all_vehicles: bool,
    vehicles: u64,
    pending: u64,
    failed: u64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Occasion {
    EventBased { events: Vec<String> },
    Scheduled { every_seconds: i64, paths: Vec<String> },
}

/// A delivery as the admin router tells it.
#[derive(Deserialize)]
struct Delivery {
    id: String,
    vehicle: String,
    event_type: Option<String>,
    state: String,
    created_at: Timestamp,
    next_attempt_at: Option<Timestamp>,
    attempts: Vec<Attempt>,
}

#[derive(Deserialize)]
struct Attempt {
    status: Option<u16>,
    error: Option<String>,
}

/// Runs one of its commands.
pub(super) async fn run(webhook: Webhook, printer: &mut Printer) -> Result<(), Failure> {
    match webhook {
        Webhook::Create(create) => create_one(create, printer).await,
        Webhook::List(list) => list_all(&list, printer).await,
        Webhook::Show(named) => show(&named, printer).await,
        Webhook::Deliveries(wanted) => deliveries(&wanted, printer).await,
        Webhook::Replay(named) => replay(&named, printer).await,
        Webhook::Delete(named) => delete(&named, printer).await,
    }
}

async fn create_one(create: WebhookCreate, printer: &mut Printer) -> Result<(), Failure> {
    let admin = admin(&create.source, "webhook create").await?;
    let every_seconds = create.every.as_deref().map(seconds).transpose()?;
    let new = json!({
        "application": application(&admin, create.app).await?,
        "url": create.url,
        "name": create.name,
        "events": create.events,
        "every_seconds": every_seconds,
        "paths": create.paths,
        "all_vehicles": create.all_vehicles,
    });
    let answer: Value = admin.post("/webhooks", &new).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let webhook: Shown = understood(answer)?;
    let is_for_all = webhook.all_vehicles;
    printer.facts(&facts(webhook))?;
    printer.note("The receiver answered the challenge. Deliveries are signed with the application's management token.");
    if !is_for_all {
        printer.note("Subscribe vehicles by POST /v2.0/vehicles/{id}/webhooks/{webhook id}, with their access tokens.");
    }
    Ok(())
}

async fn list_all(list: &WebhookList, printer: &mut Printer) -> Result<(), Failure> {
    let query = match &list.app {
        Some(id) => format!("?application={}", checked(id, "client id", "openfob app list")?),
        None => String::new(),
    };
    let answer: Value = admin(&list.source, "webhook list").await?.get(&format!("/webhooks{query}")).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let webhooks: Vec<Shown> = understood(answer)?;
    if webhooks.is_empty() {
        printer.note("There are no webhooks yet. `openfob webhook create URL` makes one.");
        return Ok(());
    }
    let rows = webhooks.into_iter().map(|webhook| {
        let (vehicles, pending, failed) = (webhook.vehicles, webhook.pending, webhook.failed);
        vec![
            webhook.id,
            webhook.name,
            webhook.url,
            webhook.occasion.told(),
            vehicles.to_string(),
            pending.to_string(),
            failed.to_string(),
        ]
    });
    let header = ["WEBHOOK ID", "NAME", "URL", "TELLS OF", "VEHICLES", "PENDING", "FAILED"];
    printer.table(&header, rows.collect())
}

async fn show(named: &WebhookNamed, printer: &mut Printer) -> Result<(), Failure> {
    let path = webhook_path(&named.id)?;
    let answer: Value = admin(&named.source, "webhook show").await?.get(&path).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    printer.facts(&facts(understood(answer)?))
}

async fn deliveries(wanted: &WebhookDeliveries, printer: &mut Printer) -> Result<(), Failure> {
    let state = wanted.state.map(|state| format!("&state={}", state.as_str())).unwrap_or_default();
    let path = format!("{}/deliveries?limit={}{state}", webhook_path(&wanted.id)?, wanted.limit);
    let answer: Value = admin(&wanted.source, "webhook deliveries").await?.get(&path).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let deliveries: Vec<Delivery> = understood(answer)?;
    if deliveries.is_empty() {
        printer.note("There are no such deliveries.");
        return Ok(());
    }
    let rows = deliveries.into_iter().map(|delivery| {
        let last = delivery.last();
        vec![
            delivery.id,
            delivery.created_at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            delivery.event_type.unwrap_or_else(|| "scheduled".to_owned()),
            delivery.vehicle,
            match delivery.next_attempt_at {
                Some(at) => format!("{}, next {}", delivery.state, at.strftime("%H:%M:%S")),
                None => delivery.state,
            },
            delivery.attempts.len().to_string(),
            last,
        ]
    });
    let header = ["DELIVERY ID", "QUEUED (UTC)", "EVENT", "VEHICLE ID", "STATE", "TRIES", "LAST ANSWER"];
    printer.table(&header, rows.collect())
}

async fn replay(named: &WebhookNamed, printer: &mut Printer) -> Result<(), Failure> {
    let id = checked(&named.id, "id of a delivery or a webhook", "openfob webhook deliveries WEBHOOK_ID")?;
    let answer: Value =
        admin(&named.source, "webhook replay").await?.post(&format!("/replays/{id}"), &json!({})).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    printer.line(match answer.get("replayed").and_then(Value::as_u64) {
        Some(1) => "1 delivery is sent again".to_owned(),
        Some(0) => "no delivery of this webhook has failed".to_owned(),
        Some(count) => format!("{count} deliveries are sent again"),
        None => return Err(Failure::ours("the server's answer has no `replayed`")),
    })
}

async fn delete(named: &WebhookNamed, printer: &mut Printer) -> Result<(), Failure> {
    let path = webhook_path(&named.id)?;
    let answer: Value = admin(&named.source, "webhook delete").await?.delete(&path).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    printer.line(format!("deleted {}", named.id))
}

fn facts(webhook: Shown) -> Vec<(&'static str, String)> {
    let vehicles =
        if webhook.all_vehicles { format!("{} (all)", webhook.vehicles) } else { webhook.vehicles.to_string() };
    vec![
        ("webhook id", webhook.id),
        ("application", webhook.application),
        ("name", webhook.name),
        ("url", webhook.url),
        ("tells of", webhook.occasion.told()),
        ("vehicles", vehicles),
        ("pending", webhook.pending.to_string()),
        ("failed", webhook.failed.to_string()),
    ]
}

impl Occasion {
    fn told(&self) -> String {
        match self {
            Self::EventBased { events } => events.join(" "),
            Self::Scheduled { every_seconds, paths } => {
                format!("{} every {:#}", paths.join(" "), SignedDuration::from_secs(*every_seconds))
            }
        }
    }
}

impl Delivery {
    fn last(&self) -> String {
        let Some(attempt) = self.attempts.last() else { return "-".to_owned() };
        match (attempt.status, &attempt.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => error.clone(),
            (None, None) => "-".to_owned(),
        }
    }
}

/// The application that is named, or the only one.
async fn application(admin: &Admin, named: Option<String>) -> Result<String, Failure> {
    if let Some(id) = named {
        app::path(&id)?;
        return Ok(id);
    }
    let applications: Vec<Application> = admin.get("/applications").await?;
    match <[Application; 1]>::try_from(applications) {
        Ok([only]) => Ok(only.id),
        Err(others) => Err(Failure::user(format!("there are {} applications: whose webhook is it?", others.len()))
            .hint("name one with --app CLIENT_ID; `openfob app list` shows them")),
    }
}

fn seconds(text: &str) -> Result<i64, Failure> {
    let span: Option<Span> = text.parse().ok();
    let duration = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let duration = duration.filter(SignedDuration::is_positive).ok_or_else(|| {
        Failure::user(format!("`{text}` is no time between two readings")).hint("write it as 15m, 1h or 1d")
    })?;
    Ok(duration.as_secs())
}

fn webhook_path(id: &str) -> Result<String, Failure> {
    Ok(format!("/webhooks/{}", checked(id, "webhook id", "openfob webhook list")?))
}

/// Ids are UUIDs; whatever else is typed must not become another path.
fn checked(id: &str, what: &str, shown_by: &str) -> Result<Uuid, Failure> {
    id.parse().map_err(|_| {
        Failure::user(format!("`{id}` is no {what}: they are UUIDs")).hint(format!("`{shown_by}` shows them"))
    })
}
