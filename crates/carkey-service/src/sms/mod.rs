//! How SMS leave.

mod log;
mod webhook;

pub use log::LogSms;
pub use webhook::WebhookSms;

use async_trait::async_trait;
use secrecy::SecretString;

/// Why an SMS did not leave.
#[derive(Debug, thiserror::Error)]
#[error("the SMS did not leave")]
pub struct SmsError(#[source] pub Option<reqwest::Error>);

/// Somebody who sends SMS.
#[async_trait]
pub trait SmsProvider: Send + Sync {
    /// Sends a text to a number (E.164).
    ///
    /// # Errors
    /// When it did not leave.
    async fn send(&self, number: &SecretString, text: &SecretString) -> Result<(), SmsError>;
}
