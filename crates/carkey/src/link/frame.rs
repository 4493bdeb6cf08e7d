//! Frames on the car link.

use super::Message;

/// The longest message, in bytes.
pub const LONGEST_FRAME: usize = 16 * 1024;

const LENGTH: usize = 4;

/// Why bytes are no frames. The link cannot go on after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedFrame {
    /// The announced length is zero or above [`LONGEST_FRAME`].
    #[error("a frame has 1 to 16384 bytes")]
    Length,
    /// The frame holds no message that is known.
    #[error("the frame holds no message of the car link")]
    Message,
}

/// A message as its frame.
#[must_use]
pub fn frame(message: &Message) -> Vec<u8> {
    // Texts, numbers and flags only: JSON holds all of it, and no message comes near the longest frame.
    let body = serde_json::to_vec(message).unwrap_or_default();
    let length = u32::try_from(body.len()).unwrap_or_default();
    [&length.to_be_bytes(), body.as_slice()].concat()
}

/// Puts frames together from bytes as they arrive.
#[derive(Debug, Default)]
pub struct FrameReader(Vec<u8>);

impl FrameReader {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes in.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors
    /// When the bytes are no frames of this link.
    pub fn next_message(&mut self) -> Result<Option<Message>, MalformedFrame> {
        let Some(length) = self.0.first_chunk::<LENGTH>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| MalformedFrame::Length)?;
        if length == 0 || length > LONGEST_FRAME {
            return Err(MalformedFrame::Length);
        }
        let Some(body) = self.0.get(LENGTH..LENGTH + length) else { return Ok(None) };
        let message = serde_json::from_slice(body).map_err(|_| MalformedFrame::Message);
        self.0.drain(..LENGTH + length);
        message.map(Some)
    }
}
