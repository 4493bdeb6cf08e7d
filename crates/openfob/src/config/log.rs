//! `[log]`: what is told about the running server, on standard error.

use std::str::FromStr;

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::Key;
use super::layers::Layers;

const FORMAT: Key = Key {
    section: "log",
    name: "format",
    expected: "`text` or `json`",
    default: "text",
    about: "Lines for people, or one JSON object per line.",
};

const FILTER: Key = Key {
    section: "log",
    name: "filter",
    expected: "a level (error, warn, info, debug), alone or by module as in `info,openfob_gateway=debug`",
    default: "info",
    about: "Which lines are written.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[FORMAT, FILTER];

/// What is told about the running server.
#[derive(Debug)]
pub(crate) struct Log {
    /// The shape of a line.
    pub(crate) format: LogFormat,
    /// Which lines are written.
    pub(crate) filter: Filter,
}

impl Log {
    /// Takes the section's values.
    pub(super) fn read(layers: &mut Layers) -> Self {
        Self {
            format: layers.take(&FORMAT).unwrap_or(LogFormat::Text),
            filter: layers.take(&FILTER).unwrap_or_else(Filter::informative),
        }
    }

    /// Text for people that tells of trouble only: what the demo and a simulator on its own write.
    pub(crate) fn quiet() -> Self {
        Self { format: LogFormat::Text, filter: Filter::trouble() }
    }
}

/// The shape of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// A word that names no format.
#[derive(Debug, thiserror::Error)]
#[error("there is no such format")]
pub(crate) struct UnknownFormat;

impl FromStr for LogFormat {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownFormat),
        }
    }
}

/// Which log lines are written: `info`, or by module as in `warn,openfob_gateway=debug`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Filter(Targets);

impl Filter {
    /// What an operator wants to know.
    pub(crate) fn informative() -> Self {
        Self(Targets::new().with_default(LevelFilter::INFO))
    }

    /// What went wrong, and nothing else.
    pub(crate) fn trouble() -> Self {
        Self(Targets::new().with_default(LevelFilter::WARN))
    }

    /// Every request as well.
    pub(crate) fn verbose() -> Self {
        Self(Targets::new().with_default(LevelFilter::INFO).with_target("openfob", LevelFilter::DEBUG))
    }

    /// As the log's writer takes it.
    pub(crate) fn targets(&self) -> Targets {
        self.0.clone()
    }
}

impl FromStr for Filter {
    type Err = tracing_subscriber::filter::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
