//! `openfob doctor`: walks the chain, and tells what is broken and what mends it.

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::args::DataSource;
use crate::doctor::{Check, State, examine};
use crate::failure::Failure;
use crate::printer::Printer;

/// The width of the longest step's name.
const WIDTH: usize = 12;

/// Tells what was found; a failure where something is to be mended.
pub(super) async fn run(source: &DataSource, printer: &mut Printer) -> Result<(), Failure> {
    let checks = Box::pin(examine(source.config())).await?;
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let (failed, passed, skipped) = (count(State::Failed), count(State::Passed), count(State::Skipped));
    if printer.wants_json() {
        printer.json(&json!({"failed": failed, "passed": passed, "skipped": skipped, "checks": checks}))?;
    } else {
        for check in &checks {
            tell(check, printer)?;
        }
        printer.line("")?;
        let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
        let all = failed + passed;
        let sum = match failed {
            0 => format!("All {all} checks passed{skipped}."),
            failed => format!("{failed} of {all} checks failed{skipped}."),
        };
        printer.line(format!("  {sum}"))?;
    }
    if failed == 0 { Ok(()) } else { Err(Failure::told()) }
}

fn tell(check: &Check, printer: &mut Printer) -> Result<(), Failure> {
    let (mark, colour) = match check.state {
        State::Passed => ("\u{2713}", AnsiColor::Green),
        State::Failed => ("\u{2717}", AnsiColor::Red),
        State::Skipped | State::NotUsed => ("\u{2013}", AnsiColor::BrightBlack),
    };
    let style = Style::new().fg_color(Some(colour.into()));
    let indent = " ".repeat(WIDTH + 5);
    let inner = |text: &str| text.replace('\n', &format!("\n{indent}"));
    printer.line(format!("  {style}{mark}{style:#} {:WIDTH$} {}", check.step, inner(&check.found)))?;
    if let Some(means) = &check.means {
        printer.line(format!("{indent}{}", inner(means)))?;
    }
    if let Some(mend) = &check.mend {
        printer.line(format!("{indent}mend: {}", inner(mend)))?;
    }
    Ok(())
}
