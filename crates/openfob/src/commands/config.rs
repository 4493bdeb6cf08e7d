//! `openfob config`: what can stand in a configuration file, and what is wrong with one.

use std::path::Path;

use serde_json::json;

use crate::args;
use crate::config::{Config, Flag, reference};
use crate::failure::Failure;
use crate::printer::Printer;

/// Runs one of its commands.
pub(super) fn run(config: args::Config, printer: &mut Printer) -> Result<(), Failure> {
    match config {
        args::Config::Check { file } => {
            let config = load(Some(&file), vec![])?;
            if printer.wants_json() {
                return printer.json(&json!({"file": file, "public_url": config.server.origin().as_str()}));
            }
            printer.line(format!("{} is good: the gateway would answer as {}", file.display(), config.server.origin()))
        }
        args::Config::Reference => printer.line(reference().trim_end()),
    }
}

/// Reads the configuration as a server would.
pub(super) fn load(file: Option<&Path>, flags: Vec<Flag>) -> Result<Config, Failure> {
    Config::load(file, std::env::vars(), flags).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let message = match problems.as_slice() {
            [one] => one.clone(),
            many => format!("the configuration has {} mistakes:\n  {}", many.len(), many.join("\n  ")),
        };
        Failure::user(message).hint("`openfob config reference` lists every key and what it expects")
    })
}
