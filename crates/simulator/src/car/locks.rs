//! The doors' locks.

use serde::{Deserialize, Serialize};

/// Locks at the car's anchor time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Locks {
    pub(crate) locked: bool,
}
