//! What a car remembers of its sessions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::key::PublicKey;
use crate::secret::EPOCH_LENGTH;
use crate::window::Window;

/// What both parts of a car remember of their sessions. A car that is given it back goes on as if it had never been
/// away. It holds no secret: with the car's keys, it makes the sessions again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CarMemory {
    pub(super) vehicle_security: Vec<SessionMemory>,
    pub(super) infotainment: Vec<SessionMemory>,
}

/// One session, of the key of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionMemory {
    pub(super) key: PublicKey,
    pub(super) epoch: [u8; EPOCH_LENGTH],
    pub(super) began: Timestamp,
    pub(super) clock: u32,
    pub(super) counters: Window,
    pub(super) answers: u32,
}
