//! `openfob data`: looking after the data directory.

use serde::Deserialize;
use serde_json::{Value, json};

use super::app;
use crate::args::{Data, DataSource};
use crate::failure::Failure;
use crate::printer::Printer;

const ROTATION: &str = "/encryption-key/rotation";

/// Runs one of its commands.
pub(super) async fn run(data: &Data, printer: &mut Printer) -> Result<(), Failure> {
    match data {
        Data::RotateKey(source) => rotate_key(source, printer).await,
    }
}

#[derive(Deserialize)]
struct Begun {
    key: String,
    resumed: bool,
    cells: u64,
}

#[derive(Deserialize)]
struct Step {
    looked_at: u64,
    resealed: u64,
    next: Option<Value>,
}

/// One small step after the other, so that a server goes on serving and the command can be stopped at any moment.
async fn rotate_key(source: &DataSource, printer: &mut Printer) -> Result<(), Failure> {
    let admin = app::admin(source, "data rotate-key").await?;
    let Begun { key, resumed, cells } = admin.post(ROTATION, &json!({})).await?;
    if resumed {
        printer.note("An exchange that was cut off goes on.");
    }
    let (mut looked_at, mut resealed, mut from) = (0, 0, None::<Value>);
    loop {
        let step: Step = admin.post(&format!("{ROTATION}/step"), &json!({ "from": from })).await?;
        looked_at += step.looked_at;
        resealed += step.resealed;
        printer.progress(format!("sealed anew: {looked_at} of {cells}"));
        from = step.next;
        if from.is_none() {
            break;
        }
    }
    printer.progress_ends();
    let _: Value = admin.delete(ROTATION).await?;
    if printer.wants_json() {
        return printer.json(&json!({"key": key, "resealed": resealed}));
    }
    printer.facts(&[("encryption key", key), ("sealed anew", resealed.to_string())])?;
    printer.note("The earlier key is gone from the key file. Backups of before hold the key that opens them.");
    Ok(())
}
