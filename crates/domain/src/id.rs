//! Typed ids. Each is a UUID of 36 characters outside, as Smartcar's clients expect, and none can stand for another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A developer's registered application; on the wire it is the OAuth `client_id`.
    ApplicationId,
    /// One automaker account within one application; what `GET /user` answers.
    UserId,
    /// An account at an automaker under one partner (an account link).
    AccountId,
    /// A physical car, known by its VIN; no part of the API.
    VehicleId,
    /// Application x user x vehicle; on the wire this is Smartcar's vehicle id.
    ConnectionId,
    /// One finished run of Connect: its permissions, vehicles and tokens.
    GrantId,
    /// One run of Connect, from the first page to the redirect.
    RunId,
    /// Where an application wants to be told of events.
    WebhookId,
    /// A change that others are told of.
    EventId,
    /// One event on its way to one webhook.
    DeliveryId,
}
