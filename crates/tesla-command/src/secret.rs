//! What a client key and a car share: the keys of a session.
//!
//! Source: "Key agreement" and the sections on authentication in the protocol description of Tesla's `vehicle-command`
//! repository. The numbers in brackets are the signature types.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::domain::Domain;
use crate::fault::Fault;
use crate::key::InvalidKey;
use crate::metadata::Metadata;
use crate::proto::signatures::{SignatureType, Tag};
use crate::vin::Vin;

/// Bytes of a session's name.
pub(crate) const EPOCH_LENGTH: usize = 16;
/// Bytes of a nonce of AES-GCM.
pub(crate) const NONCE_LENGTH: usize = 12;
/// Bytes of a tag of AES-GCM.
pub(crate) const GCM_TAG_LENGTH: usize = 16;

/// The keys that come of one exchange, as bytes that are wiped when they are dropped. What the library makes of them,
/// more than a kilobyte each, is made anew for each use: a microsecond, and thousands of sessions fit into memory.
pub(crate) struct SessionSecret {
    encryption: Zeroizing<[u8; 16]>,
    session_info: Zeroizing<[u8; 32]>,
    command: Zeroizing<[u8; 32]>,
}

/// What a signature of a command covers, besides the command.
pub(crate) struct Covered<'a> {
    pub(crate) domain: Domain,
    pub(crate) vin: &'a Vin,
    pub(crate) epoch: &'a [u8; EPOCH_LENGTH],
    pub(crate) expires_at: u32,
    pub(crate) counter: u32,
    pub(crate) flags: u32,
}

/// What an encrypted answer covers, besides the answer.
pub(crate) struct CoveredAnswer<'a> {
    pub(crate) domain: Domain,
    pub(crate) vin: &'a Vin,
    pub(crate) counter: u32,
    pub(crate) flags: u32,
    pub(crate) request_hash: &'a [u8],
    pub(crate) fault: Option<Fault>,
}

impl SessionSecret {
    /// From the x coordinate of the exchanged point.
    pub(crate) fn derive(shared: &[u8]) -> Result<Self, InvalidKey> {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, shared);
        let mut encryption = Zeroizing::new([0u8; 16]);
        encryption.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        let parent = hmac_key(encryption.as_ref());
        let derived = |label: &[u8]| {
            let mut key = Zeroizing::new([0u8; 32]);
            hmac::sign_to_buffer(&parent, label, key.as_mut()).map_err(|_| InvalidKey::PublicKey)?;
            Ok(key)
        };
        let (session_info, command) = (derived(b"session info")?, derived(b"authenticated command")?);
        Ok(Self { encryption, session_info, command })
    }

    /// The tag of session info (6) that answers a challenge.
    pub(crate) fn session_info_tag(&self, vin: &Vin, challenge: &[u8], info: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac_key(self.session_info.as_ref()), &session_info_message(vin, challenge, info))
    }

    /// Whether a tag of session info (6) is right, in constant time.
    pub(crate) fn verifies_session_info(&self, vin: &Vin, challenge: &[u8], info: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&hmac_key(self.session_info.as_ref()), &session_info_message(vin, challenge, info), tag).is_ok()
    }

    /// The tag of a command in the clear (8).
    pub(crate) fn command_tag(&self, covered: &Covered<'_>, payload: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac_key(self.command.as_ref()), &covered.hmac_message(payload))
    }

    /// Whether a tag of a command (8) is right, in constant time.
    pub(crate) fn verifies_command(&self, covered: &Covered<'_>, payload: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&hmac_key(self.command.as_ref()), &covered.hmac_message(payload), tag).is_ok()
    }

    /// Encrypts a command (5) in place and gives its tag; none where the library refuses.
    pub(crate) fn seal_command(
        &self,
        covered: &Covered<'_>,
        nonce: [u8; NONCE_LENGTH],
        payload: &mut [u8],
    ) -> Option<Vec<u8>> {
        self.seal(covered.metadata(SignatureType::AesGcmPersonalized), nonce, payload)
    }

    /// Decrypts a command (5); none where anything of it was changed.
    pub(crate) fn open_command(
        &self,
        covered: &Covered<'_>,
        nonce: [u8; NONCE_LENGTH],
        payload: &[u8],
        tag: &[u8],
    ) -> Option<Vec<u8>> {
        self.open(covered.metadata(SignatureType::AesGcmPersonalized), nonce, payload, tag)
    }

    /// Encrypts an answer (9) in place and gives its tag; none where the library refuses.
    pub(crate) fn seal_answer(
        &self,
        covered: &CoveredAnswer<'_>,
        nonce: [u8; NONCE_LENGTH],
        payload: &mut [u8],
    ) -> Option<Vec<u8>> {
        self.seal(covered.metadata(), nonce, payload)
    }

    /// Decrypts an answer (9); none where anything of it was changed.
    pub(crate) fn open_answer(
        &self,
        covered: &CoveredAnswer<'_>,
        nonce: [u8; NONCE_LENGTH],
        payload: &[u8],
        tag: &[u8],
    ) -> Option<Vec<u8>> {
        self.open(covered.metadata(), nonce, payload, tag)
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_128_GCM, self.encryption.as_ref()).ok().map(LessSafeKey::new)
    }

    fn seal(&self, metadata: Metadata, nonce: [u8; NONCE_LENGTH], payload: &mut [u8]) -> Option<Vec<u8>> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let sealed = self.cipher()?.seal_in_place_separate_tag(nonce, Aad::from(metadata.digest()), payload);
        sealed.ok().map(|tag| tag.as_ref().to_vec())
    }

    fn open(&self, metadata: Metadata, nonce: [u8; NONCE_LENGTH], payload: &[u8], tag: &[u8]) -> Option<Vec<u8>> {
        if tag.len() != GCM_TAG_LENGTH {
            return None;
        }
        let mut message = [payload, tag].concat();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let length = self.cipher()?.open_in_place(nonce, Aad::from(metadata.digest()), &mut message).ok()?.len();
        message.truncate(length);
        Some(message)
    }
}

