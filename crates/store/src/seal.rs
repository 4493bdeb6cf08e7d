//! Encryption at rest: AES-256-GCM under a key file that openfob makes, with the cell's place bound in.
//!
//! A sealed cell is version (1 byte), key id (4), nonce (12), ciphertext and tag. The key file has a key a line,
//! `id hex`; the first seals, every one opens. A line `verify hex` is what is left of a key that was rotated away: it
//! opens nothing, and tells that a signature handed out earlier is good.

use std::fs;
use std::io::{self, Write};
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
    #[error(
        "line {line} of the key file {path} is not an id of 8 (or the word `verify`) and a key of 64 hexadecimal digits"
    )]
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

/// The keys of a key file.
pub(crate) struct KeyRing {
    /// Never empty; the first seals and signs.
    keys: Vec<Key>,
    /// What earlier keys signed with.
    verify_only: Vec<hmac::Key>,
}

struct Key {
    id: KeyId,
    seal: LessSafeKey,
    sign: hmac::Key,
}

/// Names a key in the cells that it sealed.
pub(crate) type KeyId = [u8; KEY_ID_LEN];

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
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_create => {
                write_private(path, &new_line()?).map_err(io)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(KeyFileError::Missing { path: path.to_owned() });
            }
            Err(error) => return Err(io(error)),
        }
        Self::load(path)
    }

    /// Puts a new key first in the key file. Until every cell is sealed with it, the earlier ones stay below.
    pub(crate) fn add_key(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        let mut text = new_line()?;
        let before = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        text.push_str(&before);
        write_private(path, &text).map_err(io)?;
        Self::load(path)
    }

    /// Takes every key but the first out of the key file. What they signed stays good.
    pub(crate) fn drop_earlier_keys(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        let before = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let mut text = Zeroizing::new(String::new());
        for (index, line) in before.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            match parse(line) {
                Some(Line::Key { sign, .. }) if index > 0 => {
                    text.push_str(VERIFY);
                    text.push(' ');
                    text.push_str(&Zeroizing::new(hex::encode(sign.as_slice())));
                }
                _ => text.push_str(line.trim()),
            }
            text.push('\n');
        }
        write_private(path, &text).map_err(io)?;
        Self::load(path)
    }

    /// Which key seals.
    pub(crate) fn current(&self) -> Option<KeyId> {
        self.keys.first().map(|key| key.id)
    }

    /// Whether there are keys that only open.
    pub(crate) fn has_earlier_keys(&self) -> bool {
        self.keys.len() > 1
    }

    /// Whether a cell was sealed with a key of this ring.
    pub(crate) fn knows(&self, sealed: &[u8]) -> bool {
        key_id(sealed).is_some_and(|id| self.keys.iter().any(|key| key.id == id))
    }

    fn load(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let mut ring = Self { keys: vec![], verify_only: vec![] };
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let malformed = || KeyFileError::Malformed { path: path.to_owned(), line: index + 1 };
            match parse(line).ok_or_else(malformed)? {
                Line::Key { id, key, sign } => ring.keys.push(Key {
                    id,
                    seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).map_err(|_| KeyFileError::Crypto)?),
                    sign: hmac::Key::new(hmac::HMAC_SHA256, &*sign),
                }),
                Line::Verify(sign) => ring.verify_only.push(hmac::Key::new(hmac::HMAC_SHA256, &*sign)),
            }
        }
        if ring.keys.is_empty() {
            return Err(KeyFileError::Malformed { path: path.to_owned(), line: 1 });
        }
        Ok(ring)
    }

    /// Seals a secret for one cell. Inside the transaction that writes it, or in the statement itself: a key is dropped
    /// once nothing that is written is sealed with it.
    pub(crate) fn seal(&self, secret: &SecretString, column: &'static str, row: Uuid) -> Result<Vec<u8>, StoreError> {
        self.seal_in(secret, column, row).ok_or(StoreError::Sealed { column })
    }

    /// Opens what was sealed for that cell.
    pub(crate) fn open(&self, sealed: &[u8], column: &'static str, row: Uuid) -> Result<SecretString, StoreError> {
        self.open_in(sealed, column, row).ok_or(StoreError::Sealed { column })
    }

    /// The same secret, sealed with the first key; `None` if it cannot be opened.
    pub(crate) fn reseal(&self, sealed: &[u8], column: &str, row: Uuid) -> Option<Vec<u8>> {
        self.seal_in(&self.open_in(sealed, column, row)?, column, row)
    }

    fn seal_in(&self, secret: &SecretString, column: &str, row: Uuid) -> Option<Vec<u8>> {
        let Key { id, seal: key, .. } = self.keys.first()?;
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).ok()?;
        let mut sealed = Vec::with_capacity(HEADER_LEN + secret.expose_secret().len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(id);
        sealed.extend_from_slice(&nonce);
        let mut body = secret.expose_secret().as_bytes().to_vec();
        let place = Aad::from(place(column, row));
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), place, &mut body).ok()?;
        sealed.extend_from_slice(&body);
        Some(sealed)
    }

    fn open_in(&self, sealed: &[u8], column: &str, row: Uuid) -> Option<SecretString> {
        let id = key_id(sealed)?;
        let (header, body) = sealed.split_at_checked(HEADER_LEN)?;
        let key = self.keys.iter().find(|key| key.id == id)?;
        let nonce = Nonce::try_assume_unique_for_key(header.get(1 + KEY_ID_LEN..)?).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = key.seal.open_in_place(nonce, Aad::from(place(column, row)), &mut body).ok()?;
        std::str::from_utf8(plain).ok().map(SecretString::from)
    }

    /// Signs a text that this server hands out and takes back.
    pub(crate) fn sign(&self, purpose: &'static str, text: &str) -> Option<String> {
        let key = self.keys.first()?;
        Some(hex::encode(hmac::sign(&key.sign, format!("{purpose}:{text}").as_bytes())))
    }

    /// Whether a text was signed here for that purpose, with any key that is or was in the file.
    pub(crate) fn is_signed(&self, purpose: &'static str, text: &str, signature: &str) -> bool {
        let Ok(signature) = hex::decode(signature) else { return false };
        let message = format!("{purpose}:{text}");
        let signs = self.keys.iter().map(|key| &key.sign).chain(&self.verify_only);
        signs.into_iter().any(|sign| hmac::verify(sign, message.as_bytes(), &signature).is_ok())
    }
}

