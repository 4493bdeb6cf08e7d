//! What commands write: results to standard output, everything else to standard error.
//!
//! Colour goes to terminals only and respects `NO_COLOR`; the streams take it out elsewhere.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::failure::Failure;

/// The two streams, and whether results are wanted as JSON.
pub(crate) struct Printer {
    json: bool,
    out: anstream::Stdout,
    err: anstream::Stderr,
}

impl Printer {
    /// Writes to the process's own streams.
    pub(crate) fn new(json: bool) -> Self {
        Self { json, out: anstream::stdout(), err: anstream::stderr() }
    }

    /// Whether results are wanted as one JSON object.
    pub(crate) fn wants_json(&self) -> bool {
        self.json
    }

    /// One line of a result.
    pub(crate) fn line(&mut self, text: impl Display) -> Result<(), Failure> {
        written(writeln!(self.out, "{text}").and_then(|()| self.out.flush()))
    }

    /// A result as JSON on one line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::caused("cannot write the result", error))?;
        self.line(text)
    }

    /// A result as aligned columns under their names.
    pub(crate) fn table(&mut self, header: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
        table.add_rows(rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>() {
            self.line(line)?;
        }
        Ok(())
    }

    /// A result as `name  value` lines, the values one below the other.
    pub(crate) fn facts(&mut self, facts: &[(&str, String)]) -> Result<(), Failure> {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in facts {
            self.line(format!("{name:width$}  {value}"))?;
        }
        Ok(())
    }

    /// Something to know that is no result. Nobody may be reading: a stream that is gone is no failure.
    pub(crate) fn note(&mut self, text: impl Display) {
        let _ = writeln!(self.err, "{text}");
    }

    /// How far something long has come: one line that the next one replaces, for those who watch a terminal.
    pub(crate) fn progress(&mut self, text: impl Display) {
        if io::stderr().is_terminal() {
            let _ = write!(self.err, "\r\x1b[K{text}").and_then(|()| self.err.flush());
        }
    }

    /// Takes the line of [`Printer::progress`] away.
    pub(crate) fn progress_ends(&mut self) {
        self.progress("");
    }

    /// Why the command ended without a result.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        if failure.message().is_empty() {
            return;
        }
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let bold = Style::new().bold();
        self.note(format!("{red}error:{red:#} {}", failure.message()));
        if let Some(hint) = failure.advice() {
            self.note(format!("{bold}hint:{bold:#} {hint}"));
        }
    }
}

/// A reader that closed the pipe has read enough: `openfob app list | head -1` is no failure.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::caused("cannot write to standard output", error))
        }
        _ => Ok(()),
    }
}
