//! Which counters have been used.

use serde::{Deserialize, Serialize};

/// The highest counter seen, and which of those just below it were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    highest: u32,
    /// Bit n stands for `highest - 1 - n`.
    seen: u64,
}

impl Window {
    pub(crate) fn highest(&self) -> u32 {
        self.highest
    }

    /// A window that starts at a counter which itself is used.
    pub(crate) fn starting_at(counter: u32) -> Self {
        Self { highest: counter, seen: 0 }
    }

    /// Takes a counter, once, unless it is older than the `size` before the highest. A size of 0 takes rising ones only.
    #[must_use]
    pub(crate) fn take(&mut self, counter: u32, size: u32) -> bool {
        if counter > self.highest {
            let shift = counter - self.highest;
            let previous = 1u64.checked_shl(shift - 1).unwrap_or(0);
            self.seen = self.seen.checked_shl(shift).unwrap_or(0) | previous;
            self.highest = counter;
            return true;
        }
        let age = self.highest - counter;
        if age == 0 || age > size {
            return false;
        }
        let bit = 1u64.checked_shl(age - 1).unwrap_or(0);
        let unused = bit != 0 && self.seen & bit == 0;
        self.seen |= bit;
        unused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_taken_once_and_within_the_window() {
        let mut window = Window::starting_at(10);
        assert!(window.take(11, 32));
        assert!(!window.take(10, 32), "the counter it started at is used");
        assert!(window.take(9, 32));
        assert!(!window.take(9, 32));
        assert!(window.take(43, 32));
        assert!(!window.take(11, 32), "11 is used, and the oldest in the window");
        assert!(!window.take(10, 32), "older than the window");
        assert!(window.take(12, 32));
        assert!(window.take(u32::MAX, 32), "a far jump forgets the old ones");
        assert!(!window.take(u32::MAX, 32));
        assert!(window.take(u32::MAX - 32, 32));
        assert!(!window.take(u32::MAX - 33, 32));
    }

    #[test]
    fn the_counter_before_a_jump_of_32_is_remembered() {
        let mut window = Window::starting_at(10);
        assert!(window.take(43, 32));
        assert!(window.take(11, 32), "age 32, never used");
        assert!(!window.take(10, 32), "age 33");
    }

    #[test]
    fn without_a_window_counters_must_rise() {
        let mut window = Window::starting_at(10);
        assert!(!window.take(9, 0));
        assert!(window.take(12, 0));
        assert!(!window.take(11, 0));
    }
}
