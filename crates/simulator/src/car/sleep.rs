//! Sleep and connection: a car that is left alone falls asleep.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a car stays awake after the last thing that happened to it.
pub(crate) const FALLS_ASLEEP_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// Sleep at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sleep {
    /// When something last happened to it.
    pub(crate) active_at: Timestamp,
    /// When it wakes up, where someone called it.
    pub(crate) wakes_at: Option<Timestamp>,
    /// Since when it sleeps, where that is settled.
    pub(crate) asleep_since: Option<Timestamp>,
    /// Whether something (a camera, an app) keeps it awake.
    pub(crate) kept_awake: bool,
    /// Whether it has a connection.
    pub(crate) online: bool,
}

impl Sleep {
    pub(crate) fn awake_at(now: Timestamp) -> Self {
        Self { active_at: now, wakes_at: None, asleep_since: None, kept_awake: false, online: true }
    }

    /// Since when it sleeps at `t`, if it has stood idle since `idle_since`.
    pub(crate) fn asleep_since(&self, idle_since: Option<Timestamp>, t: Timestamp) -> Option<Timestamp> {
        let woken = self.wakes_at.filter(|at| *at <= t);
        if self.asleep_since.is_some() && woken.is_none() {
            return self.asleep_since;
        }
        let idle_since = idle_since?.max(self.active_at).max(woken.unwrap_or(self.active_at));
        let since = idle_since.checked_add(FALLS_ASLEEP_AFTER).ok()?;
        (!self.kept_awake && since <= t).then_some(since)
    }
}