/// Which key a cell was sealed with.
pub(crate) fn key_id(sealed: &[u8]) -> Option<KeyId> {
    let (version, rest) = sealed.split_first()?;
    rest.get(..KEY_ID_LEN).filter(|_| *version == VERSION)?.try_into().ok()
}

/// A cell moved to another row or column no longer opens.
fn place(column: &str, row: Uuid) -> String {
    format!("{column}:{row}")
}

/// A key made now, as the key file has it.
fn new_line() -> Result<Zeroizing<String>, KeyFileError> {
    let mut id: KeyId = [0; KEY_ID_LEN];
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(&mut id).map_err(|_| KeyFileError::Crypto)?;
    rand::fill(&mut *key).map_err(|_| KeyFileError::Crypto)?;
    let key = Zeroizing::new(hex::encode(key.as_slice()));
    Ok(Zeroizing::new(format!("{} {}\n", hex::encode(id), key.as_str())))
}

/// Writes a file that its owner alone may read, whole or not at all.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("key.new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_directory_of(path)
}

/// Makes renames in a file's directory outlast a power cut.
pub(crate) fn sync_directory_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |directory| fs::File::open(directory)?.sync_all())
}

const VERIFY: &str = "verify";

enum Line {
    Key { id: KeyId, key: Zeroizing<[u8; 32]>, sign: Zeroizing<[u8; 32]> },
    Verify(Zeroizing<[u8; 32]>),
}

fn parse(line: &str) -> Option<Line> {
    let (id, key) = line.trim().split_once(' ')?;
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(key.trim(), &mut *bytes).ok()?;
    if id == VERIFY {
        return Some(Line::Verify(bytes));
    }
    let id = hex::decode(id).ok()?.try_into().ok()?;
    // Signing has a key of its own, made from the one that seals.
    let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*bytes), b"openfob: signing what is handed out");
    let mut sign = Zeroizing::new([0; 32]);
    sign.copy_from_slice(derived.as_ref());
    Some(Line::Key { id, key: bytes, sign })
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
    fn an_earlier_key_opens_until_it_is_dropped_and_its_signatures_stay_good() {
        let (directory, before) = ring();
        let path = directory.path().join("encryption.key");
        let row = Uuid::now_v7();
        let sealed = before.seal(&"secret".into(), "account.access", row).unwrap();
        let signature = before.sign("page", "text").unwrap();

        let both = KeyRing::add_key(&path).unwrap();
        assert!(both.has_earlier_keys() && both.current() != before.current());
        let anew = both.reseal(&sealed, "account.access", row).unwrap();

        let after = KeyRing::drop_earlier_keys(&path).unwrap();
        assert!(!after.has_earlier_keys() && after.current() == both.current());
        assert!(after.open(&sealed, "account.access", row).is_err() && !after.knows(&sealed));
        assert_eq!(after.open(&anew, "account.access", row).unwrap().expose_secret(), "secret");
        assert!(after.is_signed("page", "text", &signature));
        assert!(!after.is_signed("other page", "text", &signature));

        KeyRing::add_key(&path).unwrap();
        let later = KeyRing::drop_earlier_keys(&path).unwrap();
        assert!(later.is_signed("page", "text", &signature), "after a second rotation as well");
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
