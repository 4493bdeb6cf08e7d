//! The signatures of the pages on which owners see how far their CarKey is.

use openfob_domain::ConnectionId;

use crate::Store;

const PURPOSE: &str = "car-key";

impl Store {
    /// A token that names a connection's CarKey page and that nobody else can make.
    #[must_use]
    pub fn car_key_token(&self, connection: ConnectionId) -> Option<String> {
        let signature = self.ring().sign(PURPOSE, &connection.to_string())?;
        Some(format!("{connection}.{signature}"))
    }

    /// The connection whose CarKey page a token names, if the token was made here.
    #[must_use]
    pub fn car_key_connection(&self, token: &str) -> Option<ConnectionId> {
        let (connection, signature) = token.split_once('.')?;
        let id = connection.parse::<ConnectionId>().ok()?;
        self.ring().is_signed(PURPOSE, &id.to_string(), signature).then_some(id)
    }
}
