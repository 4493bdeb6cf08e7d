//! Logs, to standard error.

use crate::config::{Log, LogFormat};

/// Starts logging. Call it once.
pub(crate) fn start(log: &Log) {
    let builder = tracing_subscriber::fmt().with_env_filter(log.filter.clone().build()).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => builder.with_ansi(std::env::var_os("NO_COLOR").is_none()).init(),
        LogFormat::Json => builder.json().init(),
    }
}
