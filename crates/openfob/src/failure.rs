//! Why a command ended without its result: whose matter it is, what happened, what to do.

use std::fmt::Display;
use std::process::ExitCode;

/// A command's end without a result.
#[derive(Debug)]
pub(crate) struct Failure {
    whose: Whose,
    message: String,
    hint: Option<String>,
}

/// Who can mend it; it decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Whoever typed the command: exit status 1.
    User,
    /// This program or the machine it runs on: exit status 2.
    Ours,
}

impl Failure {
    /// Something that whoever typed the command can put right.
    pub(crate) fn user(message: impl Into<String>) -> Self {
        Self { whose: Whose::User, message: message.into(), hint: None }
    }

    /// A fault of this program or of the machine.
    pub(crate) fn ours(message: impl Into<String>) -> Self {
        Self { whose: Whose::Ours, message: message.into(), hint: None }
    }

    /// The user's matter, of which all was said already.
    pub(crate) fn told() -> Self {
        Self::user("")
    }

    /// A fault with all its causes, the nearest first.
    pub(crate) fn caused(what: impl Display, cause: impl Into<anyhow::Error>) -> Self {
        Self::ours(format!("{what}: {:#}", cause.into()))
    }

    /// What to do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What happened.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, where there is advice.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// 1: the user's matter, 2: ours.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self.whose {
            Whose::User => ExitCode::from(1),
            Whose::Ours => ExitCode::from(2),
        }
    }
}
