//! The keys on a car.

use serde::{Deserialize, Serialize};

use crate::key::PublicKey;
use crate::proto::keys::Role;
use crate::proto::vcsec::{
    self, KeyFormFactor, KeyIdentifier, KeyMetadata, WhitelistEntryInfo, WhitelistInfo, WhitelistOperationInformationE,
};

/// How many keys a car takes.
pub const SLOTS: usize = 20;

/// A key on a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// The key.
    pub key: PublicKey,
    /// What it may do.
    pub role: Role,
    /// What it is: a card, a phone, a server.
    pub form_factor: KeyFormFactor,
}

/// The result of a key operation; `None` is success on the wire.
pub type KeyOperation = WhitelistOperationInformationE;

/// The list of keys, in its slots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Option<StoredKey>>", into = "Vec<Option<StoredKey>>")]
pub struct Keychain {
    slots: [Option<KeyEntry>; SLOTS],
}

/// A key as a file has it: roles and form factors by their numbers.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct StoredKey {
    key: PublicKey,
    role: i32,
    form_factor: i32,
}

impl Keychain {
    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &PublicKey) -> Option<&KeyEntry> {
        self.entries().map(|(_, entry)| entry).find(|entry| entry.key == *key)
    }

    /// All entries with their slots.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &KeyEntry)> {
        self.slots.iter().enumerate().filter_map(|(slot, entry)| entry.as_ref().map(|entry| (slot, entry)))
    }

    /// Puts a key on the car, as its owner does with a card, a phone or at the screen.
    pub fn add(&mut self, entry: KeyEntry) -> Result<(), KeyOperation> {
        match entry.role {
            Role::None => return Err(KeyOperation::WhitelistoperationInformationAttemptingToAddKeyWithoutRole),
            Role::Service => return Err(KeyOperation::WhitelistoperationInformationAttemptingToAddKeyWithServiceRole),
            _ => {}
        }
        if self.entry(&entry.key).is_some() {
            return Err(KeyOperation::WhitelistoperationInformationAttemptingToAddKeyThatIsAlreadyOnTheWhitelist);
        }
        let free = self.slots.iter_mut().find(|slot| slot.is_none());
        *free.ok_or(KeyOperation::WhitelistoperationInformationWhitelistFull)? = Some(entry);
        Ok(())
    }

    /// Takes a key off the car, as its owner does at the screen.
    pub fn remove(&mut self, key: &PublicKey) -> Result<(), KeyOperation> {
        let slot = self.slots.iter_mut().find(|slot| slot.is_some_and(|entry| entry.key == *key));
        *slot.ok_or(KeyOperation::WhitelistoperationInformationPublicKeyNotOnWhitelist)? = None;
        Ok(())
    }

    /// Puts a key on the car by the authority of another one.
    pub(super) fn add_by(&mut self, by: &KeyEntry, entry: KeyEntry) -> Result<(), KeyOperation> {
        if by.role != Role::Owner {
            return Err(KeyOperation::WhitelistoperationInformationNoPermissionToAdd);
        }
        self.add(entry)
    }

    /// Takes a key off the car by the authority of another one.
    pub(super) fn remove_by(&mut self, by: &KeyEntry, key: &PublicKey) -> Result<(), KeyOperation> {
        let target = self.entry(key).ok_or(KeyOperation::WhitelistoperationInformationPublicKeyNotOnWhitelist)?;
        if by.key == *key {
            return Err(KeyOperation::WhitelistoperationInformationNoPermissionToRemoveOneself);
        }
        let permitted = match by.role {
            Role::Owner => true,
            Role::Service => matches!(target.role, Role::Driver | Role::Guest | Role::Fm),
            _ => false,
        };
        if !permitted {
            return Err(KeyOperation::WhitelistoperationInformationNoPermissionToRemove);
        }
        self.remove(key)
    }

    /// The list as vehicle security tells it.
    pub(super) fn info(&self) -> WhitelistInfo {
        WhitelistInfo {
            number_of_entries: self.entries().map(|_| 1u32).sum(),
            whitelist_entries: self.entries().map(|(_, entry)| identifier(&entry.key)).collect(),
            slot_mask: self.entries().fold(0, |mask, (slot, _)| mask | 1 << slot),
        }
    }

    /// A slot as vehicle security tells it; empty where there is no key.
    pub(super) fn entry_info(&self, slot: u32) -> WhitelistEntryInfo {
        let entry = usize::try_from(slot).ok().and_then(|slot| self.slots.get(slot)).copied().flatten();
        let Some(entry) = entry else { return WhitelistEntryInfo { slot, ..WhitelistEntryInfo::default() } };
        WhitelistEntryInfo {
            key_id: Some(identifier(&entry.key)),
            public_key: Some(vcsec::PublicKey { public_key_raw: entry.key.as_bytes().to_vec() }),
            metadata_for_key: Some(KeyMetadata { key_form_factor: entry.form_factor.into() }),
            slot,
            key_role: entry.role.into(),
        }
    }
}

pub(super) fn identifier(key: &PublicKey) -> KeyIdentifier {
    KeyIdentifier { public_key_sha1: key.id().to_vec() }
}

impl From<Vec<Option<StoredKey>>> for Keychain {
    fn from(stored: Vec<Option<StoredKey>>) -> Self {
        let mut keychain = Self::default();
        keychain.slots.iter_mut().zip(stored).for_each(|(slot, stored)| {
            *slot = stored.map(|stored| KeyEntry {
                key: stored.key,
                role: Role::try_from(stored.role).unwrap_or(Role::None),
                form_factor: KeyFormFactor::try_from(stored.form_factor).unwrap_or(KeyFormFactor::Unknown),
            });
        });
        keychain
    }
}

impl From<Keychain> for Vec<Option<StoredKey>> {
    fn from(keychain: Keychain) -> Self {
        let stored = |entry: KeyEntry| StoredKey {
            key: entry.key,
            role: entry.role.into(),
            form_factor: entry.form_factor.into(),
        };
        keychain.slots.into_iter().map(|entry| entry.map(stored)).collect()
    }
}
