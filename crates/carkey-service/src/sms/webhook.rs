//! SMS through an operator's own endpoint.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use crate::{SmsError, SmsProvider};

const TIMEOUT: Duration = Duration::from_secs(10);

/// Posts each SMS as `{"to": "+33…", "text": "…"}`; any 2xx is success. Sent once: a code that comes twice confuses.
#[derive(Clone, Debug)]
pub struct WebhookSms {
    client: reqwest::Client,
    url: Url,
    token: Option<SecretString>,
}

impl WebhookSms {
    /// An endpoint, with the bearer token that it asks for.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(url: Url, token: Option<SecretString>) -> Result<Self, SmsError> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| SmsError(Some(error)))?;
        Ok(Self { client, url, token })
    }
}

#[async_trait]
impl SmsProvider for WebhookSms {
    async fn send(&self, number: &SecretString, text: &SecretString) -> Result<(), SmsError> {
        let body = json!({"to": number.expose_secret(), "text": text.expose_secret()});
        let mut request = self.client.post(self.url.clone()).json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose_secret());
        }
        // The body holds the code, the address may hold a key: neither belongs into an error.
        let answer = request.send().await.map_err(|error| SmsError(Some(error.without_url())))?;
        if answer.status().is_success() { Ok(()) } else { Err(SmsError(None)) }
    }
}
