//! One thing that was looked at: what was found, what it means, what mends it.

use serde::Serialize;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// All is well.
    Passed,
    /// Something is to be mended.
    Failed,
    /// It could not be looked at, as an earlier step failed.
    Skipped,
    /// It is not used here.
    NotUsed,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Check {
    /// Which.
    pub(crate) step: &'static str,
    /// How it ended.
    pub(crate) state: State,
    /// What was found.
    pub(crate) found: String,
    /// What follows from that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) means: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mend: Option<String>,
}

impl Check {
    /// All is well.
    pub(crate) fn passed(step: &'static str, found: impl Into<String>) -> Self {
        Self { step, state: State::Passed, found: found.into(), means: None, mend: None }
    }

    /// Something is to be mended.
    pub(crate) fn failed(
        step: &'static str,
        found: impl Into<String>,
        means: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        let (means, mend) = (Some(means.into()), Some(mend.into()));
        Self { step, state: State::Failed, found: found.into(), means, mend }
    }

    /// It could not be looked at, as the step `needed` failed.
    pub(crate) fn skipped(step: &'static str, needed: &'static str) -> Self {
        Self { step, state: State::Skipped, found: format!("skipped, as {needed} failed"), means: None, mend: None }
    }

    /// It is not used here.
    pub(crate) fn not_used(step: &'static str, why: impl Into<String>) -> Self {
        Self { step, state: State::NotUsed, found: why.into(), means: None, mend: None }
    }

    /// Whether something is to be mended.
    pub(crate) fn is_failed(&self) -> bool {
        self.state == State::Failed
    }
}
