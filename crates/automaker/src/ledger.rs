//! Counting calls to an automaker before they are sent, so that what they cost is known and can be capped.

use async_trait::async_trait;
use openfob_domain::{ApplicationId, KeyDomain, Vin};

/// What an automaker charges a call as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PriceClass {
    /// Nothing is charged.
    Free,
    /// A request for data.
    Data,
    /// A command.
    Command,
    /// Waking a car.
    Wake,
    /// Signals that a car streams.
    Streaming,
}

impl PriceClass {
    /// Every class, the cheapest first.
    pub const ALL: [Self; 5] = [Self::Free, Self::Streaming, Self::Command, Self::Data, Self::Wake];

    /// As the ledger and its reports spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Data => "data",
            Self::Command => "commands",
            Self::Wake => "wakes",
            Self::Streaming => "streaming",
        }
    }
}

/// A call that is about to be sent. Each attempt is one: automakers charge for answers, not for our intentions.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The adapter's name.
    pub automaker: &'static str,
    /// What it is charged as.
    pub class: PriceClass,
    /// What is called, in the automaker's words, such as `vehicle_data`.
    pub operation: &'static str,
    /// The partner that is charged.
    pub partner: &'a KeyDomain,
    /// For which application; `None`: for none in particular.
    pub application: Option<ApplicationId>,
    /// About which car; `None`: about none in particular.
    pub vin: Option<&'a Vin>,
}

/// The ledger allows no such call now.
#[derive(Debug, thiserror::Error)]
#[error("the cap on {} is reached", .0.as_str())]
pub struct CapReached(pub PriceClass);

/// Told of every call to an automaker before it is sent.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Notes a call. Once it returns the call is sent.
    ///
    /// # Errors
    /// When a cap does not allow it; the call is then not sent.
    async fn announce(&self, call: Call<'_>) -> Result<(), CapReached>;
}
