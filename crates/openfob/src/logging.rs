//! Logs, to standard error.

use tracing_subscriber::filter::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging. Call it once.
pub(crate) fn start(log: &Log) {
    let builder = tracing_subscriber::fmt().with_env_filter(log.filter.clone().build()).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => builder.with_ansi(std::env::var_os("NO_COLOR").is_none()).init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// Which log lines are written: `info`, or by module as in `warn,openfob_gateway=debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter(String);

impl Filter {
    /// What an operator wants to know.
    pub(crate) fn informative() -> Self {
        Self("info".to_owned())
    }

    /// What went wrong, and nothing else.
    pub(crate) fn trouble() -> Self {
        Self("warn".to_owned())
    }

    fn build(self) -> EnvFilter {
        EnvFilter::new(self.0)
    }
}

impl std::str::FromStr for Filter {
    type Err = tracing_subscriber::filter::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EnvFilter::builder().parse(text).map(|_| Self(text.to_owned()))
    }
}
