//! Logs, to standard error.

mod lines;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use jiff::Timestamp;
use jiff::fmt::StdFmtWrite;
use jiff::fmt::temporal::DateTimePrinter;
use tracing::field::{Field, Visit};
use tracing_subscriber::field::{RecordFields, VisitOutput};
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultVisitor, Writer};
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub(crate) use lines::flush;

use self::lines::Lines;
use crate::config::{Log, LogFormat};

/// Starts logging. Call it once.
pub(crate) fn start(log: &Log) {
    let lines = tracing_subscriber::fmt::layer().with_timer(Now).with_writer(Lines::start());
    let written = tracing_subscriber::registry().with(log.filter.targets());
    match log.format {
        LogFormat::Text if coloured() => written.with(lines.with_ansi(true)).init(),
        LogFormat::Text => written.with(lines.with_ansi(false).fmt_fields(Plain)).init(),
        LogFormat::Json => written.with(lines.json().with_current_span(true).with_span_list(false)).init(),
    }
    std::panic::set_hook(Box::new(told));
}

/// Tells of a panic by its place alone: its message may hold anything that the code had in hand.
fn told(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        tracing::error!(place, %backtrace, "a panic");
    } else {
        tracing::error!(place, "a panic");
    }
}

/// Colours are for a terminal whose user did not decline them (no-color.org).
fn coloured() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

/// The machine's time, in UTC with six digits of a second.
struct Now;

impl FormatTime for Now {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
        #[expect(clippy::disallowed_methods, reason = "a line tells when it was written, whatever time the cars have")]
        let now = Timestamp::now();
        PRINTER.print_timestamp(&now, StdFmtWrite(writer)).map_err(|_| fmt::Error)
    }
}

/// Fields as the library writes them where there are no colours, without its going through a style for each: a request's
/// line is a good part of what the request costs.
struct Plain;

impl<'w> FormatFields<'w> for Plain {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut visitor = PlainVisitor { writer, is_first: true, outcome: Ok(()) };
        fields.record(&mut visitor);
        visitor.outcome
    }
}

struct PlainVisitor<'w> {
    writer: Writer<'w>,
    is_first: bool,
    outcome: fmt::Result,
}

impl PlainVisitor<'_> {
    fn write(&mut self, field: &Field, value: fmt::Arguments<'_>) -> fmt::Result {
        self.pad()?;
        self.writer.write_str(field.name())?;
        self.writer.write_char('=')?;
        self.writer.write_fmt(value)
    }

    fn pad(&mut self) -> fmt::Result {
        if std::mem::take(&mut self.is_first) { Ok(()) } else { self.writer.write_char(' ') }
    }

    /// What may hold anything is left to the library, which takes a terminal's codes out.
    fn leave(&mut self, visit: impl FnOnce(&mut DefaultVisitor<'_>)) -> fmt::Result {
        self.pad()?;
        let mut visitor = DefaultVisitor::new(self.writer.by_ref(), true);
        visit(&mut visitor);
        visitor.finish()
    }
}

impl Visit for PlainVisitor<'_> {
    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.outcome = self.outcome.and_then(|()| self.leave(|visitor| visitor.record_error(field, value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.outcome = self.outcome.and_then(|()| match field.name() {
            "message" => self.leave(|visitor| visitor.record_debug(field, value)),
            _ => self.write(field, format_args!("{value:?}")),
        });
    }
}
