//! What a signature covers besides the message: a string of tag, length and value, in rising order of tags.
//!
//! Source: "Metadata serialization" in the protocol description of Tesla's `vehicle-command` repository.

use aws_lc_rs::digest;

use crate::proto::signatures::{SignatureType, Tag};

/// The string, being written. Items go in by rising tag.
pub(crate) struct Metadata(Vec<u8>);

impl Metadata {
    pub(crate) fn new(signature: SignatureType) -> Self {
        Self(Vec::with_capacity(128)).byte(Tag::SignatureType, signature as u8)
    }

    pub(crate) fn byte(self, tag: Tag, value: u8) -> Self {
        self.bytes(tag, &[value])
    }

    pub(crate) fn number(self, tag: Tag, value: u32) -> Self {
        self.bytes(tag, &value.to_be_bytes())
    }

    /// No value, no item. All values of this crate are shorter than 256 bytes: names, epochs, ids and tags.
    pub(crate) fn bytes(mut self, tag: Tag, value: &[u8]) -> Self {
        debug_assert!(u8::try_from(value.len()).is_ok(), "a value of metadata is too long");
        if let Ok(length @ 1..) = u8::try_from(value.len()) {
            self.0.extend([tag as u8, length]);
            self.0.extend(value);
        }
        self
    }

    /// The finished string, as HMAC takes it in front of the message.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.push(Tag::End as u8);
        self.0
    }

    /// The digest of the finished string, which AES-GCM authenticates beside the message.
    pub(crate) fn digest(self) -> digest::Digest {
        digest::digest(&digest::SHA256, &self.finish())
    }
}
