//! The proof as it is kept: what it is worth now, and what may happen to it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a proof is worth (the SDK's `cvsStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CvsStatus {
    /// Never activated, or nothing can be told.
    Unknown,
    /// Remote commands and vehicle status work.
    Active,
    /// It rests; activating it again in time brings it back.
    Suspended,
    /// It ended.
    Disabled,
}

impl CvsStatus {
    /// As the SDK spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Disabled => "disabled",
        }
    }
}

impl fmt::Display for CvsStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an activation may do once a proof has ended. The maker's documents say that it is brought back *before* the date,
/// and nothing of what follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateReactivation {
    /// Nothing: the car leaves the account first.
    #[default]
    Refused,
    /// The same as a first one.
    FromScratch,
}

/// Why something cannot happen to a proof in its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The last moment to bring it back has passed.
    #[error(
        "CarKey could be brought back before {0}, which is over; remove the vehicle from the account and start again"
    )]
    TooLate(Timestamp),
    /// It was ended.
    #[error("CarKey was disabled; remove the vehicle from the account and start again")]
    Disabled,
    /// There is none to suspend.
    #[error("there is no active CarKey")]
    NotActive,
}

/// One account's proof for one car.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CarKey {
    /// None was ever given, or the car left the account.
    #[default]
    None,
    /// It counts.
    Active {
        /// Since when.
        since: Timestamp,
    },
    /// It rests.
    Suspended {
        /// When it first counted.
        since: Timestamp,
        /// It can be brought back before this moment (`maxReactivationDate`).
        until: Timestamp,
    },
    /// It ended.
    Disabled {
        /// Until when it could have been brought back, where that is why it ended.
        until: Option<Timestamp>,
    },
}

impl CarKey {
    /// What it is worth at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> CvsStatus {
        match self {
            Self::None => CvsStatus::Unknown,
            Self::Active { .. } => CvsStatus::Active,
            Self::Suspended { until, .. } if now < *until => CvsStatus::Suspended,
            Self::Suspended { .. } | Self::Disabled { .. } => CvsStatus::Disabled,
        }
    }

    /// Whether the possession of the keys is proven (`isCarKeyVerified`): it was, and has not ended.
    #[must_use]
    pub fn is_verified(&self, now: Timestamp) -> bool {
        matches!(self.status(now), CvsStatus::Active | CvsStatus::Suspended)
    }

    /// Whether remote commands and vehicle status work: verified *and* active.
    #[must_use]
    pub fn opens_services(&self, now: Timestamp) -> bool {
        self.status(now) == CvsStatus::Active
    }

    /// The last moment to bring it back, while it is suspended.
    #[must_use]
    pub fn max_reactivation_date(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Suspended { until, .. } if now < *until => Some(*until),
            _ => None,
        }
    }

    /// A verified activation. A second one does no harm.
    ///
    /// # Errors
    /// When it comes too late.
    pub fn activated(&self, now: Timestamp, late: LateReactivation) -> Result<Self, NotAllowed> {
        let ended = match self {
            Self::None => return Ok(Self::Active { since: now }),
            Self::Active { since } => return Ok(Self::Active { since: *since }),
            Self::Suspended { since, until } if now < *until => return Ok(Self::Active { since: *since }),
            Self::Suspended { until, .. } => NotAllowed::TooLate(*until),
            Self::Disabled { until } => until.map_or(NotAllowed::Disabled, NotAllowed::TooLate),
        };
        match late {
            LateReactivation::FromScratch => Ok(Self::Active { since: now }),
            LateReactivation::Refused => Err(ended),
        }
    }

    /// Puts it to rest until a moment, or moves that moment.
    ///
    /// # Errors
    /// When there is none that counts or rests.
    pub fn suspended(&self, now: Timestamp, until: Timestamp) -> Result<Self, NotAllowed> {
        match self {
            Self::Active { since } => Ok(Self::Suspended { since: *since, until }),
            Self::Suspended { since, until: before } if now < *before => Ok(Self::Suspended { since: *since, until }),
            Self::None | Self::Suspended { .. } | Self::Disabled { .. } => Err(NotAllowed::NotActive),
        }
    }

    /// Ends it. What was never there cannot end.
    #[must_use]
    pub fn disabled(&self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Active { .. } => Self::Disabled { until: None },
            Self::Suspended { until, .. } => Self::Disabled { until: Some(*until) },
            Self::Disabled { until } => Self::Disabled { until: *until },
        }
    }

    /// The car left the account, or has another connection module: nothing of the proof is left.
    #[must_use]
    pub fn removed() -> Self {
        Self::None
    }
}
