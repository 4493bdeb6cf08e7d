//! Where unpredictable bytes come from.

use aws_lc_rs::rand;
use thiserror::Error;

/// A source of unpredictable bytes, handed in by the caller.
pub trait Randomness {
    /// Fills all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The source of randomness failed; nothing was made.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("no random bytes to be had")]
pub struct NoRandomness;

impl<F: FnMut(&mut [u8]) -> Result<(), NoRandomness>> Randomness for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self(bytes)
    }
}

/// The cryptography library's own generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        rand::fill(bytes).map_err(|_| NoRandomness)
    }
}

/// `N` random bytes.
pub(crate) fn random_bytes<const N: usize>(random: &mut dyn Randomness) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
