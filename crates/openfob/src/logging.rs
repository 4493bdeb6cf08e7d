//! Logs, to standard error.

use std::io::IsTerminal;

use crate::config::{Log, LogFormat};

/// Starts logging. Call it once.
pub(crate) fn start(log: &Log) {
    let builder = tracing_subscriber::fmt().with_env_filter(log.filter.clone().build()).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => builder.with_ansi(coloured()).init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// Colours are for a terminal whose user did not decline them (no-color.org).
fn coloured() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}
