//! `openfob`, with nothing asked for: what it is and what to try first.

use serde_json::json;

use crate::failure::Failure;
use crate::printer::Printer;

/// Prints a few lines.
pub(super) fn run(printer: &mut Printer) -> Result<(), Failure> {
    let version = env!("CARGO_PKG_VERSION");
    if printer.wants_json() {
        return printer.json(&json!({"name": "openfob", "version": version}));
    }
    printer.line(format!(
        "openfob {version}, the open, self-hosted gateway for the digital keys of connected cars.\n\
         It speaks Smartcar's API, so the SDKs you already have work with it.\n\
         \n\
         Try it:          openfob demo\n\
         Run it:          openfob serve --config FILE\n\
         Everything else: openfob --help"
    ))
}
