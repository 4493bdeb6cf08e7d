//! Protecting the encryption key in a backup with a passphrase: Argon2id makes a key of it, AES-256-GCM seals.

use std::fs;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::failure::Failure;

const PLACE: &[u8] = b"openfob backup: encryption.key";
/// RFC 9106, section 4, its second recommended choice.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// What a manifest may ask for, so that a made-up one cannot take the machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;

/// A passphrase.
pub(crate) struct Passphrase(Zeroizing<String>);

/// How a key comes of a passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Derivation {
    kdf: Kdf,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kdf {
    Argon2id,
}

impl Passphrase {
    /// Reads a passphrase from a file; the end of its last line does not count.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file)
            .map(Zeroizing::new)
            .map_err(|error| Failure::user(format!("cannot read the passphrase file {}: {error}", file.display())))?;
        let text = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        if text.is_empty() {
            return Err(Failure::user(format!("the passphrase file {} is empty", file.display()))
                .hint("write the passphrase into it, on one line"));
        }
        Ok(Self(text))
    }

    /// Seals a key file's text.
    pub(super) fn seal(&self, text: &[u8]) -> Result<(Derivation, Vec<u8>), Failure> {
        let failed = |_| Failure::ours("the encryption key cannot be sealed");
        let mut salt = [0; 16];
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut salt).and_then(|()| rand::fill(&mut nonce)).map_err(failed)?;
        let derivation = Derivation {
            kdf: Kdf::Argon2id,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: hex::encode(salt),
        };
        let mut body = text.to_vec();
        self.key(&derivation)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(PLACE), &mut body)
            .map_err(failed)?;
        Ok((derivation, [&nonce[..], &body].concat()))
    }

    /// Opens what [`Passphrase::seal`] sealed.
    pub(super) fn open(&self, derivation: &Derivation, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let wrong = || {
            Failure::user("the passphrase does not open the encryption key of this backup")
                .hint("it is the text of the file that was named with --passphrase-file when the backup was written")
        };
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self.key(derivation)?.open_in_place(nonce, Aad::from(PLACE), &mut body).map_err(|_| wrong())?.len();
        body.truncate(plain);
        Ok(body)
    }

    fn key(&self, derivation: &Derivation) -> Result<LessSafeKey, Failure> {
        let unusable = || Failure::user("the backup's manifest tells of a passphrase in a way that is not understood");
        let Derivation { kdf: Kdf::Argon2id, memory_kib, passes, lanes, salt } = derivation;
        if *memory_kib > MOST_MEMORY_KIB || *passes > MOST_PASSES {
            return Err(unusable());
        }
        let params = Params::new(*memory_kib, *passes, *lanes, Some(32)).map_err(|_| unusable())?;
        let salt = hex::decode(salt).map_err(|_| unusable())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), &salt, &mut *key)
            .map_err(|_| unusable())?;
        UnboundKey::new(&AES_256_GCM, &*key).map(LessSafeKey::new).map_err(|_| unusable())
    }
}
