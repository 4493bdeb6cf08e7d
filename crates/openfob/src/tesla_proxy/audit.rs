//! Who commanded which car when, by which key, with what result: a line of JSON each, appended to a file. Its words are
//! those of `openfob audit`.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use jiff::Timestamp;
use openfob_domain::CommandResult;
use serde::Serialize;

/// The file.
pub(crate) struct Audit(File);

/// One command.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    pub(super) time: Timestamp,
    /// The account, as the token names it.
    pub(super) subject: &'a str,
    pub(super) vin: &'a str,
    pub(super) command: &'a str,
    /// The key's short name; none for what was passed on unsigned.
    pub(super) key: Option<&'a str>,
    pub(super) result: CommandResult,
    /// The status that the client was given.
    pub(super) status: u16,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// What was wrong with the session at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session_healed: Option<String>,
    pub(super) milliseconds: u64,
}

impl Audit {
    /// Appends to the file at `path`, which is made where it is not there, for its owner alone.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        File::options().create(true).append(true).mode(0o600).open(path).map(Self)
    }

    /// Appends a line, in one writing.
    pub(super) fn note(&self, entry: &Entry<'_>) {
        let written = serde_json::to_vec(entry).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            (&self.0).write_all(&line)
        });
        if let Err(error) = written {
            tracing::error!(%error, "a command could not be noted in the audit file");
        }
    }
}
