//! Repeatable chance: the same seed and the same label give the same throw.

use aws_lc_rs::digest::{SHA256, digest};

/// Throws for one subject, such as one account's car.
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    subject: String,
}

impl Dice {
    pub(crate) fn new(seed: u64, subject: &str) -> Self {
        Self { subject: format!("{seed}/{subject}") }
    }

    /// A whole number below `bound`; 0 where `bound` is.
    pub(crate) fn below(&self, label: &str, bound: u32) -> u32 {
        let hash = digest(&SHA256, format!("{}/{label}", self.subject).as_bytes());
        let number = hash.as_ref().iter().take(4).fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        number.checked_rem(bound).unwrap_or(0)
    }

    /// 32 bytes.
    pub(crate) fn bytes(&self, label: &str) -> [u8; 32] {
        let hash = digest(&SHA256, format!("{}/{label}", self.subject).as_bytes());
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        bytes
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&self, label: &str, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(label, u32::try_from(from.len()).ok()?) as usize)
    }

    /// A number between two others, in steps of a thousandth of the way.
    pub(crate) fn between(&self, label: &str, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.below(label, 1001)) / 1000.0
    }
}
