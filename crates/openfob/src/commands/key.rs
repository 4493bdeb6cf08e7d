//! `openfob key explain`: why a car's key state is what it is.

use serde::Deserialize;
use serde_json::Value;

use super::app::{admin, understood};
use crate::args::KeyExplain;
use crate::failure::Failure;
use crate::printer::Printer;

#[derive(Deserialize)]
struct Explained {
    rule: Vec<String>,
    keys: Vec<Explanation>,
}

#[derive(Deserialize)]
struct Explanation {
    vehicle: String,
    car: String,
    holder: String,
    state: String,
    key: Option<String>,
    earlier_key: bool,
    since: Option<jiff::Timestamp>,
    checked_at: Option<jiff::Timestamp>,
    sources: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    source: String,
    claim: String,
    at: jiff::Timestamp,
    counts: bool,
    why: String,
}

/// Explains one car.
pub(super) async fn run(explain: &KeyExplain, printer: &mut Printer) -> Result<(), Failure> {
    let is_plain = explain.vehicle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if explain.vehicle.is_empty() || !is_plain {
        return Err(Failure::user(format!("`{}` is neither a vehicle id nor a VIN", explain.vehicle))
            .hint("the API's /vehicles lists the ids"));
    }
    let path = format!("/vehicles/{}/key", explain.vehicle);
    let answer: Value = admin(&explain.source, "key explain").await?.get(&path).await?;
    if printer.wants_json() {
        return printer.json(&answer);
    }
    let explained: Explained = understood(answer)?;
    for key in explained.keys {
        tell(key, printer)?;
        printer.line("")?;
    }
    printer.line("How one state comes of several words:")?;
    for (number, rule) in explained.rule.iter().enumerate() {
        printer.line(format!("  {}. {rule}", number + 1))?;
    }
    Ok(())
}

fn tell(key: Explanation, printer: &mut Printer) -> Result<(), Failure> {
    let moment = |at: Option<jiff::Timestamp>| at.map_or_else(|| "never".to_owned(), |at| format!("{at:.0}"));
    let state = match (&key.key, key.earlier_key) {
        (Some(id), true) => {
            format!("{} with an earlier key, {id}; the owner is asked to add the current one", key.state)
        }
        (Some(id), false) => format!("{} with {id}", key.state),
        (None, _) => key.state,
    };
    printer.facts(&[
        ("car", key.car),
        ("vehicle", key.vehicle),
        ("key of", key.holder),
        ("state", state),
        ("since", moment(key.since)),
        ("checked", moment(key.checked_at)),
    ])?;
    if key.sources.is_empty() {
        return printer.line("No source has said anything yet.");
    }
    let rows = key.sources.into_iter().map(|word| {
        let mark = if word.counts { "\u{2713}" } else { "" };
        vec![mark.to_owned(), word.source, word.claim, format!("{:.0}", word.at), word.why]
    });
    printer.table(&["", "SOURCE", "SAYS", "AT", "WHY"], rows.collect())
}
