//! Where the keys come from that commands are signed with.

use std::sync::Arc;

use async_trait::async_trait;
use openfob_domain::KeyDomain;
use openfob_tesla_command::{PrivateKey, PublicKey};

use super::storage::{SessionStorage, StorageError};

/// The partners' keys, and the sessions that cars hold with each. A [`PrivateKey`] authorises commands, and hands out
/// neither itself nor a shared secret.
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// A partner's key, by its short name; `None` where there is no such one.
    ///
    /// # Errors
    /// When the keys cannot be read.
    async fn key(&self, partner: &KeyDomain, name: &str) -> Result<Option<PrivateKey>, StorageError>;

    /// Where the sessions are kept that are held with a key.
    fn sessions(&self, key: &PublicKey) -> Arc<dyn SessionStorage>;
}