fn hmac_key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

impl Covered<'_> {
    pub(crate) fn metadata(&self, signature: SignatureType) -> Metadata {
        let metadata = Metadata::new(signature)
            .byte(Tag::Domain, self.domain.number())
            .bytes(Tag::Personalization, self.vin.as_str().as_bytes())
            .bytes(Tag::Epoch, self.epoch)
            .number(Tag::ExpiresAt, self.expires_at)
            .number(Tag::Counter, self.counter);
        // Left out at 0, so that cars which know no flags verify the same bytes.
        if self.flags == 0 { metadata } else { metadata.number(Tag::Flags, self.flags) }
    }

    fn hmac_message(&self, payload: &[u8]) -> Vec<u8> {
        let mut message = self.metadata(SignatureType::HmacPersonalized).finish();
        message.extend(payload);
        message
    }
}

impl CoveredAnswer<'_> {
    pub(crate) fn metadata(&self) -> Metadata {
        Metadata::new(SignatureType::AesGcmResponse)
            .byte(Tag::Domain, self.domain.number())
            .bytes(Tag::Personalization, self.vin.as_str().as_bytes())
            .number(Tag::Counter, self.counter)
            .number(Tag::Flags, self.flags)
            .bytes(Tag::RequestHash, self.request_hash)
            .number(Tag::Fault, self.fault.map_or(0, |fault| fault.code().cast_unsigned()))
    }
}

fn session_info_message(vin: &Vin, challenge: &[u8], info: &[u8]) -> Vec<u8> {
    let mut message = Metadata::new(SignatureType::Hmac)
        .bytes(Tag::Personalization, vin.as_str().as_bytes())
        .bytes(Tag::Challenge, challenge)
        .finish();
    message.extend(info);
    message
}

/// What an answer repeats of the request that it answers: the kind of its signature, and the tag. Vehicle security has
/// room for 16 bytes of a tag.
pub(crate) fn request_hash(signature: SignatureType, domain: Domain, tag: &[u8]) -> Vec<u8> {
    let length = match (signature, domain) {
        (SignatureType::HmacPersonalized, Domain::VehicleSecurity) => tag.len().min(16),
        _ => tag.len(),
    };
    std::iter::once(signature as u8).chain(tag.iter().copied().take(length)).collect()
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::*;

    /// Compiles for what is wiped when it is dropped, and for nothing else.
    fn is_wiped<T: ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn keys_are_wiped() {
        let SessionSecret { encryption, session_info, command } = SessionSecret::derive(&[7; 32]).unwrap();
        is_wiped(&encryption);
        is_wiped(&session_info);
        is_wiped(&command);
        assert_ne!(*session_info, *command);
        // What a session is made of beside its counters: two parts of each of ten thousand cars are 3 MB.
        assert!(size_of::<SessionSecret>() <= 80, "{}", size_of::<SessionSecret>());
    }
}
