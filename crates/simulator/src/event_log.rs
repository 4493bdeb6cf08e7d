//! What happened, in order. Old entries make way for new ones.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::car::CarId;

/// How many entries are kept.
const KEPT: usize = 300;

/// One thing that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Counts up from 1 and never repeats.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) car: Option<CarId>,
    /// In plain words.
    pub(crate) text: String,
    /// The command line that does the same, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<String>,
}

/// The newest entries, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct EventLog {
    next: u64,
    entries: VecDeque<Entry>,
}

impl EventLog {
    pub(crate) fn note(&mut self, at: Timestamp, car: Option<&CarId>, text: String) {
        self.push(at, car, text, None);
    }

    pub(crate) fn note_command(&mut self, at: Timestamp, car: Option<&CarId>, text: String, command: String) {
        self.push(at, car, text, Some(command));
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    fn push(&mut self, at: Timestamp, car: Option<&CarId>, text: String, command: Option<String>) {
        self.next += 1;
        self.entries.push_back(Entry { number: self.next, at, car: car.cloned(), text, command });
        while self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }
}
