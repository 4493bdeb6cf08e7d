//! The challenge: whoever wants to be sent webhooks shows first that they know the application's management token.

use openfob_domain::WebhookId;
use secrecy::SecretString;
use serde::Deserialize;

use super::payload;
use super::sender::{SendError, sign};
use crate::{Gateway, secrets};

/// Why a receiver is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChallengeFailed {
    /// No answer came.
    #[error("the challenge was not answered: {0}")]
    Send(#[from] SendError),
    /// It answered with an error, or sent us elsewhere.
    #[error("the challenge was answered with HTTP status {0}; expected 200{hint}", hint = redirect_hint(*.0))]
    Status(u16),
    /// The answer is something else.
    #[error(
        "the challenge's answer is not understood; expected the JSON body {{\"challenge\": \"…\"}} with the HMAC-SHA256 \
         of the challenge, keyed with the management token, in hexadecimal"
    )]
    Body,
    /// It was made with another token.
    #[error(
        "the challenge's answer is wrong; the receiver has another management token than the application, or hashes \
         something else than the challenge"
    )]
    Wrong,
    /// The challenge could not be written.
    #[error("the challenge could not be written")]
    Write(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct Answer {
    challenge: String,
}

/// Sends a challenge, and checks the answer.
pub(crate) async fn challenge(
    gateway: &Gateway,
    webhook: WebhookId,
    url: &str,
    token: &SecretString,
) -> Result<(), ChallengeFailed> {
    let challenge = secrets::random_token();
    let received = gateway.sender.post(url, payload::verify(webhook, &challenge)?, token).await?;
    if !(200..300).contains(&received.status) {
        return Err(ChallengeFailed::Status(received.status));
    }
    let answer: Answer = serde_json::from_slice(&received.body).map_err(|_| ChallengeFailed::Body)?;
    if secrets::equal(&answer.challenge, &sign(token, &challenge)) { Ok(()) } else { Err(ChallengeFailed::Wrong) }
}

fn redirect_hint(status: u16) -> &'static str {
    if (300..400).contains(&status) { "; redirects are not followed, so give the address that it leads to" } else { "" }
}
