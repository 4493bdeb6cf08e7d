//! Logs, to standard error.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// Starts logging. Call it once.
pub(crate) fn start(log: &Log) {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let written = tracing_subscriber::registry().with(log.filter.targets());
    match log.format {
        LogFormat::Text => written.with(lines.with_ansi(coloured())).init(),
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
