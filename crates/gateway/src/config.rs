//! What an operator decides about the gateway.

use std::time::Duration;

use jiff::SignedDuration;
use openfob_domain::KeyDomain;
use url::Url;

use crate::{MailSettings, RateLimits, Retention, WebhookSettings};

/// The gateway's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that owners' browsers and applications reach it at: scheme, host and port.
    pub origin: Url,
    /// The key domain of applications that have none of their own.
    pub key_domain: KeyDomain,
    /// Below it lie the key domains of applications that choose a subdomain alone.
    pub key_base_domain: KeyDomain,
    /// When the automaker is asked about keys.
    pub key_timings: KeyTimings,
    /// One redirect URI that may be plain `http` on any host: the demo application's own, nothing else.
    pub http_redirect_uri: Option<String>,
    /// The base of `docURL` in errors; without it, this server's own pages.
    pub docs_base: Option<Url>,
    /// How e-mail is sent to owners; without it none is offered.
    pub mail: Option<MailSettings>,
    /// How often applications may ask.
    pub rate_limits: RateLimits,
    /// Where webhooks may be sent.
    pub webhooks: WebhookSettings,
    /// How long things are kept.
    pub retention: Retention,
    /// What stands in the footer of the owner's pages.
    pub operator_name: String,
}

/// When the automaker is asked about keys.
#[derive(Clone, Debug)]
pub struct KeyTimings {
    /// How old its word may be where an application asks; `None`: as the adapter says.
    pub max_age: Option<SignedDuration>,
    /// How often connected cars are checked though nobody asks.
    pub check_every: SignedDuration,
    /// How long a waiting page of Connect waits between its looks; the last one repeats.
    pub watch: Vec<Duration>,
    /// How long such a page watches.
    pub watch_for: Duration,
}

impl Default for KeyTimings {
    fn default() -> Self {
        Self {
            max_age: None,
            check_every: SignedDuration::from_mins(15),
            watch: [2, 3, 5, 8].map(Duration::from_secs).to_vec(),
            watch_for: Duration::from_mins(10),
        }
    }
}

impl Settings {
    /// The address of a path on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        url
    }
}
