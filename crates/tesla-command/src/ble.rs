//! Bluetooth Low Energy: the name under which a car is found, and how messages are cut into blocks and put together again.
//!
//! A block is what one write or one indication carries. Blocks come in order and whole, or not at all.
//!
//! Source: `pkg/connector/ble` of Tesla's `vehicle-command` repository.

use aws_lc_rs::digest;
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::vin::Vin;

/// The GATT service of a car. It is told once a client is connected, not in the advertisement.
pub const SERVICE: &str = "00000211-b2d1-43f0-9b88-960cebf8b91e";

/// What clients write to, with response.
pub const TO_VEHICLE: &str = "00000212-b2d1-43f0-9b88-960cebf8b91e";

/// Where the car speaks, by indications.
pub const FROM_VEHICLE: &str = "00000213-b2d1-43f0-9b88-960cebf8b91e";

/// The longest message, in bytes.
pub const LONGEST_MESSAGE: usize = 1024;

/// What is waiting for its next block longer than this never becomes a message.
pub const LONGEST_GAP: SignedDuration = SignedDuration::from_secs(1);

/// How long the length before a message is, in bytes.
const HEADER: usize = 2;

/// What of a packet is not a block's, in bytes.
const OVERHEAD: u16 = 3;

/// The local name in a car's scan response: `S`, the first 8 bytes of the VIN's SHA-1 in hexadecimal, `C`.
#[must_use]
pub fn local_name(vin: &Vin) -> String {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, vin.as_str().as_bytes());
    let start: String = hex::encode(hash).chars().take(16).collect();
    format!("S{start}C")
}

/// The length of a packet that both sides agreed on, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mtu(u16);

impl Mtu {
    /// Without an agreement.
    pub const LEAST: Self = Self(23);
    /// The longest that Tesla's library uses.
    pub const MOST: Self = Self(1024);

    /// The next that is allowed.
    #[must_use]
    pub fn new(bytes: u16) -> Self {
        Self(bytes.clamp(Self::LEAST.0, Self::MOST.0))
    }

    /// The length, in bytes.
    #[must_use]
    pub fn bytes(self) -> u16 {
        self.0
    }

    /// The longest block, in bytes.
    #[must_use]
    pub fn block(self) -> usize {
        usize::from(self.0 - OVERHEAD)
    }
}

/// A message is longer than [`LONGEST_MESSAGE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message over Bluetooth has at most 1024 bytes")]
pub struct TooLong;

/// A message as the blocks that carry it.
pub fn blocks(message: &[u8], mtu: Mtu) -> Result<Vec<Vec<u8>>, TooLong> {
    let length = u16::try_from(message.len()).ok().filter(|_| message.len() <= LONGEST_MESSAGE).ok_or(TooLong)?;
    let frame = [&length.to_be_bytes(), message].concat();
    Ok(frame.chunks(mtu.block()).map(<[u8]>::to_vec).collect())
}

/// Puts messages together from blocks.
#[derive(Clone, Debug, Default)]
pub struct BlockReader {
    /// Less than one frame.
    buffer: Vec<u8>,
    last: Option<Timestamp>,
}

impl BlockReader {
    /// One that has heard nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the block that came at `now`, and gives the messages that end in it.
    ///
    /// What was begun more than [`LONGEST_GAP`] ago is dropped, and so is everything from a length on that no message
    /// has.
    pub fn receive(&mut self, block: &[u8], now: Timestamp) -> Vec<Vec<u8>> {
        let last = self.last.replace(now);
        if last.is_some_and(|last| now.duration_since(last) > LONGEST_GAP) {
            self.buffer.clear();
        }
        self.buffer.extend_from_slice(block);
        let mut messages = Vec::new();
        while let Some(header) = self.buffer.first_chunk::<HEADER>() {
            let length = usize::from(u16::from_be_bytes(*header));
            if length > LONGEST_MESSAGE {
                self.buffer.clear();
            }
            let Some(message) = self.buffer.get(HEADER..HEADER + length) else { break };
            messages.push(message.to_vec());
            self.buffer.drain(..HEADER + length);
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cars_are_called_by_their_vins() {
        for (vin, name) in [("5YJS0000000000000", "S1a87a5a75f3df858C"), ("5YJ30123456789ABC", "Sade9a822faa374f8C")] {
            assert_eq!(local_name(&Vin::new(vin).unwrap()), name);
        }
    }

    #[test]
    fn a_message_is_cut_into_blocks_behind_its_length() {
        let message: Vec<u8> = (0..30).collect();
        let cut = blocks(&message, Mtu::LEAST).unwrap();
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [20, 12]);
        assert_eq!(cut.concat(), [&[0, 30], message.as_slice()].concat());
        assert_eq!(blocks(&message, Mtu::new(247)).unwrap().len(), 1);
        assert_eq!(blocks(&[], Mtu::LEAST), Ok(vec![vec![0, 0]]));
    }

    #[test]
    fn packets_are_as_long_as_they_may_be() {
        assert_eq!(Mtu::new(5), Mtu::LEAST);
        assert_eq!(Mtu::new(u16::MAX), Mtu::MOST);
        assert_eq!((Mtu::new(515).bytes(), Mtu::new(515).block()), (515, 512));
    }

    #[test]
    fn the_longest_message_passes_and_one_byte_more_does_not() {
        let longest = vec![7; LONGEST_MESSAGE];
        let now = Timestamp::UNIX_EPOCH;
        let mut reader = BlockReader::new();
        let read: Vec<_> =
            blocks(&longest, Mtu::MOST).unwrap().iter().flat_map(|block| reader.receive(block, now)).collect();
        assert_eq!(read, [longest]);
        assert_eq!(blocks(&[7; LONGEST_MESSAGE + 1], Mtu::MOST), Err(TooLong));
    }
}
