//! `openfob audit`: the record of commands.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

use super::app::{admin, understood};
use crate::args::Audit;
use crate::failure::Failure;
use crate::printer::Printer;

#[derive(Deserialize)]
struct Entry {
    time: Timestamp,
    application: String,
    application_name: Option<String>,
    vehicle: String,
    vin: Option<String>,
    command: String,
    key: Option<String>,
    result: String,
    reason: Option<String>,
    session_healed: Option<String>,
}

/// Shows the newest commands, oldest first.
pub(super) async fn run(wanted: &Audit, printer: &mut Printer) -> Result<(), Failure> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &wanted.limit.to_string());
    let filters = [("vehicle", &wanted.vehicle), ("application", &wanted.app), ("since", &wanted.since)];
    for (name, value) in filters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let answer: Value = admin(&wanted.source, "audit").await?.get(&format!("/audit?{}", query.finish())).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let entries: Vec<Entry> = understood(answer)?;
    if entries.is_empty() {
        printer.note("No such command is on record.");
        return Ok(());
    }
    let some_are_open = entries.iter().any(|entry| entry.result == "begun");
    let rows = entries.into_iter().map(|entry| {
        let why = [entry.reason, entry.session_healed.map(|fault| format!("healed {fault}"))];
        vec![
            entry.time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            entry.application_name.unwrap_or(entry.application),
            entry.vin.unwrap_or(entry.vehicle),
            entry.command,
            entry.key.unwrap_or_else(|| "unsigned".to_owned()),
            entry.result,
            why.into_iter().flatten().collect::<Vec<_>>().join("; "),
        ]
    });
    printer.table(&["BEGUN (UTC)", "APPLICATION", "CAR", "COMMAND", "KEY", "RESULT", "WHY"], rows.collect())?;
    if some_are_open {
        printer.note("`begun`: no end was noted. It is under way, or the server ended meanwhile and nobody knows.");
    }
    Ok(())
}
