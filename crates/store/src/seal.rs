//! Encryption at rest: AES-256-GCM under a key file that openfob makes, with the cell's place bound in.
//!
//! A sealed cell is version (1 byte), key id (4), nonce (12), ciphertext and tag. The key file has a key a line,
//! `id hex`; the first seals, every one opens.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::{hmac, rand};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::StoreError;

const VERSION: u8 = 1;
const KEY_ID_LEN: usize = 4;
const HEADER_LEN: usize = 1 + KEY_ID_LEN + NONCE_LEN;

/// Why the encryption key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the key file {path} cannot be read or written")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is open to others.
    #[error("the key file {path} can be read by others (mode {mode:o}); make it private: chmod 600 {path}")]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// A line is not `id hex`.
    #[error("line {line} of the key file {path} is not an id of 8 and a key of 64 hexadecimal digits")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// The system gives no randomness, or refuses the key.
    #[error("no encryption key can be made")]
    Crypto,
    /// There is a database and no key: a new one would open nothing.
    #[error(
        "the key file {path} is missing while a database exists; put the key file back, as what it sealed cannot be opened without it"
    )]
    Missing {
        /// Which file.
        path: PathBuf,
    },
}

pub(crate) struct KeyRing(Vec<Key>);

struct Key {
    id: [u8; KEY_ID_LEN],
    seal: LessSafeKey,
    sign: hmac::Key,
}

impl KeyRing {
    /// Loads the key file; makes one when there is none and `may_create`.
    pub(crate) fn load_or_create(path: &Path, may_create: bool) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        match fs::metadata(path) {
            Ok(metadata) => {
                let mode = metadata.permissions().mode() & 0o777;
                if mode & 0o077 != 0 {
                    return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_create => create(path)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(KeyFileError::Missing { path: path.to_owned() });
            }
            Err(error) => return Err(io(error)),
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let keys = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| {
                parse(line).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned(), line: index + 1 })
            })
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(KeyFileError::Malformed { path: path.to_owned(), line: 1 });
        }
        Ok(Self(keys))
    }

    pub(crate) fn seal(&self, secret: &SecretString, column: &'static str, row: Uuid) -> Result<Vec<u8>, StoreError> {
        let failed = StoreError::Sealed { column };
        let Some(Key { id, seal: key, .. }) = self.0.first() else { return Err(failed) };
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| StoreError::Sealed { column })?;
        let mut sealed = Vec::with_capacity(HEADER_LEN + secret.expose_secret().len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(id);
        sealed.extend_from_slice(&nonce);
        let mut body = secret.expose_secret().as_bytes().to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place(column, row)), &mut body)
            .map_err(|_| failed)?;
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    pub(crate) fn open(&self, sealed: &[u8], column: &'static str, row: Uuid) -> Result<SecretString, StoreError> {
        let failed = || StoreError::Sealed { column };
        let (header, body) = sealed.split_at_checked(HEADER_LEN).ok_or_else(failed)?;
        let (version, header) = header.split_first().ok_or_else(failed)?;
        let (id, nonce) = header.split_at_checked(KEY_ID_LEN).ok_or_else(failed)?;
        let key = self.0.iter().find(|key| *version == VERSION && key.id == id).map(|key| &key.seal);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| failed())?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = key
            .ok_or_else(failed)?
            .open_in_place(nonce, Aad::from(place(column, row)), &mut body)
            .map_err(|_| failed())?;
        let text = std::str::from_utf8(plain).map_err(|_| failed())?;
        Ok(SecretString::from(text))
    }

    /// Signs a text that this server hands out and takes back.
    pub(crate) fn sign(&self, purpose: &'static str, text: &str) -> Option<String> {
        let key = self.0.first()?;
        Some(hex::encode(hmac::sign(&key.sign, format!("{purpose}:{text}").as_bytes())))
    }

    /// Whether a text was signed here for that purpose, with any key of the file.
    pub(crate) fn is_signed(&self, purpose: &'static str, text: &str, signature: &str) -> bool {
        let Ok(signature) = hex::decode(signature) else { return false };
        let message = format!("{purpose}:{text}");
        self.0.iter().any(|key| hmac::verify(&key.sign, message.as_bytes(), &signature).is_ok())
    }
}

/// A cell moved to another row or column no longer opens.
fn place(column: &'static str, row: Uuid) -> String {
    format!("{column}:{row}")
}

fn create(path: &Path) -> Result<(), KeyFileError> {
    let mut id = [0; KEY_ID_LEN];
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(&mut id).map_err(|_| KeyFileError::Crypto)?;
    rand::fill(&mut *key).map_err(|_| KeyFileError::Crypto)?;
    let line = Zeroizing::new(format!("{} {}\n", hex::encode(id), hex::encode(key.as_slice())));
    let io = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(io)
}

fn parse(line: &str) -> Option<Key> {
    let (id, key) = line.trim().split_once(' ')?;
    let id = hex::decode(id).ok()?.try_into().ok()?;
    let key = Zeroizing::new(hex::decode(key.trim()).ok()?);
    // Signing has a key of its own, made from the one that seals.
    let sign = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), b"openfob: signing what is handed out");
    let sign = hmac::Key::new(hmac::HMAC_SHA256, sign.as_ref());
    Some(Key { id, seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).ok()?), sign })
}

/// SHA-256: how tokens, codes and secrets of 122 random bits and more are kept for comparison.
#[must_use]
pub fn sha256(text: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> (tempfile::TempDir, KeyRing) {
        let directory = tempfile::tempdir().unwrap();
        let ring = KeyRing::load_or_create(&directory.path().join("encryption.key"), true).unwrap();
        (directory, ring)
    }

    #[test]
    fn opens_what_it_sealed_in_the_same_place_alone() {
        let (_directory, ring) = ring();
        let (row, other) = (Uuid::now_v7(), Uuid::now_v7());
        let sealed = ring.seal(&"secret".into(), "account.access", row).unwrap();
        assert_eq!(ring.open(&sealed, "account.access", row).unwrap().expose_secret(), "secret");
        assert!(ring.open(&sealed, "account.access", other).is_err());
        assert!(ring.open(&sealed, "account.refresh", row).is_err());
    }

    #[test]
    fn no_flipped_bit_opens() {
        let (_directory, ring) = ring();
        let row = Uuid::now_v7();
        let sealed = ring.seal(&"secret".into(), "account.access", row).unwrap();
        for index in 0..sealed.len() {
            let mut broken = sealed.clone();
            broken[index] ^= 1;
            assert!(ring.open(&broken, "account.access", row).is_err(), "byte {index}");
            assert!(ring.open(&sealed[..index], "account.access", row).is_err(), "cut at {index}");
        }
    }

    #[test]
    fn the_key_file_is_private_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("encryption.key");
        KeyRing::load_or_create(&path, true).unwrap();
        let first = fs::read(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        KeyRing::load_or_create(&path, true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(KeyRing::load_or_create(&path, true), Err(KeyFileError::Exposed { .. })));
        fs::remove_file(&path).unwrap();
        assert!(matches!(KeyRing::load_or_create(&path, false), Err(KeyFileError::Missing { .. })));
    }
}
