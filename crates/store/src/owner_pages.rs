//! What browsers carry for owners' pages: sealed sessions, and signed links to the key of one car.

use jiff::Timestamp;
use openfob_domain::ConnectionId;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::row::millis;
use crate::{Store, StoreError};

const COLUMN: &str = "owner.cookie";
const PURPOSE: &str = "key-page";

impl Store {
    /// Seals a text that a browser keeps until `until`; `purpose` tells one kind from another.
    pub fn seal_for_browser(&self, purpose: Uuid, text: &str, until: Timestamp) -> Result<String, StoreError> {
        let text = SecretString::from(format!("{}.{text}", millis(until)));
        Ok(hex::encode(self.ring().seal(&text, COLUMN, purpose)?))
    }

    /// The text that a browser brings back, if it was sealed here for that purpose and is still good.
    #[must_use]
    pub fn open_from_browser(&self, purpose: Uuid, sealed: &str, now: Timestamp) -> Option<String> {
        let sealed = hex::decode(sealed).ok()?;
        let opened = self.ring().open(&sealed, COLUMN, purpose).ok()?;
        let (until, text) = opened.expose_secret().split_once('.')?;
        until.parse().is_ok_and(|until: i64| until > millis(now)).then(|| text.to_owned())
    }

    /// A token that names the key page of a connection's car until `until`, and that nobody else can make.
    #[must_use]
    pub fn key_page_token(&self, connection: ConnectionId, until: Timestamp) -> Option<String> {
        let named = format!("{connection}.{}", millis(until));
        let signature = self.ring().sign(PURPOSE, &named)?;
        Some(format!("{named}.{signature}"))
    }

    /// The connection whose key page a token names, if the token was made here and is still good.
    #[must_use]
    pub fn key_page_connection(&self, token: &str, now: Timestamp) -> Option<ConnectionId> {
        let (named, signature) = token.rsplit_once('.')?;
        let (connection, until) = named.split_once('.')?;
        let is_good = until.parse().is_ok_and(|until: i64| until > millis(now));
        let id = connection.parse().ok()?;
        (is_good && self.ring().is_signed(PURPOSE, named, signature)).then_some(id)
    }
}
